"""The community's journey in a real browser, from a registration to a practice that travels.

Four people, each with her own browser: somebody who registers from home; staff at the door; the
responsabile of a Comune, who tells a lesson; another Comune, which adopts a practice. On every page
axe-core, the console and the width of a phone.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from community.enums import IscrizioniEvento, StatoIscrizione, Visibilita
from community.models import Adozione, Evento, Iscrizione, Lezione, Partecipazione
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD
from tests.browser.prova import Prova
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import PraticaFactory
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Scena:
    casa: Prova
    porta: Prova
    comune: Prova
    altro: Prova
    evento: Evento


@pytest.fixture
def scena(browser: Any, live_server: Any) -> Iterator[Scena]:
    call_command("sync_roles", verbosity=0)
    sito = live_server.url.replace("127.0.0.1", "localhost")
    contesti = [
        browser.new_context(locale="it-IT", viewport={"width": 1280, "height": 900})
        for _chi in range(4)
    ]
    for contesto in contesti:
        contesto.set_default_timeout(15_000)
    evento = EventoFactory(
        titolo="Giornata di scambio",
        slug="giornata",
        data_inizio=timezone.localdate() + datetime.timedelta(days=1),
        iscrizioni=IscrizioniEvento.LIBERE,
        capienza=1,
        luogo="Roma",
    )
    with override_settings(ALLOWED_HOSTS=["*"], SITE_URL=sito):
        yield Scena(*(Prova(c.new_page(), sito) for c in contesti), evento=evento)
    for contesto in contesti:
        contesto.close()


def test_from_a_registration_to_a_practice_that_travels(scena: Scena) -> None:
    _si_iscrive(scena.casa, "Bice", "bice@example.org", "Iscriviti")
    _si_iscrive(scena.casa, "Clara", "clara@example.org", "Entra in lista d’attesa")
    assert _stati() == {"Bice": StatoIscrizione.ISCRITTA, "Clara": StatoIscrizione.IN_ATTESA}

    _apre_dalla_mail(scena.casa, "bice@example.org")
    scena.casa.guarda()
    scena.casa.premi("Annulla l’iscrizione")
    scena.casa.pagina.wait_for_load_state()
    assert _stati() == {"Bice": StatoIscrizione.ANNULLATA, "Clara": StatoIscrizione.ISCRITTA}

    _accoglie(scena)
    _riceve_l_attestato(scena)
    _racconta_una_lezione(scena)
    _adotta_una_pratica(scena)
    for prova in (scena.casa, scena.porta, scena.comune, scena.altro):
        assert prova.problemi == []


def _si_iscrive(casa: Prova, nome: str, email: str, invito: str) -> None:
    casa.apri("/eventi/giornata/")
    casa.guarda()
    casa.pagina.get_by_role("link", name=invito).click()
    casa.guarda()
    casa.scrivi(nome=nome, cognome="Esempio", email=email)
    casa.pagina.get_by_label("Ho letto come sono trattati i miei dati").check()
    casa.premi("Iscriviti")
    casa.pagina.wait_for_url("**/inviata/")
    casa.guarda()


def _stati() -> dict[str, str]:
    return dict(Iscrizione.objects.values_list("persona__nome", "stato"))


def _apre_dalla_mail(casa: Prova, email: str) -> None:
    testo = Messaggio.objects.filter(a=email).latest("pk").testo
    casa.apri(re.search(r"/eventi/iscrizioni/[A-Z0-9]+/", testo)[0])  # type: ignore[index]


def _accoglie(scena: Scena) -> None:
    formez = UserFactory(email="formez@example.org", password=PASSWORD, is_staff=True)
    formez.groups.add(Group.objects.get(name="Funzionario di progetto"))
    _entra(scena.porta, formez.email)
    scena.porta.apri("/eventi/giornata/accoglienza/")
    scena.porta.guarda()
    scena.porta.pagina.get_by_role("button", name=re.compile("Esempio Clara")).click()
    scena.porta.pagina.wait_for_function(
        "() => document.querySelector('[data-presenti]').textContent === '1'"
        " && document.querySelector('[data-invio]').hidden"
    )
    assert [p.persona.nome for p in Partecipazione.objects.select_related("persona")] == ["Clara"]


def _riceve_l_attestato(scena: Scena) -> None:
    ieri = timezone.localdate() - datetime.timedelta(days=1)
    Evento.objects.filter(pk=scena.evento.pk).update(data_inizio=ieri)
    _apre_dalla_mail(scena.casa, "clara@example.org")
    scena.casa.guarda()
    indirizzo = scena.casa.pagina.get_by_role("link", name=re.compile("attestato"))
    risposta = scena.casa.pagina.request.get(scena.casa.sito + indirizzo.get_attribute("href"))
    assert risposta.status == 200
    assert risposta.body().startswith(b"%PDF")


def _racconta_una_lezione(scena: Scena) -> None:
    progetto = ProgettoFactory(is_public=True)
    _responsabile(progetto.comune, "elisa@comune.example.it")
    comune = scena.comune
    _entra(comune, "elisa@comune.example.it")
    comune.apri("/area-comuni/lezioni/nuova/")
    comune.guarda()
    comune.scrivi(titolo="Uno sportello in centro non basta")
    comune.pagina.locator("textarea[name=tentato]").fill("Uno sportello aperto ogni giorno.")
    comune.pagina.locator("textarea[name=deluso]").fill("Chi abita lontano non è mai venuto.")
    comune.premi("Salva")
    comune.pagina.get_by_role("link", name="Cambia chi la legge").click()
    for bottone in ("Condividi", "Pubblica"):
        comune.guarda()
        comune.pagina.get_by_label(re.compile("do il consenso")).check()
        comune.premi(bottone)
        if comune.pagina.get_by_role("link", name="Cambia chi la legge").count():
            comune.pagina.get_by_role("link", name="Cambia chi la legge").click()
    assert Lezione.objects.get().visibilita == Visibilita.PUBBLICA
    scena.casa.apri("/lezioni/?q=sportelli")
    scena.casa.guarda()
    scena.casa.pagina.get_by_role("link", name="Uno sportello in centro non basta").first.click()
    scena.casa.guarda()
    assert "Chi abita lontano non è mai venuto." in scena.casa.pagina.inner_text("main")


def _adotta_una_pratica(scena: Scena) -> None:
    pratica = PraticaFactory(pubblica=True, titolo="Portierato sociale")
    progetto = ProgettoFactory(is_public=True)
    _responsabile(progetto.comune, "dario@comune.example.it")
    _entra(scena.altro, "dario@comune.example.it")
    scena.altro.apri(f"/area-comuni/pratiche/{pratica.pk}/")
    scena.altro.guarda()
    scena.altro.pagina.get_by_label(re.compile("^adatta", re.IGNORECASE)).check()
    scena.altro.pagina.locator("textarea[name=che_cosa_cambia]").fill(
        "Due volontari al posto di uno."
    )
    scena.altro.premi("Dichiara")
    scena.altro.pagina.wait_for_load_state()
    assert Adozione.objects.get().comune == progetto.comune
    scena.casa.apri(pratica.get_absolute_url())
    scena.casa.guarda()
    assert progetto.comune.nome in scena.casa.pagina.inner_text("main")


def _entra(prova: Prova, email: str) -> None:
    prova.entra(email)
    prova.pagina.wait_for_url(lambda indirizzo: "/accesso/entra/" not in indirizzo)


def _responsabile(comune: Any, email: str) -> None:
    user = UserFactory(email=email, password=PASSWORD)
    ReferenteFactory(comune=comune, user=user, ruolo="responsabile")
