"""The log-in in a real browser: an app, a passkey, no barrier, nothing the policy refuses."""

import re
from typing import Any

import pytest
from django.test import override_settings

from tests.accounts.factories import UserFactory
from tests.accounts.fattori import codice
from tests.browser.prova import Prova
from tests.comuni.factories import ReferenteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGINE = [
    "/accesso/secondo-fattore/",
    "/accesso/secondo-fattore/app/attiva/",
    "/accesso/secondo-fattore/passkey/aggiungi/",
    "/accesso/secondo-fattore/codici/",
    "/accesso/password/cambia/",
    "/accesso/esci/",
    "/utenza/",
    "/utenza/avvisi/",
    "/area-comuni/persone/",
]
DA_FUORI = ["/accesso/entra/", "/accesso/password/dimenticata/",
            "/accesso/password/dimenticata/inviata/", "/accesso/invito/inventato/"]  # fmt: skip


@pytest.fixture
def prova(browser: Any, live_server: Any) -> Any:
    contesto = browser.new_context(locale="it-IT", viewport={"width": 1280, "height": 900})
    sito = live_server.url.replace("127.0.0.1", "localhost")
    with override_settings(SECONDO_FATTORE_OBBLIGATORIO=True, ALLOWED_HOSTS=["*"]):
        yield Prova(contesto.new_page(), sito)
    contesto.close()


def test_the_first_time_with_an_app_and_every_page_is_free_of_barriers(prova: Prova) -> None:
    user = UserFactory()
    ReferenteFactory(user=user, ruolo="responsabile")
    for percorso in DA_FUORI:
        prova.apri(percorso)
        prova.guarda()
    prova.entra(user.email)
    prova.pagina.get_by_role("link", name="Attiva un'app").click()
    segreto = prova.pagina.locator(".fis-segreto").inner_text().replace(" ", "")
    prova.scrivi(code="000000")
    # Refused, and the page is another: what is typed in the one that goes would be lost.
    with prova.pagina.expect_navigation():
        prova.premi("Attiva")
    prova.guarda()
    segreto = prova.pagina.locator(".fis-segreto").inner_text().replace(" ", "")
    prova.scrivi(code=codice(segreto))

    prova.premi("Attiva")
    prova.premi("Mostra i miei codici")

    prova.guarda()
    recupero = prova.pagina.locator(".fis-codici code").first.inner_text()
    for percorso in PAGINE:
        prova.apri(percorso)
        assert prova.pagina.url.endswith(percorso)
        prova.guarda()
    prova.esce()
    prova.entra(user.email)
    prova.guarda()
    prova.scrivi(code=recupero)
    prova.premi("Entra")
    prova.pagina.wait_for_url(re.compile("/area-comuni/"))
    assert prova.problemi == []


def test_with_a_passkey_one_enters_after_the_password_and_without(prova: Prova) -> None:
    user = UserFactory()
    cdp = prova.pagina.context.new_cdp_session(prova.pagina)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True,
                     "automaticPresenceSimulation": True}},
    )  # fmt: skip
    prova.entra(user.email)
    prova.pagina.get_by_role("link", name="Aggiungi una passkey").click()
    prova.premi("Aggiungi la passkey")
    prova.pagina.wait_for_url("**/secondo-fattore/codici/")

    prova.esce()
    prova.entra(user.email)
    prova.guarda()
    prova.premi("Usa la passkey")
    prova.pagina.wait_for_url("**/utenza/")

    prova.esce()
    prova.premi("Entra con una passkey")
    prova.pagina.wait_for_url("**/utenza/")
    assert prova.problemi == []
