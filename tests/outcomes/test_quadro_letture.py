"""The framework read: by level with five queries, compared, drawn, published."""

import datetime
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import Client

from fis_portal.core import pdf
from outcomes.enums import LivelloEsito, StatoBase, StatoQuadro, TipoIndicatore
from outcomes.models import Indicatore, QuadroImpatto
from outcomes.render.diagramma import quadro_diagramma
from outcomes.render.disposizione import Nodo, disponi
from outcomes.selectors.confronto import quadri_compare
from outcomes.selectors.quadro import quadri_leggi, quadro_in_breve, quadro_leggi
from outcomes.selectors.scheda import base_it, valore_it
from outcomes.services.quadro import quadro_start
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    LegameEsitoFactory,
    QuadroImpattoFactory,
    TargetPeriodoFactory,
)

pytestmark = pytest.mark.django_db


def _quadro(esiti: int = 2, **quadro: object) -> QuadroImpatto:
    fatto = QuadroImpattoFactory(**quadro)
    livelli = list(LivelloEsito)
    nodi = [
        EsitoFactory(quadro=fatto, codice=f"E{n}", livello=livelli[n % 5], ipotesi="Se si può.")
        for n in range(esiti)
    ]
    for prima, dopo in pairwise(nodi):
        LegameEsitoFactory(da=prima, a=dopo, ipotesi="<b>Perché</b>")
    for nodo in nodi:
        indicatore = IndicatoreFactory(esito=nodo, target_finale=Decimal("40.5"))
        DimensioneFactory(indicatore=indicatore)
        TargetPeriodoFactory(indicatore=indicatore)
    return fatto


@pytest.mark.parametrize("esiti", [2, 9])
def test_a_framework_of_any_size_is_read_with_five_queries(
    esiti: int, django_assert_num_queries: object
) -> None:
    quadro = QuadroImpatto.objects.select_related("progetto__comune", "deciso_in").get(
        pk=_quadro(esiti).pk
    )

    with django_assert_num_queries(5):  # type: ignore[operator]
        visto = quadro_leggi(quadro, pubblico=True)

    assert len(list(visto.esiti)) == len(visto.indicatori) == esiti


def test_indicators_that_are_not_public_are_only_counted_in_public() -> None:
    quadro = _quadro(3)
    Indicatore.objects.filter(pk=quadro.indicatori.first().pk).update(is_public=False)

    pubblico = quadro_leggi(QuadroImpatto.objects.get(pk=quadro.pk), pubblico=True)
    interno = quadro_leggi(QuadroImpatto.objects.get(pk=quadro.pk), pubblico=False)

    assert (len(pubblico.indicatori), pubblico.riservati) == (2, 1)
    assert (len(interno.indicatori), interno.riservati) == (3, 0)


@pytest.mark.parametrize(
    ("tipo", "valore", "scritto"),
    [
        (TipoIndicatore.CONTEGGIO, "1250.0000", "1.250 famiglie"),
        (TipoIndicatore.NUMERO, "4.5000", "4,5 famiglie"),
        (TipoIndicatore.EURO, "30000.5", "30.000,50\u00a0€"),
        (TipoIndicatore.PERCENTUALE, "45.0000", "45\u00a0%"),
        (TipoIndicatore.SI_NO, "0", "no"),
        (TipoIndicatore.CONTEGGIO, "0.0000", "0 famiglie"),
        (TipoIndicatore.CONTEGGIO, None, ""),
    ],
)
def test_values_are_written_the_way_their_indicator_is_read(
    tipo: str, valore: str | None, scritto: str
) -> None:
    indicatore = Indicatore(tipo=tipo, unita="famiglie")

    assert valore_it(indicatore, Decimal(valore) if valore else None) == scritto


def test_the_baseline_is_said_in_each_of_its_three_states() -> None:
    misurata = Indicatore(
        tipo="conteggio",
        unita="casi",
        base_stato=StatoBase.MISURATA,
        base_valore=Decimal(0),
        base_data=datetime.date(2025, 3, 1),
    )

    assert base_it(misurata) == "0 casi al 1 marzo 2025"
    assert base_it(Indicatore(base_stato="non_ancora")) == "Non ancora misurato"
    assert (
        base_it(Indicatore(base_stato="non_applicabile", base_motivo="È nuovo"))
        == "Non applicabile (È nuovo)"
    )


def test_two_versions_are_compared_field_by_field() -> None:
    prima = _quadro(3)
    dopo = quadro_start(progetto=prima.progetto, by=None, da=prima)
    dopo.esiti.filter(codice="E1").update(titolo="Titolo nuovo")
    tolto, cambiato, *_resto = dopo.indicatori.order_by("pk")
    tolto.delete()
    dopo.indicatori.filter(pk=cambiato.pk).update(target_finale=50)
    IndicatoreFactory(esito=dopo.esiti.first(), codice="NUOVO", nome="Uno in più")

    confronto = quadri_compare(
        *quadri_leggi([QuadroImpatto.objects.get(pk=q.pk) for q in (prima, dopo)], pubblico=False)
    )

    assert confronto.esiti.uguali == 2
    assert [c.codice for c in confronto.esiti.cambiati] == ["E1"]
    assert confronto.indicatori.aggiunti == ("NUOVO Uno in più",)
    assert confronto.indicatori.tolti == (f"{tolto.codice} {tolto.nome}",)
    (campo,) = confronto.indicatori.cambiati[0].campi
    assert (campo.etichetta, campo.prima, campo.dopo) == (
        "Atteso alla fine",
        "40,5 persone",
        "50 persone",
    )


