"""Cookies, log-in and its brake, addresses to go back to (QUALITY A1 22, 27, 29)."""

import re
import uuid
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client, override_settings

from fis_portal.accounts.models import User
from tests.accounts.factories import UserFactory
from tests.sicurezza.prepara import EMAIL, PASSWORD
from tests.sicurezza.produzione import HOST, Produzione

ALTROVE = [
    "https://cattivo.example/",
    "http://cattivo.example/",
    "//cattivo.example/",
    "///cattivo.example/",
    "////cattivo.example",
    "/\\cattivo.example/",
    "\\\\cattivo.example/",
    "/\\/cattivo.example/",
    "https:cattivo.example",
    "https:/cattivo.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/%0a/cattivo.example",
    "\n//cattivo.example/",
    "\t//cattivo.example/",
    "/\t/cattivo.example/",
    "https://portale.example.it@cattivo.example/",
    "https://portale.example.it.cattivo.example/",
    "//portale.example.it:80@cattivo.example/",
]
# Where the header and the footer of every page lead.
SITI_CITATI = {
    HOST,
    "mailto",
    "creativecommons.org",
    "www.formez.it",
    "www.funzionepubblica.gov.it",
}


def test_cookies_belong_to_this_host_and_to_no_script(produzione: Produzione) -> None:
    risposta = produzione.accedi(EMAIL, PASSWORD)

    assert risposta.stato == 302
    cookie = risposta.testate.get_all("Set-Cookie") or []
    assert {valore.partition("=")[0] for valore in cookie} == {"__Host-csrf", "__Host-sessione"}
    for valore in cookie:
        attributi = {parte.strip().lower() for parte in valore.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributi
        assert not any(attributo.startswith("domain") for attributo in attributi)


def test_the_session_changes_its_name_at_log_in(produzione: Produzione) -> None:
    prima = produzione.accedi(EMAIL, PASSWORD)
    dopo = produzione.accedi(EMAIL, PASSWORD)

    assert prima.testate.get_all("Set-Cookie") != dopo.testate.get_all("Set-Cookie")


def test_a_log_in_without_token_is_refused(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/accesso/entra/", "POST", {"login": EMAIL, "password": PASSWORD})

    assert risposta.stato == 403
    assert "__Host-sessione" not in (risposta.testate["Set-Cookie"] or "")


def test_a_token_of_another_site_is_refused(produzione: Produzione) -> None:
    risposta = produzione.accedi(EMAIL, PASSWORD, Origin="https://cattivo.example")

    assert risposta.stato == 403


def test_inventing_the_address_one_comes_from_does_not_dodge_the_brake(
    produzione: Produzione,
) -> None:
    # nginx writes the true address; what the client says stands before it, if anywhere.
    vero = "192.0.2.77"
    email = f"{uuid.uuid4().hex}@example.org"

    stati = [
        produzione.accedi(email, "sbagliata", X_Forwarded_For=f"10.0.0.{n}, {vero}").stato
        for n in range(8)
    ]

    assert stati == [200] * 5 + [429] * 3


def test_a_refused_log_in_says_when_to_come_back(produzione: Produzione) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    for _n in range(5):
        produzione.accedi(email, "sbagliata", X_Forwarded_For="192.0.2.78")

    risposta = produzione.accedi(email, "sbagliata", X_Forwarded_For="192.0.2.78")

    assert risposta.stato == 429
    assert 0 < int(risposta.testate["Retry-After"]) <= 900
    assert "Troppi tentativi" in risposta.testo


def test_the_api_counts_the_true_address_too(produzione: Produzione) -> None:
    restano = [
        int(
            produzione.chiedi("/api/v1/temi/", X_Forwarded_For=f"10.1.0.{n}, 192.0.2.79").testate[
                "RateLimit-Remaining"
            ]
        )
        for n in range(3)
    ]

    assert restano == [119, 118, 117]


@pytest.mark.django_db
def test_without_a_proxy_in_front_the_header_counts_for_nothing(client: Client) -> None:
    for n in range(5):
        client.post(
            "/accesso/entra/",
            {"login": "chi@example.org", "password": "sbagliata"},
            headers={"X-Forwarded-For": f"10.2.0.{n}"},
        )

    risposta = client.post(
        "/accesso/entra/",
        {"login": "chi@example.org", "password": "sbagliata"},
        headers={"X-Forwarded-For": "10.2.0.99"},
    )

    assert risposta.status_code == 429


@pytest.fixture
def persona(db: None) -> User:
    return UserFactory(staff=True)


@override_settings(ALLOWED_HOSTS=[HOST])
@pytest.mark.parametrize("altrove", ALTROVE)
def test_after_the_log_in_one_stays_on_this_site(
    client: Client, persona: User, altrove: str
) -> None:
    risposta = client.post(
        "/accesso/entra/",
        {"login": persona.email, "password": "una-parola-lunga-di-prova", "next": altrove},
        secure=True,
        headers={"Host": HOST},
    )

    assert risposta.status_code == 302
    assert _host(risposta.headers["Location"]) == HOST


def test_after_the_log_in_one_goes_where_one_wanted(client: Client, persona: User) -> None:
    risposta = client.post(
        "/accesso/entra/",
        {
            "login": persona.email,
            "password": "una-parola-lunga-di-prova",
            "next": "/admin/progetti/progetto/?q=casa",
        },
    )

    assert risposta.headers["Location"] == "/admin/progetti/progetto/?q=casa"


@pytest.mark.django_db
@pytest.mark.parametrize("altrove", ALTROVE)
def test_an_opinion_leads_back_to_this_site(client: Client, altrove: str) -> None:
    risposta = client.post("/parere/", {"percorso": altrove, "voto": "3"}, follow=True)

    assert risposta.redirect_chain[0][0].startswith("/parere/grazie/?percorso=")
    collegamenti = re.findall(r'href="([^"]*)"', risposta.content.decode())
    assert {_host(unescape(verso)) for verso in collegamenti} <= SITI_CITATI


@pytest.mark.parametrize("percorso", ["//cattivo.example/progetti", "/\\cattivo.example/progetti"])
def test_a_missing_slash_does_not_lead_away(produzione: Produzione, percorso: str) -> None:
    risposta = produzione.chiedi(percorso)

    assert _host(risposta.testate["Location"] or "") == HOST


def _host(verso: str) -> str:
    """Where a browser goes: it drops tabs and line ends and takes \\ for /."""
    pulito = re.sub(r"[\t\r\n]", "", verso).strip().replace("\\", "/")
    parti = urlsplit(urljoin(f"https://{HOST}/accesso/entra/", pulito))
    return parti.hostname or parti.scheme
