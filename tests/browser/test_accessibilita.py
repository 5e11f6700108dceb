"""Every public page in a real browser: axe-core, console, network, cookies, widths, keyboard.

The portal is seeded and served once for the whole module: the real programme on its own Comuni,
demonstrative data and a published report.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from fis_portal.core.models import ParerePagina
from fis_portal.seed.loaders.dimostrativi import dimostrativi_load
from fis_portal.seed.loaders.programma import programma_load
from fis_portal.seed.loaders.quadri import modelli_load
from fis_portal.seed.loaders.territorio import DATI, territorio_load
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio

# Marked for the database too: alone, without it, pytest-django would leave the real one in place.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGINE = {
    "/": 200,
    "/progetti/": 200,
    "/progetti/?tema=housing-sociale&q=casa": 200,
    "/progetti/?vista=mappa&dimostrativi=1": 200,
    "/progetti/?tema=inesistente": 400,
    "/progetti/homes4all/": 200,
    "/progetti/progetto-di-bari/": 200,
    "/progetti/esempio-bilanci-di-casa/": 200,
    "/temi/housing-sociale/": 200,
    "/comuni/": 200,
    "/comuni/torino/": 200,
    "/eventi/": 200,
    "/eventi/la-community-dei-progetti-di-innovazione-sociale-del-fis/": 200,
    "/eventi/calendario/?mese=2019-10": 200,
    "/eventi/informativa/": 200,
    "/esperienze/": 200,
    "/lezioni/": 200,
    "/pratiche/?dimostrativi=1": 200,
    "/pratiche/la-portineria-di-quartiere/": 200,
    "/monitoraggio/": 200,
    "/monitoraggio/cruscotto/": 200,
    "/monitoraggio/cruscotto/?per=macroarea&per=intervento&dimostrativi=1": 200,
    "/monitoraggio/cruscotto/?regione=atlantide": 400,
    "/incorpora/figure/regioni/": 200,
    "/incorpora/progetti/homes4all/": 200,
    "/monitoraggio/dati/imbuto/?alla=ieri": 400,
    "/monitoraggio/dati/macroaree/?dimostrativi=1": 200,
    "/monitoraggio/dati/macroaree/?regione=piemonte&per=tema&per=intervento": 200,
    "/monitoraggio/dati/inesistente/": 404,
    "/monitoraggio/report/": 200,
    "/monitoraggio/report/2026/t3/": 200,
    "/dati/": 200,
    "/api/v1/docs/": 200,
    "/accessibilita/": 200,
    "/privacy/": 200,
    "/note-legali/": 200,
    "/parere/?percorso=/&voto=2": 200,
    "/parere/grazie/": 200,
    "/non-esiste/": 404,
}
SENZA_COOKIE = [pagina for pagina in PAGINE if not pagina.startswith("/parere/?")]
LARGHEZZE = (1280, 375)
PIU_STRETTA = 320
ALTEZZA = 900
# Colours cost most and are the same at any width: measured at the first one, and once for what the
# guide of the API repeats a hundred times.
AXE = """async ({regole, colori}) => {
  const trovate = async (dove, opzioni) => (
    await axe.run(dove, {...opzioni, resultTypes: ["violations"], preload: false})
  ).violations.flatMap(
    v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target} ${n.failureSummary}`));
  const ripetute = [...document.querySelectorAll(".fis-api-sezione")].slice(3);
  return [
    ...await trovate(document, {rules: regole}),
    ...colori
      ? await trovate({include: [document], exclude: ripetute}, {runOnly: ["color-contrast"]})
      : [],
  ];
}"""
# WCAG 2.2 asks for targets of 24 px: axe-core only looks if told.
REGOLE = {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}}
# Wider than the window, and not inside a box that scrolls by itself.
SPORGENTI = """() => {
  const largo = document.documentElement.clientWidth;
  const scorre = e => {
    for (let n = e.parentElement; n; n = n.parentElement)
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(n).overflowX)) return true;
    return false;
  };
  if (document.documentElement.scrollWidth <= largo) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > largo + 1 && !scorre(e))
    .map(e => e.outerHTML.slice(0, 120)).concat(['the page scrolls sideways']);
}"""


# --- The portal, once for all ---------------------------------------------------------------------
@pytest.fixture(scope="module")
def portale(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a seeded portal. The rows are written once for all, then things are as before."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), (
            "only a test database is emptied"
        )
        prima = connection.creation.serialize_db_to_string()
        _semina(tmp_path_factory.mktemp("dati") / "comuni.csv")
        server = LiveServer("127.0.0.1:0")
        yield server.url
        server.stop()
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )
        connection.creation.deserialize_db_from_string(prima)


def _semina(comuni: Path) -> None:
    righe = (DATI / "comuni_istat.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    progetti = yaml.safe_load((DATI / "programma.yaml").read_text(encoding="utf-8"))["progetti"]
    codici = tuple(progetto["codice_istat"] for progetto in progetti)
    comuni.write_text(
        righe[0] + "".join(riga for riga in righe if riga.startswith(codici)), encoding="utf-8"
    )
    territorio_load(comuni)
    programma_load()
    modelli_load()
    dimostrativi_load()
    ReportMonitoraggio.objects.create(
        tipo=TipoReport.TRIMESTRALE,
        origine=OrigineReport.PIANIFICATO,
        periodo_inizio=datetime.date(2026, 7, 1),
        periodo_fine=datetime.date(2026, 9, 30),
        data_riferimento=datetime.date(2026, 9, 30),
        stato=StatoReport.PRONTO,
        dati={"figure": []},
        sha256="a" * 64,
        pubblicato_at=timezone.now(),
    )


@dataclass
class Visita:
    """A page of the browser and what went wrong while it was used."""

    pagina: Any
    sito: str
    indirizzo: str = ""
    problemi: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pagina.on("console", self._console)
        self.pagina.on("pageerror", lambda errore: self.problemi.append(f"script: {errore}"))
        self.pagina.on("response", self._risposta)

    def apri(self, percorso: str) -> int:
        self.indirizzo = f"{self.sito}{percorso}"
        risposta = self.pagina.goto(self.indirizzo)
        return int(risposta.status)

    def barriere(self, larghezza: int, *, colori: bool) -> list[str]:
        """What axe-core finds on the open page, at this width."""
        self.larga(larghezza)
        trovate = self.pagina.evaluate(AXE, {"regole": REGOLE, "colori": colori})
        return [f"{larghezza} px, {trovata}" for trovata in trovate]

    def larga(self, larghezza: int) -> None:
        self.pagina.set_viewport_size({"width": larghezza, "height": ALTEZZA})

    def _console(self, messaggio: Any) -> None:
        # The status of a page that says something is wrong is an error for the console too.
        if messaggio.type in ("error", "warning") and messaggio.location["url"] != self.indirizzo:
            self.problemi.append(f"console: {messaggio.text}")

    def _risposta(self, risposta: Any) -> None:
        if not risposta.url.startswith((self.sito, "data:")):
            self.problemi.append(f"another site is asked: {risposta.url}")
        elif risposta.status >= 400 and risposta.url != self.pagina.url != "about:blank":
            self.problemi.append(f"{risposta.status}: {risposta.url}")


@pytest.fixture(scope="module")
def contesto(browser: Any) -> Iterator[Any]:
    """A browser that keeps styles and fonts from one page to the next."""
    contesto = browser.new_context(locale="it-IT")
    yield contesto
    contesto.close()


@pytest.fixture
def visita(contesto: Any, portale: str) -> Iterator[Visita]:
    contesto.clear_cookies()
    visita = Visita(contesto.new_page(), portale)
    visita.larga(LARGHEZZE[0])
    yield visita
    visita.pagina.close()


# --- Every page -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("percorso", "stato"), PAGINE.items(), ids=PAGINE)
def test_no_barrier_no_error_in_the_console_nothing_wider_than_a_narrow_screen(
    visita: Visita, percorso: str, stato: int
):
    assert visita.apri(percorso) == stato
    visita.pagina.evaluate(AXE_SCRIPT)
    barriere = visita.barriere(LARGHEZZE[0], colori=True)
    barriere += visita.barriere(LARGHEZZE[1], colori=False)
    visita.larga(PIU_STRETTA)

    assert barriere == []
    assert visita.pagina.evaluate(SPORGENTI) == []
    assert visita.problemi == []
    cookie = [c["name"] for c in visita.pagina.context.cookies()]
    assert cookie == ([] if percorso in SENZA_COOKIE else ["csrftoken"])


def test_the_net_above_catches_a_barrier_a_refused_script_and_a_wide_block(visita: Visita):
    visita.apri("/note-legali/")
    visita.pagina.evaluate(AXE_SCRIPT)

    visita.pagina.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "1";
      const figura = new Image(900, 10);
      figura.src = "/non-esiste.png";
      const grigio = document.createElement("p");
      grigio.textContent = "Grigio su bianco";
      grigio.style.color = "#bbb";
      document.querySelector("main").append(script, figura, grigio);
    }""")
    visita.pagina.wait_for_load_state("networkidle")

    barriere = " ".join(visita.barriere(PIU_STRETTA, colori=True))
    assert "image-alt" in barriere
    assert "color-contrast" in barriere
    assert "the page scrolls sideways" in visita.pagina.evaluate(SPORGENTI)
    assert any("Content Security Policy" in problema for problema in visita.problemi)
    assert any(problema.startswith("404:") for problema in visita.problemi)


# --- Keyboard -------------------------------------------------------------------------------------
def test_the_first_key_shows_the_way_to_the_content(visita: Visita):
    visita.apri("/")

    visita.pagina.keyboard.press("Tab")

    salto = visita.pagina.locator(":focus")
    assert salto.inner_text() == "Vai al contenuto"
    assert salto.is_visible()
    visita.pagina.keyboard.press("Enter")
    assert visita.pagina.evaluate("document.activeElement.id") == "contenuto"


def test_on_a_phone_the_menu_opens_and_closes_from_the_keyboard(visita: Visita):
    visita.larga(375)
    visita.apri("/dati/")
    bottone = visita.pagina.get_by_role("button", name="Menu")
    voce = visita.pagina.locator("#navigazione").get_by_role("link", name="Monitoraggio")
    assert not voce.is_visible()

    bottone.focus()
    visita.pagina.keyboard.press("Enter")

    assert bottone.get_attribute("aria-expanded") == "true"
    assert voce.is_visible()
    visita.pagina.evaluate(AXE_SCRIPT)
    assert visita.barriere(375, colori=True) == []
    visita.pagina.keyboard.press("Tab")
    assert visita.pagina.locator(":focus").inner_text() == "Progetti"
    visita.pagina.keyboard.press("Escape")
    assert not voce.is_visible()
    assert visita.pagina.evaluate("document.activeElement.className") == "fis-menu-apri"


def test_without_script_menu_and_search_work_all_the_same(browser: Any, portale: str):
    contesto = browser.new_context(
        java_script_enabled=False, viewport={"width": 375, "height": ALTEZZA}
    )
    pagina = contesto.new_page()
    pagina.goto(f"{portale}/")

    assert pagina.get_by_role("link", name="Monitoraggio").first.is_visible()
    pagina.get_by_role("searchbox").fill("case")
    pagina.get_by_role("searchbox").press("Enter")
    assert "q=case" in pagina.url
    assert pagina.get_by_role("heading", level=1).inner_text() == "Progetti"
    contesto.close()


def test_the_marks_of_the_map_are_links_reached_from_the_keyboard(visita: Visita):
    visita.apri("/")
    primo = visita.pagina.locator(".fis-mappa svg a").first
    nome = primo.get_attribute("aria-label")

    primo.focus()
    visita.pagina.keyboard.press("Enter")
    visita.pagina.wait_for_url("**/progetti/**")

    assert nome.startswith("1. Bari")
    assert visita.pagina.url.endswith("/progetti/progetto-di-bari/")


def test_an_opinion_goes_from_the_stars_to_the_thanks_and_back(visita: Visita):
    visita.apri("/monitoraggio/dati/temi/")
    pagina = visita.pagina
    assert not pagina.get_by_role("button", name="Continua").is_visible()

    pagina.get_by_role("radio", name="1 stella su 5").focus()
    pagina.keyboard.press("Space")
    pagina.keyboard.press("ArrowRight")  # two stars
    pagina.get_by_role("button", name="Continua").press("Enter")

    assert pagina.get_by_role("radio", name="2 stelle su 5").is_checked()
    assert not pagina.get_by_text("Quali sono stati gli aspetti che hai preferito?").is_visible()
    pagina.get_by_label("Mancano informazioni").check()
    pagina.get_by_role("textbox", name="Vuoi aggiungere altro?").fill("Mancano le date.")
    pagina.get_by_role("button", name="Invia il parere").press("Enter")
    assert "Grazie" in pagina.get_by_role("heading", level=1).inner_text()
    pagina.get_by_role("link", name="Torna alla pagina che stavi leggendo").click()
    assert pagina.url.endswith("/monitoraggio/dati/temi/")
    parere = ParerePagina.objects.get()
    assert (parere.percorso, parere.voto, parere.motivo, parere.testo) == (
        "/monitoraggio/dati/temi/",
        2,
        "incomplete",
        "Mancano le date.",
    )


def test_a_day_chosen_in_the_date_picker_moves_every_figure(visita: Visita):
    visita.apri("/monitoraggio/")
    pagina = visita.pagina

    pagina.get_by_label("Cifre alla data").fill("2020-01-01")
    pagina.get_by_role("button", name="Mostra").click()

    assert pagina.url.endswith("/monitoraggio/?alla=2020-01-01")
    assert pagina.get_by_text("al 1 gennaio 2020").count() > 5
    pagina.get_by_role("link", name="Torna a oggi").click()
    assert pagina.url.endswith("/monitoraggio/?")
