"""The registry as a whole: every entry is complete, and is cut by what it says it is."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from fis_portal.core.errors import DomainError
from monitoraggio.registro import DIMENSIONI, IGNOTO, REGISTRO, Ambito, figura
from monitoraggio.services import indicatori_count
from progetti.enums import StatoFase, TipoOrganizzazione
from progetti.models import FaseProgetto
from tests.community.factories_comunita import AdozioneFactory, LezioneFactory
from tests.comuni.factories import ComuneFactory
from tests.outcomes.factories import (
    InvioFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import (
    FaseProgettoFactory,
    InterventoFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
    TemaFactory,
    TransizioneFaseFactory,
)

pytestmark = pytest.mark.django_db
OGGI = timezone.localdate()
TAGLI = [(codice, per) for codice, d in REGISTRO.items() for per in d.dimensioni]


@pytest.fixture
def programma() -> dict[str, Any]:
    """Three projects that differ in everything figures are cut by; one has nothing written."""
    casa = ProgettoFactory(
        macroaree=["inclusione sociale", "animazione culturale"],
        macroaree__prevalente=True,
        temi=["housing sociale", "lavoro"],
    )
    for codice, anno in (("I", 2020), ("II", 2022)):
        FaseProgettoFactory(
            progetto=casa,
            intervento=InterventoFactory(codice=codice),
            stato=StatoFase.FINANZIATA,
            data=datetime.date(anno, 6, 1),
        )
    for tipo in (TipoOrganizzazione.ETS, TipoOrganizzazione.ETS, TipoOrganizzazione.BANCA):
        PartenariatoFactory(progetto=casa, organizzazione=OrganizzazioneFactory(tipo=tipo))
    scuola = ProgettoFactory(
        finanziato=True, macroaree=["inclusione sociale"], temi=["lavoro"], comune=casa.comune
    )
    muto = ProgettoFactory(finanziato=True, comune=ComuneFactory())
    FaseProgetto.objects.filter(progetto=casa).update(importo_concesso_eur=Decimal("1000.50"))
    TransizioneFaseFactory(fase=scuola.fasi.get(), a=StatoFase.RITIRATA, motivo="Mancano i fondi.")
    for progetto in (casa, muto):
        quadro = QuadroImpattoFactory(progetto=progetto)
        rendicontazione = RendicontazioneFactory(
            quadro=quadro, accettata=True, scadenza=datetime.date(2025, 6, 30)
        )
        RilevazioneFactory(rendicontazione=rendicontazione, valore=7)
        InvioFactory(rendicontazione=rendicontazione)
    lezione = LezioneFactory(pubblica=True, progetto=casa, intervento=InterventoFactory())
    lezione.temi.add(TemaFactory(nome="lavoro"))
    LezioneFactory(pubblica=True, progetto=None, deluso="")
    AdozioneFactory(comune=muto.comune)
    return {"casa": casa, "scuola": scuola, "muto": muto}


def test_every_entry_says_all_that_a_reader_may_ask() -> None:
    for codice, definizione in REGISTRO.items():
        assert definizione.codice == codice
        detto = (definizione.titolo, definizione.definizione, definizione.unita)
        assert all(str(testo).strip() for testo in detto), codice
        assert str(definizione.arrotondamento).strip(), codice
        assert str(definizione.riservatezza).strip(), codice
        assert definizione.fonti, codice
        assert all(str(fonte).strip() for fonte in definizione.fonti), codice
        assert {*definizione.filtrabili} <= {*DIMENSIONI}, codice
        assert definizione.somma <= {*definizione.dimensioni}, codice


@pytest.mark.parametrize(("codice", "per"), TAGLI)
@pytest.mark.usefixtures("programma")
def test_a_figure_is_cut_by_each_dimension_it_declares_with_no_more_queries(
    codice: str, per: str, django_assert_max_num_queries: Any
) -> None:
    indicatori_count()
    with django_assert_max_num_queries(REGISTRO[codice].domande + 1):
        tagliata = figura(codice, Ambito(OGGI, per=(per,)))

    intera = figura(codice, Ambito(OGGI))
    assert tagliata.voci == intera.voci
    assert tagliata.as_dict()["per"] == [per]
    assert all(cella.taglio[0].dimensione == per for cella in tagliata.celle)


def _somme(celle: Any) -> Iterator[tuple[str, Any]]:
    codici = dict.fromkeys(voce.codice for cella in celle for voce in cella.voci)
    for codice in codici:
        valori = [voce.valore for cella in celle for voce in cella.voci if voce.codice == codice]
        noti = [valore for valore in valori if valore is not None]
        yield codice, sum(noti) if noti else None


@pytest.mark.parametrize(
    ("codice", "per"), [(codice, per) for codice, d in REGISTRO.items() for per in sorted(d.somma)]
)
@pytest.mark.usefixtures("programma")
def test_the_cells_add_up_to_the_whole_where_the_entry_says_so(codice: str, per: str) -> None:
    tagliata = figura(codice, Ambito(OGGI, per=(per,)))

    for voce, somma in _somme(tagliata.celle):
        assert tagliata.valore(voce) == somma, voce


@pytest.mark.parametrize(
    "codice", [c for c, d in REGISTRO.items() if len(d.dimensioni) > 1 < d.tagli_massimi]
)
@pytest.mark.usefixtures("programma")
def test_two_dimensions_are_cut_with_no_more_queries_and_add_up_to_one(
    codice: str, django_assert_max_num_queries: Any
) -> None:
    indicatori_count()
    dimensioni = REGISTRO[codice].dimensioni
    prima, seconda = (
        dimensioni[0],
        next(d for d in ("comune", "periodo", dimensioni[1]) if d in dimensioni[1:]),
    )

    with django_assert_max_num_queries(REGISTRO[codice].domande + 1):
        doppia = figura(codice, Ambito(OGGI, per=(prima, seconda)))

    if seconda in REGISTRO[codice].somma:
        for cella in figura(codice, Ambito(OGGI, per=(prima,))).celle:
            sue = [c for c in doppia.celle if c.codici[0] == cella.codici[0]]
            assert dict(_somme(sue)) == {v.codice: v.valore for v in cella.voci}


def test_cells_of_projects_say_where_each_falls_and_lose_none(programma: dict[str, Any]) -> None:
    progetti = figura("progetti", Ambito(OGGI, per=("organizzazione", "intervento")))

    assert progetti.valore("finanziati") == 3
    conti = {cella.codici: cella.voci[0].valore for cella in progetti.celle}
    assert conti == {
        ("banca", "I"): 1,
        ("banca", "II"): 1,
        ("ets", "I"): 1,
        ("ets", "II"): 1,
        (IGNOTO, "II"): 2,
    }
    prima = progetti.cella("ets", "II")
    assert prima is not None
    assert [taglio.etichetta for taglio in prima.taglio] == [
        "Ente del Terzo settore",
        "Intervento II – Sperimentazione",
    ]
    assert any("si sovrappongono" in nota for nota in progetti.note)


def test_shares_of_a_cell_are_of_that_cell(programma: dict[str, Any]) -> None:
    comune = programma["casa"].comune.codice_istat

    cella = figura("macroaree", Ambito(OGGI, per=("comune",))).cella(comune)

    assert cella is not None
    assert cella.denominatore == 3
    assert {v.codice: (v.valore, v.quota) for v in cella.voci} == {
        "inclusione-sociale": (2, 67),
        "animazione-culturale": (1, 33),
    }


def test_amounts_are_cut_without_counting_one_twice(programma: dict[str, Any]) -> None:
    importi = figura("importi", Ambito(OGGI, per=("organizzazione",)))

    ets = importi.cella("ets")
    assert ets is not None
    assert [voce.valore for voce in ets.voci] == [Decimal("1000.50"), Decimal("1000.50")]
    senza = importi.cella(IGNOTO)
    assert senza is not None
    assert [voce.valore for voce in senza.voci] == [None, None]
    assert senza.senza_dato == 2


@pytest.mark.parametrize(
    ("filtri", "attesi"),
    [
        ((("tema", "lavoro"),), 2),
        ((("tema", IGNOTO),), 1),
        ((("intervento", "I"),), 1),
        ((("periodo", "2020"),), 1),
        ((("organizzazione", "banca"), ("macroarea", "animazione-culturale")), 1),
        ((("organizzazione", "banca"), ("periodo", "2023")), 0),
    ],
)
@pytest.mark.usefixtures("programma")
def test_facts_are_chosen_by_all_the_filters(
    filtri: tuple[tuple[str, str], ...], attesi: int
) -> None:
    scelti = figura("progetti", Ambito(OGGI, filtri=filtri))

    assert scelti.valore("finanziati") == attesi
    assert [(t.dimensione, t.codice) for t in scelti.filtri] == list(filtri)


def test_a_regione_is_chosen_by_its_code_or_by_its_name_in_addresses(
    programma: dict[str, Any],
) -> None:
    regione = programma["muto"].comune.provincia.regione

    for valore in (regione.codice_istat, regione.slug):
        scelta = figura("regioni", Ambito(OGGI, filtri=(("regione", valore),)))
        assert scelta.filtri[0].codice == regione.codice_istat
        assert [voce.codice for voce in scelta.voci] == [regione.codice_istat]


@pytest.mark.parametrize(
    ("chiesto", "parole"),
    [
        ({"per": ("pianeta",)}, "«pianeta» non esiste"),
        ({"per": ("macroarea",)}, "non si può dividere per «macroarea»"),
        ({"per": ("tema", "tema")}, "dimensioni diverse"),
        ({"per": ("tema", "comune", "regione")}, "2 dimensioni"),
        ({"filtri": (("tema", "navigazione"),)}, "non è un valore di «tema»"),
        ({"filtri": (("periodo", "l'altro ieri"),)}, "non è un valore di «anno»"),
        ({"filtri": (("pianeta", "marte"),)}, "«pianeta» non esiste"),
        ({"filtri": (("tema", "lavoro"), ("tema", "lavoro"))}, "una volta sola"),
    ],
)
@pytest.mark.usefixtures("programma")
def test_what_is_not_there_is_refused_in_words(chiesto: dict[str, Any], parole: str) -> None:
    with pytest.raises(DomainError, match=parole):
        figura("macroaree", Ambito(OGGI, **chiesto))


def test_a_figure_asked_for_whole_is_written_as_it_always_was() -> None:
    chiavi = set(figura("progetti", Ambito(OGGI)).as_dict())

    assert not chiavi & {"per", "celle", "filtri", "conosciuto_al"}
