"""Composing a report in a real browser: sections added, moved and removed without a mouse."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from monitoraggio.models import ReportMonitoraggio
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD
from tests.browser.prova import Prova
from tests.monitoraggio.factories import ReportMonitoraggioFactory, SezioneReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "compone@example.org"
AGGIUNGI = "#sezioni-data .add-row"
TITOLI = ("Premessa", "Che cosa è successo", "Conclusioni")


@pytest.fixture
def bozza(transactional_db: None) -> ReportMonitoraggio:
    report = ReportMonitoraggioFactory(stato="bozza")
    for ordine, titolo in enumerate(TITOLI, start=1):
        SezioneReportFactory(
            report=report, genere="commento", titolo=titolo, testo="Testo.", ordine=ordine
        )
    return report


@pytest.fixture
def prova(browser: Any, live_server: Any, bozza: ReportMonitoraggio) -> Iterator[Prova]:
    """The page of a draft, as who may compose it opens it."""
    UserFactory(email=EMAIL, password=PASSWORD, superuser=True)
    contesto = browser.new_context(locale="it-IT", viewport={"width": 1280, "height": 900})
    contesto.set_default_timeout(15_000)
    prova = Prova(contesto.new_page(), live_server.url)
    prova.entra(EMAIL)
    prova.pagina.wait_for_url("**/admin/")
    yield prova
    contesto.close()
    assert prova.problemi == []


def _apri(prova: Prova, bozza: ReportMonitoraggio) -> Any:
    prova.apri(f"/admin/monitoraggio/reportmonitoraggio/{bozza.pk}/change/")
    return prova.pagina


def _bottone(pagina: Any, nome: str) -> Any:
    return pagina.get_by_role("button", name=nome, exact=True)


def _premi(elemento: Any, tasto: str) -> None:
    elemento.focus()
    elemento.press(tasto)


def _salva(pagina: Any) -> None:
    _premi(pagina.locator("[name=_save]"), "Enter")
    pagina.get_by_text("è stato modificato con successo").first.wait_for()


def _sezioni(bozza: ReportMonitoraggio) -> list[tuple[str, str]]:
    return list(bozza.sezioni.order_by("ordine", "pk").values_list("titolo", "testo"))


def test_a_section_opens_and_moves_with_the_keyboard(
    prova: Prova, bozza: ReportMonitoraggio
) -> None:
    pagina = _apri(prova, bozza)
    titolo = _bottone(pagina, "Conclusioni")
    ordine = pagina.locator("[name=sezioni-2-ordine]")
    prima = (titolo.get_attribute("aria-expanded"), ordine.is_visible())
    _premi(titolo, "Enter")
    ordine.wait_for()
    dopo = titolo.get_attribute("aria-expanded")
    pagina.evaluate(AXE_SCRIPT)
    esito = pagina.evaluate("axe.run('#sezioni-group', {resultTypes: ['violations']})")

    ordine.fill("0")
    _salva(pagina)

    assert (prima, dopo) == (("false", False), "true")
    assert [v["id"] for v in esito["violations"]] == []
    assert [t for t, _testo in _sezioni(bozza)] == ["Conclusioni", *TITOLI[:2]]


def test_new_sections_are_written_and_one_is_thought_better_of(
    prova: Prova, bozza: ReportMonitoraggio
) -> None:
    pagina = _apri(prova, bozza)
    for n, titolo in enumerate(("Ripensata", "Allegati", "Grazie"), start=3):
        _premi(pagina.locator(AGGIUNGI), "Enter")
        pagina.locator(f"[name=sezioni-{n}-genere]:focus").wait_for()  # open, to be written
        pagina.keyboard.type("Commento")
        pagina.locator(f"[name=sezioni-{n}-titolo]").fill(titolo)
        pagina.locator(f"[name=sezioni-{n}-testo]").fill(f"Testo di {titolo}.")

    _premi(pagina.locator(".form-group.template h3 .delete-template > span").first, " ")
    rimasti = [pagina.locator(f"[name=sezioni-{n}-titolo]").input_value() for n in (3, 4)]
    fuoco = pagina.evaluate("document.activeElement.classList.contains('add-row')")
    _salva(pagina)

    assert (rimasti, fuoco) == (["Allegati", "Grazie"], True)
    assert _sezioni(bozza)[3:] == [
        ("Allegati", "Testo di Allegati."),
        ("Grazie", "Testo di Grazie."),
    ]


def test_a_section_is_removed_with_the_keyboard_and_kept_after_all(
    prova: Prova, bozza: ReportMonitoraggio
) -> None:
    pagina = _apri(prova, bozza)
    premessa, conclusioni = (_bottone(pagina, f"Elimina: {t}") for t in (TITOLI[0], TITOLI[2]))
    for tasto in ("Enter", " "):
        _premi(premessa, tasto)
    _premi(conclusioni, " ")
    stati = [uno.get_attribute("aria-pressed") for uno in (premessa, conclusioni)]
    _salva(pagina)

    assert stati == ["false", "true"]
    assert [t for t, _testo in _sezioni(bozza)] == list(TITOLI[:2])


def test_without_the_script_the_mouse_does_the_same(
    prova: Prova, bozza: ReportMonitoraggio
) -> None:
    prova.pagina.route("**/js/sezioni_report*.js", lambda rotta: rotta.abort())
    pagina = _apri(prova, bozza)

    pagina.get_by_text("Conclusioni", exact=True).click()
    pagina.locator("[name=sezioni-2-ordine]").fill("0")
    pagina.locator(AGGIUNGI).click()
    pagina.locator(".form-group.template:not(.empty-form) h3 strong").click()
    pagina.locator("[name=sezioni-3-genere]").select_option("commento")
    pagina.locator("[name=sezioni-3-testo]").fill("In fondo.")
    pagina.locator(".form-group.original h3 label").first.click()
    _salva(pagina)

    assert [testo for _titolo, testo in _sezioni(bozza)] == ["Testo.", "Testo.", "In fondo."]
    assert [t for t, _testo in _sezioni(bozza)] == ["Conclusioni", TITOLI[1], ""]
