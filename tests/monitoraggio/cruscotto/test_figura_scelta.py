"""The page of a figure keeps the filters and the cuts that the dashboard and the desk lead with."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from monitoraggio.models import DatoPubblicato
from tests.core.factories import FonteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("due_regioni")]
PROGETTI = "/monitoraggio/dati/progetti/"
CRUSCOTTO = "/monitoraggio/cruscotto/"


def pagina(client: Client, indirizzo: str, query: dict[str, str | list[str]], stato=200) -> str:
    risposta = client.get(indirizzo, query)
    assert risposta.status_code == stato
    return unescape(risposta.content.decode())


def collegamenti(html: str, percorso: str) -> list[dict[str, list[str]]]:
    trovati = re.findall(rf'href="({re.escape(percorso)}[^"]*)"', html)
    return [parse_qs(urlsplit(href).query) for href in trovati]


def test_a_panel_leads_to_its_figure_with_the_same_filters(client: Client) -> None:
    html = pagina(client, CRUSCOTTO, {"regione": "toscana", "per": "macroarea"})

    (chiesto,) = collegamenti(html, PROGETTI)

    assert chiesto == {"alla": [timezone.localdate().isoformat()], "regione": ["09"]}


def test_the_records_of_a_figure_are_those_its_filters_choose(client: Client) -> None:
    html = pagina(client, PROGETTI, {"regione": "09"})

    assert "Il programma ha finanziato 2 progetti." in html
    assert "Sono contate 2 righe" in html
    assert "solo Regione: Toscana" in html
    assert "Lecce" not in html[html.index('id="record"') :]


def test_every_way_on_from_a_filtered_figure_keeps_its_filters(client: Client) -> None:
    html = pagina(client, PROGETTI, {"regione": "09"})
    oggi = timezone.localdate().isoformat()

    file = collegamenti(html, f"{PROGETTI}{oggi}/")
    carta = collegamenti(html, "/incorpora/figure/progetti/")
    api = re.search(r'href="[^"]+/api/v1/[^"]+\?([^"]+)"', html)

    assert [chiesto["regione"] for chiesto in (*file, *carta)] == [["09"]] * 5
    assert api is not None
    assert parse_qs(api[1]) == {"alla": [oggi], "regione": ["09"]}
    assert '<input type="hidden" name="regione" value="09">' in html


@pytest.mark.parametrize("che", ["figura", "record"])
def test_the_files_of_a_filtered_figure_are_filtered(client: Client, che: str) -> None:
    indirizzo = f"{PROGETTI}{timezone.localdate()}/{che}.json"

    letto = b"".join(client.get(indirizzo, {"regione": "09"})).decode()

    assert client.get(indirizzo, {"regione": "Atlantide"}).status_code == 400
    assert client.get(indirizzo, {"colore": "blu"}).status_code == 400
    assert "Lecce" not in letto
    assert letto.count('"tipo"') == (2 if che == "record" else 0)


def test_a_figure_is_cut_on_its_own_page_with_chart_table_and_files(client: Client) -> None:
    html = pagina(client, "/monitoraggio/dati/completezza/", {"per": ["regione", "tema"]})

    divisa = html[html.index('id="divisa"') : html.index('id="andamento"')]
    assert "Divisa per Regione e tema" in divisa
    assert 'aria-label="Tabella: Che cosa manca nei dati, per Regione e tema"' in divisa
    (csv,) = collegamenti(divisa, "/monitoraggio/grafici/completezza.csv")
    assert csv["per"] == ["regione", "tema"]


def test_each_way_to_cut_a_figure_stays_on_its_page(client: Client) -> None:
    html = pagina(client, PROGETTI, {"regione": "09"})

    tagli = re.findall(r'href="(\?[^"]+)#divisa"', html)

    assert tagli
    for query in tagli:
        assert 'id="divisa"' in pagina(client, PROGETTI + query, {})
        assert "regione=09" in query


@pytest.mark.parametrize(
    ("codice", "query", "messaggio"),
    [
        ("persone", {"tema": "non-indicato"}, "non si può dividere per «tema»"),
        ("persone", {"periodo": "2023", "per": "periodo"}, "scegli una dimensione sola"),
        ("imbuto", {"regione": "Atlantide"}, "«Atlantide» non è tra i valori possibili"),
        ("progetti", {"per": ["tema", "regione", "comune"]}, "al massimo fra due dimensioni"),
    ],
)
def test_what_a_figure_cannot_take_is_said_and_the_whole_is_shown(
    client: Client, codice: str, query: dict[str, str | list[str]], messaggio: str
) -> None:
    html = pagina(client, f"/monitoraggio/dati/{codice}/", query, stato=400)

    assert messaggio in html
    assert 'id="divisa"' not in html


def test_published_figures_are_of_the_whole_programme_and_not_beside_a_part(
    client: Client,
) -> None:
    DatoPubblicato.objects.create(
        codice="progetti", etichetta="Progetti", valore=18, unita="progetti",
        figura="progetti", voce="finanziati", fonte=FonteFactory(),
    )  # fmt: skip

    assert ">Pubblicato<" in pagina(client, PROGETTI, {})
    assert ">Pubblicato<" not in pagina(client, PROGETTI, {"regione": "09"})


@pytest.mark.parametrize("indirizzo", ["/monitoraggio/", CRUSCOTTO, PROGETTI])
def test_every_page_of_figures_can_be_read_as_it_was_known(client: Client, indirizzo: str) -> None:
    """Nothing was known yesterday: filters have names all the same."""
    ieri = timezone.localdate() - datetime.timedelta(days=1)
    filtri = {} if indirizzo == "/monitoraggio/" else {"regione": "09"}

    html = pagina(client, indirizzo, {"conosciuto_al": ieri.isoformat(), **filtri})

    assert "Il programma ha finanziato 0 progetti." in html
    assert f"conosciuto_al={ieri}" in html
    assert "Guarda la stessa data come risulta oggi" in html
    assert "non è un valore di" not in html


@pytest.mark.parametrize("indirizzo", ["/monitoraggio/", CRUSCOTTO, PROGETTI])
def test_the_first_day_there_is_has_figures_too(client: Client, indirizzo: str) -> None:
    html = pagina(client, indirizzo, {"alla": "0001-01-01"})

    assert "Il programma ha finanziato 0 progetti." in html


def test_the_pages_of_figures_lead_to_one_another_as_they_were_known(client: Client) -> None:
    ieri = timezone.localdate() - datetime.timedelta(days=1)
    html = pagina(client, PROGETTI, {"conosciuto_al": ieri.isoformat(), "regione": "09"})

    (verso,) = collegamenti(html, "/monitoraggio/?")

    assert verso["conosciuto_al"] == [ieri.isoformat()]
    pagina(client, "/monitoraggio/", verso)
