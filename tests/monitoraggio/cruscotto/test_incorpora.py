"""Cards in the pages of others: framed by anybody, and they alone."""

import re
from html import unescape

import pytest
from django.test import Client

from progetti.models import Progetto
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
FIGURA = "/incorpora/figure/macroaree/"


@pytest.fixture
def progetto(db: None) -> Progetto:
    return ProgettoFactory(titolo="Case per tutti", slug="case", finanziato=True)


@pytest.mark.parametrize("indirizzo", [FIGURA, "/incorpora/progetti/case/"])
def test_a_card_may_be_framed_and_does_nothing_else(
    client: Client, progetto: Progetto, indirizzo: str
) -> None:
    risposta = client.get(indirizzo)

    politica = risposta["Content-Security-Policy"]
    assert "frame-ancestors *" in politica
    assert "default-src 'none'" in politica
    assert "script-src" not in politica
    assert "form-action 'none'" in politica
    assert "X-Frame-Options" not in risposta
    assert risposta["Cache-Control"] == "public, max-age=900"
    assert "Cookie" not in risposta.get("Vary", "")
    assert not risposta.cookies
    assert risposta["ETag"]
    html = risposta.content.decode()
    assert not re.search(r"<script|<form|<iframe|style=|\son\w+=", html)


@pytest.mark.parametrize("indirizzo", [FIGURA, "/incorpora/progetti/case/"])
def test_its_links_open_outside_the_frame(
    client: Client, progetto: Progetto, indirizzo: str
) -> None:
    html = client.get(indirizzo).content.decode()

    link = re.findall(r"<a [^>]+>", html)
    assert link
    assert all('target="_blank"' in a and 'rel="noopener' in a for a in link)


@pytest.mark.parametrize(
    "indirizzo",
    [
        "/",
        "/monitoraggio/cruscotto/",
        "/monitoraggio/dati/macroaree/",
        "/monitoraggio/grafici/macroaree.csv",
        "/progetti/case/",
        "/accesso/entra/",
        "/admin/login/",
        "/api/v1/monitoraggio/figure/macroaree/",
        "/dati/",
    ],
)
def test_everything_else_refuses_to_be_framed(
    client: Client, progetto: Progetto, indirizzo: str
) -> None:
    risposta = client.get(indirizzo)

    assert risposta["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in risposta["Content-Security-Policy"]


def test_a_wrong_method_on_a_card_is_no_card(client: Client) -> None:
    risposta = client.post(FIGURA)

    assert risposta.status_code == 405
    assert risposta["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("indirizzo", "stato", "messaggio"),
    [
        ("/incorpora/figure/inesistente/", 404, "Questa figura non esiste."),
        ("/incorpora/progetti/inesistente/", 404, "Questo progetto non c"),
        (f"{FIGURA}?regione=atlantide", 400, "«atlantide» non è tra i valori possibili"),
        (f"{FIGURA}?per=macroarea", 400, "non si può dividere per «macroarea»"),
        (f"{FIGURA}?alla=ieri", 400, "scrivila come 31/12/2023"),
    ],
)
def test_what_is_wrong_is_said_inside_the_frame(
    client: Client, indirizzo: str, stato: int, messaggio: str
) -> None:
    risposta = client.get(indirizzo)

    assert risposta.status_code == stato
    assert messaggio in risposta.content.decode()
    assert "X-Frame-Options" not in risposta


def test_a_hidden_project_has_no_card(client: Client) -> None:
    ProgettoFactory(slug="bozza", titolo="Segretissimo", is_public=False)

    risposta = client.get("/incorpora/progetti/bozza/")

    assert risposta.status_code == 404
    assert "Segretissimo" not in risposta.content.decode()


@pytest.mark.usefixtures("due_regioni")
def test_the_card_of_a_figure_has_picture_table_and_the_way_to_its_page(client: Client) -> None:
    html = client.get(FIGURA, {"regione": "09"}).content.decode()

    assert 'role="img"' in html
    assert '<th scope="row">Inclusione sociale</th><td>2</td>' in html
    assert "Solo Regione: Toscana" in html
    assert 'href="/monitoraggio/dati/macroaree/?alla=' in html


def test_demonstrative_cards_say_so(client: Client) -> None:
    ProgettoFactory(slug="finto", dimostrativo=True, finanziato=True)

    assert "Progetto dimostrativo" in client.get("/incorpora/progetti/finto/").content.decode()
    assert "Dati dimostrativi" in client.get(FIGURA, {"dimostrativi": "1"}).content.decode()
    assert "imostrativ" not in client.get(FIGURA).content.decode()


def test_the_pages_give_the_code_to_copy_and_it_works(client: Client, progetto: Progetto) -> None:
    Progetto.objects.filter(pk=progetto.pk).update(titolo='Case "per" <tutti> & altri')
    for pagina, carta in (
        ("/progetti/case/", "/incorpora/progetti/case/"),
        ("/monitoraggio/dati/macroaree/?alla=2024-01-01", f"{FIGURA}?alla=2024-01-01"),
        ("/monitoraggio/dati/macroaree/", FIGURA),
    ):
        html = client.get(pagina).content.decode()
        trovato = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)
        assert trovato is not None
        codice = unescape(trovato[1])

        attributi = dict(re.findall(r'(\w+)="([^"]*)"', codice))
        assert codice.startswith("<iframe ")
        assert codice.endswith("></iframe>")
        assert unescape(attributi["src"]).endswith(carta)
        assert int(attributi["height"]) >= 300
        assert "<" not in attributi["title"]
        assert client.get(carta).status_code == 200
