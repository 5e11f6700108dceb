"""The door of an event on a phone: taps kept without network, sent once, nothing left."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from community.enums import AzionePersona
from community.models import AccessoPersona, Evento, Partecipazione
from fis_portal.accounts.models import User
from tests.browser.prova import Prova
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import IscrizioneFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIMASTO = """async () => [
  ...Object.keys(localStorage).filter((k) => k.startsWith("fis-accoglienza:")),
  ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((r) => r.scope),
]"""

LUNGO = 1_000_001
# A page that a service worker reloads offline may reach the portal all the same: what the browser
# forgets to refuse, this does.
RETE = """(() => {
  const manda = window.fetch;
  window.fetch = (...che) => localStorage.getItem("prova:rete") === "no"
    ? Promise.reject(new TypeError("no network")) : manda(...che);
})()"""
SORDA = "window.addEventListener('storage', (e) => e.stopImmediatePropagation(), true)"


@pytest.fixture
def evento() -> Evento:
    """Its numbers are long: an Italian page writes them with dots, a script reads them without."""
    evento = EventoFactory(pk=LUNGO, slug="giornata", data_inizio=timezone.localdate())
    for n, nome in enumerate(("Ada", "Bice", "Clara", "Dina", "Elsa")):
        IscrizioneFactory(
            evento=evento,
            persona__pk=LUNGO + n,
            persona__nome=nome,
            persona__cognome="Esempio",
        )
    return evento


@pytest.fixture
def porta(browser: Any, live_server: Any, funzionario: User, evento: Evento) -> Iterator[Prova]:
    """Staff with a phone, at the open page. Service workers want localhost."""
    contesto = browser.new_context(
        locale="it-IT", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    contesto.set_default_timeout(30_000)
    contesto.add_init_script(RETE)
    sito = live_server.url.replace("127.0.0.1", "localhost")
    with override_settings(ALLOWED_HOSTS=["*"], SITE_URL=sito):
        prova = Prova(contesto.new_page(), sito)
        prova.entra(funzionario.email)
        prova.apri("/eventi/giornata/accoglienza/")
        prova.pagina.locator("#accoglienza[data-pronta=si]").wait_for()
        yield prova
    contesto.close()


def test_what_is_tapped_without_network_outlives_a_reload_and_arrives_once(porta: Prova) -> None:
    pagina = porta.pagina
    _segna(porta, "Ada")
    assert _presenti() == {"Ada"}

    _senza_rete(porta)
    _segna(porta, "Bice", arriva=False)
    _segna(porta, "Clara", arriva=False)
    _aggiunge(porta, "Flora", "Nuova")
    _da_inviare(porta, 3)
    aperture = AccessoPersona.objects.filter(azione=AzionePersona.ELENCO).count()
    pagina.reload()
    _da_inviare(porta, 3)
    assert pagina.locator(".fis-porta-c-e:visible").count() == 4
    assert _presenti() == {"Ada"}
    # The copy of the phone: the portal showed nothing.
    assert AccessoPersona.objects.filter(azione=AzionePersona.ELENCO).count() == aperture

    _torna_la_rete(porta)
    pagina.locator("[data-invio]").wait_for(state="hidden")
    pagina.locator("[data-persona]", has_text="Nuova Flora").wait_for()
    pagina.reload()
    assert _presenti() == {"Ada", "Bice", "Clara", "Flora"}
    assert Partecipazione.objects.count() == 4

    porta.premi("Togli Bice Esempio")
    pagina.locator("[data-presenti]", has_text="3").wait_for()
    pagina.locator("[data-invio]").wait_for(state="hidden")
    assert _presenti() == {"Ada", "Clara", "Flora"}
    porta.guarda()
    assert porta.problemi == []


def test_two_tabs_of_one_phone_keep_each_others_taps(porta: Prova) -> None:
    altra = Prova(porta.pagina.context.new_page(), porta.sito)
    altra.apri("/eventi/giornata/accoglienza/")
    altra.pagina.locator("#accoglienza[data-pronta=si]").wait_for()
    _senza_rete(porta)
    # A tab in the background may hear late, or never, what the other one wrote.
    altra.pagina.add_init_script(SORDA)
    altra.pagina.reload()

    _segna(porta, "Ada", arriva=False)
    _segna(altra, "Bice", arriva=False)
    _da_inviare(altra, 2)
    _da_inviare(porta, 2)
    _torna_la_rete(porta)

    for pagina in (porta.pagina, altra.pagina):
        pagina.locator("[data-invio]").wait_for(state="hidden")
    assert _presenti() == {"Ada", "Bice"}


@pytest.mark.parametrize("da", ["/eventi/giornata/accoglienza/", "/utenza/", "/accesso/esci/"])
def test_who_leaves_leaves_no_name_on_the_phone(porta: Prova, da: str) -> None:
    _segna(porta, "Ada")
    prima = porta.pagina.evaluate(RIMASTO)
    porta.apri(da)
    if "giornata" in da:
        porta.pagina.locator("#accoglienza[data-pronta=si]").wait_for()

    porta.pagina.get_by_role("button", name="Esci", exact=True).last.click()
    porta.pagina.wait_for_url(re.compile("/accesso/entra/"))

    porta.pagina.wait_for_load_state()
    assert len(prima) == 3
    assert porta.pagina.evaluate(RIMASTO) == []
    porta.apri("/utenza/")
    assert "/accesso/entra/" in porta.pagina.url
    assert porta.problemi == []


def test_leaving_with_taps_not_sent_is_asked_first(porta: Prova) -> None:
    domande: list[str] = []
    porta.pagina.on("dialog", lambda d: (domande.append(d.message), d.accept()))
    porta.pagina.route("**/sincronizza/", lambda richiesta: richiesta.abort())
    porta.premi("Esempio Ada Segna presente")
    _da_inviare(porta, 1)

    porta.premi("Esci")
    porta.pagina.wait_for_url(re.compile("/accesso/entra/"))

    assert len(domande) == 1
    assert porta.pagina.evaluate(RIMASTO) == []


def _senza_rete(porta: Prova) -> None:
    porta.pagina.evaluate("localStorage.setItem('prova:rete', 'no')")
    porta.pagina.context.set_offline(True)


def _torna_la_rete(porta: Prova) -> None:
    porta.pagina.evaluate("localStorage.removeItem('prova:rete')")
    porta.pagina.context.set_offline(False)


def _segna(porta: Prova, nome: str, *, arriva: bool = True) -> None:
    riga = porta.pagina.locator("[data-persona]", has_text=nome)
    riga.locator(".fis-porta-segna").tap()
    # Nothing waits to be sent before the tap, too: first it must be seen.
    riga.locator(".fis-porta-togli").wait_for()
    # Whether there is a network is for the test to say: a page reloaded without it may not know.
    if arriva:
        porta.pagina.locator("[data-invio]").wait_for(state="hidden")


def _aggiunge(porta: Prova, nome: str, cognome: str) -> None:
    porta.pagina.get_by_text("È arrivata una persona non iscritta").tap()
    porta.scrivi(nome=nome, cognome=cognome)
    porta.premi("Aggiungi e segna presente")


def _da_inviare(porta: Prova, quante: int) -> None:
    porta.pagina.locator("[data-invio]", has_text=f"{quante} da inviare").wait_for()


def _presenti() -> set[str]:
    return set(Partecipazione.objects.values_list("persona__nome", flat=True))
