"""The log-in in a real browser: an app, a passkey, no barrier, nothing the policy refuses."""

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import override_settings

from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD, codice
from tests.comuni.factories import ReferenteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = """async () => (await axe.run(document, {
  resultTypes: ["violations"], rules: {"target-size": {enabled: true}},
})).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))"""
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


class Prova:
    """A page, and what its console says."""

    def __init__(self, pagina: Any, sito: str) -> None:
        self.pagina, self.sito = pagina, sito
        self.problemi: list[str] = []
        pagina.on("console", self._dice)
        pagina.on("pageerror", lambda errore: self.problemi.append(str(errore)))

    def _dice(self, messaggio: Any) -> None:
        # The browser itself says so of an answer of 400 and above.
        del_browser = "Failed to load resource" in messaggio.text
        if messaggio.type in ("error", "warning") and not del_browser:
            self.problemi.append(f"{self.pagina.url}: {messaggio.text}")

    def apri(self, percorso: str) -> None:
        self.pagina.goto(self.sito + percorso)

    def guarda(self) -> None:
        """No barrier, and nothing wider than a narrow phone."""
        self.pagina.evaluate(AXE_SCRIPT)
        self.problemi += [f"{self.pagina.url}: {b}" for b in self.pagina.evaluate(AXE)]
        self.pagina.set_viewport_size({"width": 320, "height": 800})
        if self.pagina.evaluate("document.documentElement.scrollWidth") > 320:
            self.problemi.append(f"{self.pagina.url}: wider than 320 px")
        self.pagina.set_viewport_size({"width": 1280, "height": 900})

    def scrivi(self, **campi: str) -> None:
        for nome, valore in campi.items():
            self.pagina.locator(f"input[name={nome}]:visible").fill(valore)

    def premi(self, nome: str) -> None:
        self.pagina.get_by_role("button", name=nome, exact=True).click()

    def entra(self, email: str) -> None:
        self.apri("/accesso/entra/")
        self.scrivi(login=email, password=PASSWORD)
        self.premi("Entra")


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
    prova.premi("Esci")
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

    prova.premi("Esci")
    prova.entra(user.email)
    prova.guarda()
    prova.premi("Usa la passkey")
    prova.pagina.wait_for_url("**/utenza/")

    prova.premi("Esci")
    prova.premi("Entra con una passkey")
    prova.pagina.wait_for_url("**/utenza/")
    assert prova.problemi == []
