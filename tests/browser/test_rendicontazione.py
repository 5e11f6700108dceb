"""A reporting cycle in a real browser, from the invitation to the public page.

Three people, each with her own browser: the Comune's responsabile, invited by mail and with her
second factor; Formez, in the management area; the evaluator. On every page axe-core, the console
and the width of a phone.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from comuni.services import referente_invite
from fis_portal.accounts.models import User
from fis_portal.core.models import Messaggio
from outcomes.enums import StatoRendicontazione, Verifica
from outcomes.models import Rendicontazione, Rilevazione
from progetti.enums import RuoloPartenariato
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD, codice, con_app
from tests.browser.prova import Prova
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    PeriodoMonitoraggioFactory,
    QuadroImpattoFactory,
)
from tests.progetti.factories import (
    AttivitaFactory,
    DelegatoFactory,
    PartenariatoFactory,
    ProgettoFactory,
    VoceSpesaFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "elisa.verdi@comune.example.it"
REGISTRO = b"Registro delle presenze: quarantacinque persone."


@dataclass
class Scena:
    """The three people at their browsers, and the project they work on."""

    comune: Prova
    formez: Prova
    valutatore: Prova
    progetto: Any

    @property
    def rendicontazione(self) -> Rendicontazione:
        return Rendicontazione.objects.get()


@pytest.fixture
def scena(browser: Any, live_server: Any) -> Iterator[Scena]:
    call_command("sync_roles", verbosity=0)
    progetto = _progetto()
    sito = live_server.url.replace("127.0.0.1", "localhost")
    contesti = [
        browser.new_context(locale="it-IT", viewport={"width": 1280, "height": 900})
        for _chi in range(3)
    ]
    for contesto in contesti:
        contesto.set_default_timeout(15_000)
    with override_settings(SECONDO_FATTORE_OBBLIGATORIO=True, ALLOWED_HOSTS=["*"], SITE_URL=sito):
        persone = [Prova(contesto.new_page(), sito) for contesto in contesti]
        yield Scena(*persone, progetto=progetto)
    for contesto in contesti:
        contesto.close()


def _progetto() -> Any:
    """A public project with its framework: one count with its parts, proved by a document."""
    progetto = ProgettoFactory(is_public=True)
    quadro = QuadroImpattoFactory(progetto=progetto)
    esito = EsitoFactory(quadro=quadro, codice="R1", titolo="Più persone al lavoro")
    indicatore = IndicatoreFactory(
        esito=esito,
        codice="I1",
        nome="Persone occupate dopo sei mesi",
        base_stato="misurata",
        base_valore=0,
        target_finale=100,
        evidenza_richiesta=True,
    )
    DimensioneFactory(indicatore=indicatore)
    AttivitaFactory(progetto=progetto, titolo="Sportello di quartiere")
    VoceSpesaFactory(progetto=progetto)
    PeriodoMonitoraggioFactory(nome="I semestre 2026", dal="2026-01-01", al="2026-06-30")
    return progetto


def _entra(prova: Prova, user: User) -> None:
    con_app(user)
    prova.entra(user.email)
    prova.scrivi(code=codice())
    prova.premi("Entra")
    prova.pagina.wait_for_load_state()


def test_a_reporting_cycle_from_invitation_to_the_public_page(scena: Scena, tmp_path: Any) -> None:
    formez = UserFactory(email="formez@example.org", password=PASSWORD, is_staff=True)
    formez.groups.add(_gruppo("Responsabile di programma"))
    _invitata_entra(scena, formez)
    _entra(scena.formez, formez)
    _apre_il_periodo(scena.formez)

    _compila_il_modulo(scena.comune)
    _compila_il_foglio(scena.comune, scena.rendicontazione, tmp_path)
    _invia(scena.comune)
    assert scena.rendicontazione.stato == StatoRendicontazione.INVIATA

    _restituisce(scena.formez, scena.rendicontazione)
    _corregge(scena.comune)
    _invia(scena.comune)
    assert scena.rendicontazione.revisione == 2
    _accetta(scena.formez, scena.rendicontazione)
    scena.comune.apri(f"/progetti/{scena.progetto.slug}/")
    assert "accettato dal programma" in scena.comune.pagina.inner_text("main").lower()

    _valida(scena)
    assert Rilevazione.objects.get().verifica == Verifica.VALIDATA
    assert scena.rendicontazione.stato == StatoRendicontazione.VALIDATA
    scena.comune.apri(f"/progetti/{scena.progetto.slug}/")
    scena.comune.guarda()
    testo = scena.comune.pagina.inner_text("main").lower()
    assert "validato dal valutatore" in testo
    assert "45" in testo
    for prova in (scena.comune, scena.formez, scena.valutatore):
        assert prova.problemi == []


def _gruppo(nome: str) -> Any:
    from django.contrib.auth.models import Group

    return Group.objects.get(name=nome)


# --- The Comune ----------------------------------------------------------------------------------
def _invitata_entra(scena: Scena, formez: User) -> None:
    """The link of the mail, a password, an app as second factor."""
    referente_invite(
        comune=scena.progetto.comune,
        email=EMAIL,
        nome="Elisa",
        cognome="Verdi",
        ruolo="responsabile",
        by=formez,
    )
    testo = Messaggio.objects.get(a=EMAIL).testo
    collegamento = re.search(r"/accesso/invito/\S+/", testo)
    assert collegamento, testo
    prova = scena.comune
    prova.apri(collegamento.group())
    prova.guarda()
    prova.scrivi(password=PASSWORD, conferma=PASSWORD)
    prova.premi("Continua")
    prova.pagina.get_by_role("link", name="Attiva un'app").click()
    segreto = prova.pagina.locator(".fis-segreto").inner_text().replace(" ", "")
    prova.scrivi(code=codice(segreto))
    prova.premi("Attiva")
    prova.pagina.wait_for_url("**/codici/")


def _compila_il_modulo(prova: Prova) -> None:
    """Everything by keyboard: what is typed is saved as one goes."""
    prova.apri("/area-comuni/")
    prova.guarda()
    prova.pagina.get_by_role("link", name=re.compile("I semestre 2026")).first.click()
    prova.guarda()
    pagina = prova.pagina
    riga = pagina.locator('[data-indirizzo="indicatori/I1"]')
    riga.get_by_label("misurato", exact=True).focus()
    pagina.keyboard.press("Space")
    riga.locator("[data-campo=valore] input").focus()
    pagina.keyboard.type("circa 40")
    pagina.keyboard.press("Tab")
    riga.get_by_text("non è un numero").wait_for()
    riga.locator("[data-campo=valore] input").fill("40")
    pagina.keyboard.press("Tab")
    narrativa = pagina.locator('[data-indirizzo="testi/narrativa"] textarea')
    narrativa.fill("Lo sportello ha aperto a marzo.")
    narrativa.blur()
    pagina.wait_for_function(
        '() => !document.querySelector(\'[data-indirizzo="indicatori/I1"] '
        ".fis-campo-errore:not([hidden])')"
    )
    _carica_evidenza(riga)
    prova.guarda()


def _carica_evidenza(riga: Any) -> None:
    riga.locator("input[type=file]").set_input_files(
        {"name": "registro.txt", "mimeType": "text/plain", "buffer": REGISTRO}
    )
    riga.get_by_role("button", name=re.compile("Allega")).click()
    riga.page.locator("[data-element=evidence]").wait_for()


def _compila_il_foglio(prova: Prova, rendicontazione: Rendicontazione, cartella: Any) -> None:
    """The rest offline: the workbook comes back filled."""
    pagina = prova.pagina
    prova.apri(f"/area-comuni/rendicontazioni/{rendicontazione.pk}/foglio/")
    prova.guarda()
    with pagina.expect_download() as scaricato:
        pagina.get_by_role("link", name=re.compile("Scarica")).first.click()
    percorso = cartella / "foglio.xlsx"
    scaricato.value.save_as(percorso)
    _riempi(percorso)
    pagina.locator("input[type=file]").set_input_files(percorso)
    prova.premi("Carica e guarda che cosa cambia")
    conferma = pagina.get_by_role("button", name="Conferma e scrivi")
    conferma.wait_for()
    prova.guarda()
    conferma.click()
    pagina.wait_for_load_state()


def _riempi(percorso: Any) -> None:
    cartella = openpyxl.load_workbook(percorso)
    for nome_foglio, valori in FOGLIO.items():
        foglio = cartella[nome_foglio]
        testata, colonne = next(
            (riga, {str(c.value): c.column for c in riga if c.value})
            for riga in foglio.iter_rows()
            if any(str(c.value or "") in valori for c in riga)
        )
        for riga in range(testata[0].row + 1, foglio.max_row + 1):
            for colonna, valore in valori.items():
                if colonna in colonne:
                    foglio.cell(riga, colonne[colonna]).value = valore
    cartella.save(percorso)


FOGLIO: dict[str, dict[str, Any]] = {
    "Attività": {"Stato": "in corso"},
    "Spese": {"Speso nel periodo (€)": "1.234,50"},
    "Racconto": {"Testo": "Abbiamo aperto tardi: i locali non erano pronti."},
}


def _invia(prova: Prova) -> None:
    pagina = prova.pagina
    prova.apri("/area-comuni/")
    pagina.get_by_role("link", name=re.compile("I semestre 2026")).first.click()
    pagina.get_by_role("link", name="Controlla e invia").first.click()
    prova.guarda()
    pagina.get_by_role("checkbox").check()
    prova.premi("Invia la rendicontazione")
    pagina.get_by_text(re.compile(r"FIS-\d{4}-\d{6}")).first.wait_for()
    prova.guarda()


def _corregge(prova: Prova) -> None:
    pagina = prova.pagina
    prova.apri("/area-comuni/")
    prova.guarda()
    pagina.get_by_role("link", name=re.compile("I semestre 2026")).first.click()
    pagina.get_by_text("Il registro dice 45").first.wait_for()
    prova.guarda()
    riga = pagina.locator('[data-indirizzo="indicatori/I1"]')
    with pagina.expect_response("**/riga/"):
        riga.locator("[data-campo=valore] input").fill("45")
        riga.locator("[data-campo=valore] input").blur()


# --- Formez and the evaluator --------------------------------------------------------------------
def _apre_il_periodo(prova: Prova) -> None:
    prova.apri("/admin/outcomes/periodomonitoraggio/")
    prova.pagina.get_by_role("link", name=re.compile("I semestre 2026")).first.click()
    prova.pagina.get_by_role("link", name=re.compile("Apri$")).click()
    scadenza = timezone.localdate() + datetime.timedelta(days=20)
    prova.pagina.locator("input[name=scadenza]").fill(f"{scadenza:%d/%m/%Y}")
    prova.premi("Apri il periodo")
    prova.pagina.wait_for_load_state()
    assert Rendicontazione.objects.count() == 1


def _restituisce(prova: Prova, rendicontazione: Rendicontazione) -> None:
    prova.apri(f"/admin/outcomes/rendicontazione/{rendicontazione.pk}/esame/")
    valore = prova.pagina.get_by_text("Osserva: Valore", exact=True).first
    valore.click()
    prova.pagina.get_by_label("Osservazione: Valore").first.fill("Il registro dice 45, non 40.")
    prova.pagina.get_by_role("button", name="Scrivi l'osservazione").first.click()
    prova.pagina.get_by_text("Il registro dice 45").first.wait_for()
    prova.pagina.get_by_role("button", name="Restituisci con le osservazioni").click()
    prova.pagina.wait_for_load_state()


def _accetta(prova: Prova, rendicontazione: Rendicontazione) -> None:
    prova.apri(f"/admin/outcomes/rendicontazione/{rendicontazione.pk}/esame/")
    prova.pagina.get_by_role("button", name="Accetta", exact=True).click()
    prova.pagina.wait_for_load_state()


def _valida(scena: Scena) -> None:
    delegato = DelegatoFactory(user=UserFactory(password=PASSWORD))
    PartenariatoFactory(
        progetto=scena.progetto,
        organizzazione=delegato.organizzazione,
        ruolo=RuoloPartenariato.VALUTATORE,
    )
    prova = scena.valutatore
    _entra(prova, delegato.user)
    prova.apri("/area-valutatori/")
    prova.guarda()
    prova.pagina.get_by_role("link", name=str(scena.progetto.nome_pubblico)).first.click()
    prova.guarda()
    prova.pagina.get_by_label("è validato").check()
    prova.pagina.get_by_label("Come l'hai verificato").fill("Controllo del registro")
    prova.pagina.get_by_role("button", name=re.compile("Registra il verdetto")).click()
    prova.pagina.wait_for_load_state()
