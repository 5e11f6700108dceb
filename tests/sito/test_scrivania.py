"""The figures of the desk: chosen by its address, each line with the list of the same rows."""

import datetime
import html

import pytest
from django.test import Client
from django.utils import timezone

from fis_portal.accounts.models import User
from fis_portal.sito.scrivania import FiguraScrivania
from monitoraggio.registro import Ambito, figura
from tests.comuni.factories import ComuneFactory, ProvinciaFactory, RegioneFactory
from tests.outcomes.factories import InvioFactory, RendicontazioneFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


@pytest.fixture
def due_regioni(db: None) -> None:
    toscana = RegioneFactory(nome="Toscana", codice_istat="09")
    puglia = RegioneFactory(nome="Puglia", codice_istat="16")
    for regione, quanti in ((toscana, 2), (puglia, 1)):
        comune = ComuneFactory(provincia=ProvinciaFactory(regione=regione))
        for _n in range(quanti):
            ProgettoFactory(
                comune=comune, finanziato=True, macroaree=["inclusione"], temi=["casa"], cup=""
            )


def mostrate(gestione: Client, query: dict[str, str] | None = None) -> dict[str, FiguraScrivania]:
    risposta = gestione.get("/admin/", query or {})
    return {una.figura.codice: una for una in risposta.context["figure"]}


@pytest.mark.usefixtures("due_regioni")
def test_filters_in_the_address_choose_the_figures_of_the_desk(gestione: Client) -> None:
    figure = mostrate(gestione, {"regione": "toscana"})

    oggi = figure["completezza"].figura.alla
    attesa = figura("completezza", Ambito(oggi, filtri=(("regione", "09"),)))
    assert figure["completezza"].figura == attesa
    assert attesa.denominatore == 2


@pytest.mark.usefixtures("due_regioni")
@pytest.mark.parametrize(
    "query", [{}, {"regione": "09"}, {"tema": "casa", "regione": "16"}, {"macroarea": "inclusione"}]
)
@pytest.mark.parametrize("codice", ["completezza", "macroaree", "qualita", "contraddizioni"])
def test_each_line_leads_to_the_list_of_as_many_projects(
    gestione: Client, codice: str, query: dict[str, str]
) -> None:
    una = mostrate(gestione, query)[codice]

    scelte = [voce for voce in una.voci if voce.url.startswith("/admin/")]
    assert len(scelte) == len(una.voci) - (codice == "qualita"), "standing still has no list"
    for voce in scelte:
        lista = gestione.get(voce.url).context["cl"]
        assert lista.result_count == voce.valore, voce.etichetta


@pytest.mark.usefixtures("due_regioni")
def test_where_no_list_holds_the_same_rows_a_line_leads_to_what_tells_them(
    gestione: Client,
) -> None:
    di_ieri = mostrate(gestione, {"alla": "2024-01-01"})["completezza"]
    per_intervento = mostrate(gestione, {"intervento": "II"})["completezza"]

    primo = di_ieri.voci[0]
    assert primo.url == (
        f"/monitoraggio/dati/completezza/?alla=2024-01-01&voce={di_ieri.figura.voci[0].codice}#record"
    )
    assert "intervento=II" in per_intervento.voci[0].url
    for voce in per_intervento.voci:
        righe = gestione.get(voce.url.removesuffix("#record")).context["figura"]
        assert righe.record_in_tutto == voce.valore


def test_the_reports_missing_are_listed_as_many_as_they_are_counted(gestione: Client) -> None:
    oggi = timezone.localdate()
    ieri = oggi - datetime.timedelta(days=1)
    RendicontazioneFactory(scadenza=ieri)
    RendicontazioneFactory(scadenza=oggi)
    RendicontazioneFactory(scadenza=oggi + datetime.timedelta(days=1))
    RendicontazioneFactory(scadenza=ieri, quadro__progetto=ProgettoFactory(is_public=False))
    RendicontazioneFactory(scadenza=ieri, quadro__progetto=ProgettoFactory(dimostrativo=True))
    InvioFactory(rendicontazione=RendicontazioneFactory(scadenza=ieri, stato="restituita"))

    mancanti = mostrate(gestione)["puntualita"].voci[-1]

    assert mancanti.url.startswith("/admin/outcomes/rendicontazione/")
    assert gestione.get(mancanti.url).context["cl"].result_count == mancanti.valore == 2


@pytest.mark.parametrize(
    ("query", "messaggio"),
    [
        ({"regione": "atlantide"}, "Regione: «atlantide» non è tra i valori possibili."),
        ({"alla": "2999-01-01"}, "deve ancora venire"),
        ({"colore": "blu"}, "Il parametro «colore» non esiste"),
    ],
)
def test_a_wrong_address_is_told_and_the_desk_still_works(
    gestione: Client, query: dict[str, str], messaggio: str
) -> None:
    risposta = gestione.get("/admin/", query)

    assert risposta.status_code == 400
    pagina = html.unescape(risposta.content.decode())
    assert messaggio in pagina
    assert "Che cosa aspetta" in pagina


def test_the_day_of_the_desk_is_the_one_asked_for(gestione: Client) -> None:
    ProgettoFactory(finanziato=True)  # financed on 10 January 2023

    prima = mostrate(gestione, {"alla": "2023-01-09"})["completezza"].figura
    dopo = mostrate(gestione, {"alla": "2023-01-10"})["completezza"].figura

    assert (prima.alla, prima.denominatore) == (datetime.date(2023, 1, 9), 0)
    assert dopo.denominatore == 1
