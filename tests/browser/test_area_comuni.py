"""The area of the Comuni in a real browser: barriers, widths, saving as one types."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from outcomes.models import Rendicontazione, Rilevazione
from outcomes.services.bozza import riga_save
from outcomes.services.invio import rendicontazione_send
from tests.browser.test_accessibilita import AXE, REGOLE, SPORGENTI
from tests.outcomes.factories import DimensioneFactory, EvidenzaFactory, OsservazioneFactory
from tests.outcomes.modulo import compila, modulo_nuovo, officer, pronta, token_di

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LARGHEZZE = (1280, 360)
FOTO = os.environ.get("FIS_FOTO", "")  # where to leave a picture of each page, to look at


@pytest.fixture
def pagina(browser: Any, live_server: LiveServer) -> Iterator[Any]:
    contesto = browser.new_context(locale="it-IT", base_url=live_server.url)
    pagina = contesto.new_page()
    pagina.errori, pagina.sito = [], live_server.url
    pagina.on("pageerror", lambda errore: pagina.errori.append(str(errore)))
    yield pagina
    contesto.close()


def _entra(pagina: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    biscotto = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    pagina.context.add_cookies([{**biscotto, "url": pagina.sito}])


def _guarda(pagina: Any, nome: str, percorso: str) -> list[str]:
    """Barriers and blocks that stick out, at both widths."""
    pagina.goto(percorso)
    pagina.evaluate(AXE_SCRIPT)
    trovate: list[str] = []
    for larghezza in LARGHEZZE:
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        if FOTO:
            pagina.screenshot(path=Path(FOTO) / f"{nome}-{larghezza}.png", full_page=True)
        barriere = pagina.evaluate(AXE, {"regole": REGOLE, "colori": True})
        trovate += [f"{nome} {larghezza}: {b}" for b in barriere + pagina.evaluate(SPORGENTI)]
    return trovate + pagina.errori


def _url(nome: str, rendicontazione: Rendicontazione, *altro: int) -> str:
    return reverse(f"area_comuni:{nome}", args=[rendicontazione.pk, *altro])


def test_no_barrier_on_the_way_from_the_list_to_the_receipt(pagina: Any) -> None:
    rendicontazione, by = pronta(indicatori=2)
    _entra(pagina, by)
    invio = rendicontazione_send(
        rendicontazione=rendicontazione, by=by, modulo_token=token_di(rendicontazione)
    )
    trovate = _guarda(pagina, "inviata", _url("rendicontazione", rendicontazione))
    trovate += _guarda(pagina, "ricevuta", _url("ricevuta", rendicontazione, invio.revisione))
    Rendicontazione.objects.update(stato="restituita")
    OsservazioneFactory(rendicontazione=rendicontazione, campo="indicatori/I1/valore")
    OsservazioneFactory(rendicontazione=rendicontazione, testo="Manca il verbale.")
    DimensioneFactory(indicatore=rendicontazione.quadro.indicatori.get(codice="I1"))
    EvidenzaFactory(rendicontazione=rendicontazione, rilevazione=Rilevazione.objects.first())
    for campi in ({"valore": "dodici"}, {"nota": "Dal registro."}):
        riga_save(
            rendicontazione=rendicontazione,
            sezione="indicatori",
            chiave="I2",
            campi=campi,
            versione=None,
            by=by,
        )
    trovate += _guarda(pagina, "inbox", reverse("area_comuni:inbox"))
    trovate += _guarda(pagina, "modulo", _url("rendicontazione", rendicontazione))
    trovate += _guarda(pagina, "anteprima", _url("anteprima", rendicontazione))
    trovate += _guarda(pagina, "invia", _url("invia", rendicontazione))

    assert trovate == []


def test_what_is_typed_with_the_keyboard_alone_is_saved(pagina: Any) -> None:
    rendicontazione = modulo_nuovo()
    _entra(pagina, officer(rendicontazione))
    pagina.goto(_url("rendicontazione", rendicontazione))

    pagina.get_by_role("radio", name="misurato", exact=True).focus()
    pagina.keyboard.press("Space")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("1234")
    pagina.keyboard.press("Tab")
    pagina.locator("[data-salvataggio][data-esito=salvato]").wait_for()
    pagina.wait_for_function("document.querySelector('#c-indicatori-I1-valore').value === '1.234'")

    assert Rilevazione.objects.get().valore == 1234
    assert pagina.errori == []


def test_two_people_on_one_row_see_both_texts_and_choose(pagina: Any) -> None:
    rendicontazione = modulo_nuovo()
    _entra(pagina, officer(rendicontazione))
    pagina.goto(_url("rendicontazione", rendicontazione))
    compila(rendicontazione, officer(rendicontazione))

    pagina.locator("#c-testi-narrativa-testo").fill("Il mio racconto.")
    conflitto = pagina.locator(".fis-conflitto")
    conflitto.wait_for()
    testo = conflitto.inner_text()
    pagina.get_by_role("button", name="Tieni il mio").click()
    pagina.locator("[data-salvataggio][data-esito=salvato]").wait_for()

    assert "Il mio racconto." in testo
    assert "Abbiamo aperto lo sportello." in testo
    assert rendicontazione.testi.get(capitolo="narrativa").testo == "Il mio racconto."


def test_log_in_that_expired_while_typing_loses_nothing(pagina: Any) -> None:
    rendicontazione = modulo_nuovo()
    chi = officer(rendicontazione)
    _entra(pagina, chi)
    pagina.goto(_url("rendicontazione", rendicontazione))
    pagina.context.clear_cookies()

    pagina.locator("#c-testi-narrativa-testo").fill("Scritto a sessione scaduta.")
    pagina.get_by_role("link", name="Entra di nuovo").wait_for()
    _entra(pagina, chi)
    pagina.on("dialog", lambda domanda: domanda.accept())
    pagina.reload()
    pagina.get_by_role("button", name="Riprendi").click()
    pagina.locator("[data-salvataggio][data-esito=salvato]").wait_for()

    assert rendicontazione.testi.get().testo == "Scritto a sessione scaduta."