# --- Drawing -------------------------------------------------------------------------------------
def test_an_arrow_over_several_columns_passes_beside_the_boxes() -> None:
    nodi = [Nodo("A", 0, 50), Nodo("B", 1, 50), Nodo("C", 2, 50)]

    posti = disponi(nodi, [("A", "B"), ("B", "C"), ("A", "C")])

    lunga = posti.frecce[2]
    slot, scatola = lunga.tappe[1], posti.nodi["B"]
    assert slot.colonna == 1
    assert slot.centro < scatola.y or slot.centro > scatola.y + scatola.altezza


def test_boxes_of_a_column_never_overlap() -> None:
    nodi = [Nodo(str(n), n % 3, 40 + n) for n in range(12)]
    legami = [("0", "1"), ("0", "2"), ("3", "4"), ("6", "11"), ("9", "1")]

    posti = disponi(nodi, legami)

    for colonna in range(3):
        pila = sorted((n for n in posti.nodi.values() if n.colonna == colonna), key=lambda n: n.y)
        assert all(sopra.y + sopra.altezza <= sotto.y for sopra, sotto in pairwise(pila))


def test_the_drawing_is_well_formed_named_and_without_style_or_markup_of_others() -> None:
    quadro = _quadro(6)
    EsitoFactory(quadro=quadro, codice="X", titolo='<script>alert("x")</script> & altro')

    diagramma = quadro_diagramma(quadro_leggi(quadro, pubblico=True))

    assert diagramma is not None
    radice = ET.fromstring(diagramma.svg)  # noqa: S314 - our own drawing
    assert radice.get("role") == "img"
    assert {figlio.tag.rpartition("}")[2] for figlio in radice} >= {"title", "desc", "path", "text"}
    assert "style" not in {n for e in radice.iter() for n in (e.tag, *e.attrib)}
    assert "<script" not in diagramma.svg
    assert [nota.numero for nota in diagramma.note] == list(range(1, 12))
    assert quadro_diagramma(quadro_leggi(QuadroImpattoFactory(), pubblico=True)) is None


# --- Pages ---------------------------------------------------------------------------------------
def _url(quadro: QuadroImpatto) -> str:
    return f"/progetti/{quadro.progetto.slug}/quadro/"


def test_the_page_shows_the_version_in_force_and_compares_it_with_the_one_before(
    client: Client,
) -> None:
    prima = _quadro(stato=StatoQuadro.SUPERATO, in_vigore_al=datetime.date(2021, 12, 31))
    dopo = _quadro(
        progetto=prima.progetto, versione=2, in_vigore_dal=datetime.date(2022, 1, 1), motivo="Nuova"
    )

    pagina = client.get(_url(dopo)).content.decode()
    confronto = client.get(_url(dopo), {"confronta": "1,2"}).content.decode()
    vecchia = client.get(_url(dopo), {"versione": "1"}).content.decode()

    assert "2, in vigore dal 1 gennaio 2022" in pagina
    assert pagina.count("<svg xmlns") == 1
    assert "Dalla versione 1 alla versione 2" in confronto
    assert "Questa è la versione 1, superata" in vecchia


@pytest.mark.parametrize("query", ["versione=9", "versione=x", "confronta=1", "confronta=1,9"])
def test_versions_that_do_not_exist_are_not_found(client: Client, query: str) -> None:
    assert client.get(f"{_url(_quadro())}?{query}").status_code == 404


def test_a_draft_is_as_if_it_did_not_exist(client: Client) -> None:
    bozza = _quadro(bozza=True, motivo="Segreto di lavoro")

    pagina = client.get(_url(bozza))

    assert pagina.status_code == 200
    assert "non c’è ancora" in pagina.content.decode()
    assert "Segreto" not in pagina.content.decode()
    assert client.get(f"{_url(bozza)}1.pdf").status_code == 404
    assert quadro_in_breve(bozza.progetto) is None


def test_without_the_libraries_the_page_says_so_and_the_pdf_answers_kindly(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_mancanti", lambda: ("libpango-1.0.so.0",))
    quadro = _quadro()

    pagina = client.get(_url(quadro))
    scarico = client.get(f"{_url(quadro)}1.pdf")

    assert "si può stampare questa pagina" in pagina.content.decode()
    assert scarico.status_code == 503
    assert "non si può fare adesso" in scarico.content.decode()


@pytest.mark.skipif(not pdf.pdf_disponibile(), reason="no PDF libraries here")
def test_the_pdf_is_an_attachment_made_for_everybody(client: Client) -> None:
    risposta = client.get(f"{_url(_quadro())}1.pdf")

    assert risposta.content.startswith(b"%PDF")
    assert re.match(
        r'attachment; filename="quadro-impatto-.*-v1\.pdf"', risposta["Content-Disposition"]
    )
