"""The page of a project: results, meetings, documents."""

import datetime
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from outcomes.models import Indicatore
from progetti.models import Progetto
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import LezioneFactory
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    ParteRilevazioneFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import DocumentoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
PAGINA = "/progetti/case/"


@pytest.fixture
def progetto() -> Progetto:
    return ProgettoFactory(slug="case", titolo="Case di vicinato")


@pytest.fixture
def indicatore(progetto: Progetto) -> Indicatore:
    return crea(progetto, base_stato="misurata", base_valore=0, target_finale=80)


def crea(progetto: Progetto, **campi: Any) -> Indicatore:
    quadro = progetto.quadri.first() or QuadroImpattoFactory(progetto=progetto)
    return IndicatoreFactory(esito=EsitoFactory(quadro=quadro), nome="Persone accolte", **campi)


def accettata(indicatore: Indicatore, valore: Any, **campi: Any) -> Any:
    rendicontazione = RendicontazioneFactory(quadro=indicatore.quadro, accettata=True)
    return RilevazioneFactory(
        rendicontazione=rendicontazione, indicatore=indicatore, valore=valore, **campi
    )


def verificata(esito: str) -> dict[str, Any]:
    return {
        "verifica": esito,
        "verifica_metodo": "Registro",
        "verifica_nota": "Contati due volte.",
        "verificata_il": timezone.now(),
    }


def leggi(client: Client, indirizzo: str = PAGINA) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    testo = re.sub(r"<[^>]+>", " ", risposta.content.decode())
    return re.sub(r"\s+", " ", html.unescape(testo))


# Two queries since before there were results: the page's own row brings them all, as JSON that
# PostgreSQL builds (sito.progetti); the second is for the projects like this one.
@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_page_takes_two_queries_for_1_10_and_100_indicators(
    client: Client, progetto: Progetto, quanti: int, django_assert_num_queries: Any
) -> None:
    esito = EsitoFactory(quadro=QuadroImpattoFactory(progetto=progetto))
    rendicontazione = RendicontazioneFactory(quadro=esito.quadro, accettata=True)
    for indicatore in IndicatoreFactory.create_batch(quanti, esito=esito):
        RilevazioneFactory(rendicontazione=rendicontazione, indicatore=indicatore, valore=10)
    EventoFactory(progetti=[progetto])

    with django_assert_num_queries(2):
        client.get(PAGINA)


def test_accepted_and_validated_values_are_told_apart(
    client: Client, indicatore: Indicatore
) -> None:
    accettata(indicatore, 20, **verificata("validata"))
    accettata(indicatore, 40)

    pagina = leggi(client)

    assert "40 persone (accettato dal programma)" in pagina
    assert "È il 50 % della strada" in pagina
    assert "Validato: 20 persone, 25 %" in pagina
    assert "Accettato: 40 persone, 50 %" in pagina


def test_the_chart_stays_within_its_frame_whatever_the_value(
    client: Client, indicatore: Indicatore
) -> None:
    accettata(indicatore, 800)

    risposta = client.get(PAGINA).content.decode()

    assert "1.000 %" in html.unescape(risposta)
    larghezze = [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', risposta)]
    assert larghezze
    assert max(larghezze) <= 440


def test_contested_values_are_shown_as_contested(client: Client, indicatore: Indicatore) -> None:
    accettata(indicatore, 20)
    accettata(indicatore, 777, **verificata("contestata"))

    pagina = leggi(client)

    assert "contestato dal valutatore" in pagina
    assert "20 persone (accettato dal programma)" in pagina
    assert "Contati due volte" not in pagina


def test_what_is_not_measured_is_said_and_is_not_zero(client: Client, progetto: Progetto) -> None:
    mai = crea(progetto)
    crea(progetto)
    accettata(mai, None, stato_valore="non_misurabile", motivo="Il registro non c'è più.")

    pagina = leggi(client)

    assert "Non è misurabile: Il registro non c'è più." in pagina
    assert "Non è ancora misurato" in pagina


def test_small_cells_are_not_on_the_page_nor_in_its_file(
    client: Client, progetto: Progetto
) -> None:
    uno = crea(progetto, riservatezza="persone")
    genere = DimensioneFactory(indicatore=uno)
    rilevazione = accettata(uno, 4321)
    for voce, valore in (("donne", 4318), ("uomini", 3)):
        ParteRilevazioneFactory(
            rilevazione=rilevazione, dimensione=genere, voce=voce, valore=valore
        )

    pagina, tabella = leggi(client), client.get(f"{PAGINA}indicatori.csv").content.decode()

    assert "4.321" in pagina
    assert "n.d." in pagina
    assert "4.318" not in pagina
    assert "4321" in tabella
    assert "4318" not in tabella
    assert tabella.count("riservatezza") == 2


def test_the_next_due_date_is_of_an_open_report(client: Client, indicatore: Indicatore) -> None:
    oggi = timezone.localdate()
    scadenza = oggi + datetime.timedelta(days=10)
    RendicontazioneFactory(quadro=indicatore.quadro, bozza=True, scadenza=scadenza)
    RendicontazioneFactory(
        quadro=indicatore.quadro, bozza=True, scadenza=oggi - datetime.timedelta(days=3)
    )

    assert f"Prossima rendicontazione attesa entro il {scadenza.day} " in leggi(client)


def test_drafts_and_internal_indicators_are_not_on_the_page(
    client: Client, progetto: Progetto
) -> None:
    interno = crea(progetto, is_public=False)
    accettata(interno, 123456)

    assert "123.456" not in leggi(client)
    assert "non è ancora pubblicata nessuna misurazione" in leggi(client)


def test_public_meetings_and_documents_of_the_project_are_listed(
    client: Client, progetto: Progetto
) -> None:
    EventoFactory(titolo="Incontro con le famiglie", progetti=[progetto])
    EventoFactory(titolo="Riunione interna", progetti=[progetto], non_pubblico=True)
    EventoFactory(titolo="Evento inventato", progetti=[progetto], is_demo=True)
    pubblico = DocumentoFactory(
        progetto=progetto,
        titolo="Relazione finale",
        visibilita="pubblico",
        file__contenuto=b"Testo.",
    )
    riservato = DocumentoFactory(progetto=progetto, titolo="Nota per lo staff")

    pagina = leggi(client)

    assert "Incontro con le famiglie" in pagina
    assert "Relazione finale" in pagina
    for nascosto in ("Riunione interna", "Evento inventato", "Nota per lo staff"):
        assert nascosto not in pagina
    file = client.get(f"{PAGINA}documenti/{pubblico.pk}/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.getvalue() == b"Testo."
    assert client.get(f"{PAGINA}documenti/{riservato.pk}/").status_code == 404
    assert client.get(f"/progetti/altro/documenti/{pubblico.pk}/").status_code == 404


def test_the_page_tells_what_the_project_taught_and_only_what_is_public(
    client: Client, progetto: Progetto
) -> None:
    LezioneFactory(pubblica=True, progetto=progetto, titolo="Lo sportello è lontano")
    LezioneFactory(progetto=progetto, titolo="Solo per il gruppo")

    pagina = client.get(PAGINA).content.decode()

    assert "Che cosa ha insegnato" in pagina
    assert "Lo sportello è lontano" in pagina
    assert "Ha deluso" in pagina
    assert "Solo per il gruppo" not in pagina
