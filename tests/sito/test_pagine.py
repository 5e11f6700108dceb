import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
SEZIONI = {
    "/progetti/": "Progetti",
    "/comuni/": "Comuni",
    "/monitoraggio/": "Monitoraggio",
    "/eventi/": "Eventi",
    "/dati/": "Dati",
}
PAGINE = ["/accessibilita/", "/privacy/", "/note-legali/"]


def test_the_menu_leads_to_every_section_of_the_portal(client: Client):
    html = client.get("/privacy/").content.decode()

    menu = html[
        html.index('id="navigazione"') : html.index("</nav>", html.index('id="navigazione"'))
    ]
    for url, nome in SEZIONI.items():
        assert f'href="{url}"><span>{nome}</span>' in menu
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", SEZIONI)
def test_the_menu_marks_the_section_one_is_in(client: Client, url: str):
    assert f'href="{url}" aria-current="page"' in client.get(url).content.decode()


@pytest.mark.parametrize("url", PAGINE)
def test_the_pages_of_the_law_are_there_and_linked_from_the_footer(client: Client, url: str):
    risposta = client.get(url)

    assert risposta.status_code == 200
    html = risposta.content.decode()
    assert f'href="{url}"' in html[html.index("<footer") :]
    assert html.count("<h1") == 1
    assert "Ultimo aggiornamento" in html


@pytest.mark.parametrize("url", [*PAGINE, *SEZIONI, "/"])
def test_a_page_to_read_takes_nothing_in(client: Client, url: str):
    risposta = client.post(url, {"a": "b"})

    assert risposta.status_code == 405
    assert risposta["Allow"] == "GET, HEAD"
    assert "Che cosa puoi fare" in risposta.content.decode()


def test_the_privacy_notice_names_threshold_and_data_protection_officer(
    client: Client, settings: Settings
):
    settings.SOGLIA_CELLE = 7
    settings.CONTATTO_RPD = "rpd@comune.example"

    html = client.get("/privacy/").content.decode()

    assert "meno di 7 persone" in html
    assert "Responsabile della protezione dei dati: rpd@comune.example." in html


def test_without_the_officer_the_privacy_notice_says_so(client: Client):
    assert "non è ancora stato indicato" in client.get("/privacy/").content.decode()


def test_an_address_that_does_not_exist_is_told(client: Client):
    risposta = client.get("/non-esiste/")

    assert risposta.status_code == 404
    assert "Pagina non trovata" in risposta.content.decode()
