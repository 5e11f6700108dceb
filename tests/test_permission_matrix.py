"""Every address x every person x every method, from the resolver itself (STYLE 3.6).

The table of what is expected is tests/matrice/tavola.py; the rule for the pages of the models in
the management area is tests/matrice/gestione.py. On the way each cell is also asked: does reading
write (GET and HEAD run in a transaction that takes no write), and is somebody without the right to
see people shown one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings

from fis_portal.sito.views import errori
from tests.matrice.dati import COGNOME_RISERVATO, EMAIL_RISERVATA, crea_dati
from tests.matrice.gestione import PaginaModello, attesa, is_scritta, pagina_di_modello
from tests.matrice.indirizzi import PREFISSO_ADMIN, indirizzi, riempi
from tests.matrice.lettura import prova_senza_traccia
from tests.matrice.ruoli import ESTRANEI, METODI, RUOLI, can, persone
from tests.matrice.tavola import NASCOSTE, TAVOLA, Riga

# Without the mark no test database is made, and the rows would go to the real one.
pytestmark = pytest.mark.django_db
INDIRIZZI = indirizzi()
DI_MODELLO = {i: p for i in INDIRIZZI if i not in TAVOLA and (p := pagina_di_modello(i))}
LETTURE = ("GET", "HEAD")
INVENTATI = {
    "slug": "mai-esistito",
    "anno": 1990,
    "periodo": "m01",
    "id": 999_999,
    "pk": 999_999,
    "versione": 9_999,
}
# Forms that whoever passes by may send, or whoever holds the code of a registration.
MODULI_PUBBLICI = {
    "/parere/",
    "/eventi/<slug>/iscrizione/",
    *(
        f"/eventi/iscrizioni/<codice>/{atto}/"
        for atto in ("accetta", "annulla", "riprendi", "agenda")
    ),
    "/eventi/<slug>/accoglienza/",
    "/eventi/<slug>/accoglienza/sincronizza/",
    "/eventi/<slug>/foglio-firme/",
    "/eventi/<slug>/foglio-firme.xlsx",
    "/eventi/<slug>/foglio-firme/conferma/",
}
AREE = (PREFISSO_ADMIN, "/accesso/", "/utenza/", "/area-comuni/", "/area-valutatori/")
RISERVATI = (COGNOME_RISERVATO.encode(), EMAIL_RISERVATA.encode())
COME_ELENCARE = """
{indirizzo} answers, but nobody wrote who may use it. Add its line to TAVOLA in
tests/matrice/tavola.py; for a page of a model in the management area, to TIPI or SOLO_SUE in
tests/matrice/gestione.py."""


# --- The portal, once for all -------------------------------------------------------------------
@dataclass
class Portale:
    """Rows, and a session for each person."""

    dati: SimpleNamespace
    sessioni: dict[str, str]
    client: Client

    def chiedi(self, ruolo: str, metodo: str, percorso: str) -> HttpResponse:
        self.client.cookies.clear()  # what the request before left
        if sessione := self.sessioni[ruolo]:
            self.client.cookies["sessionid"] = sessione
        with _senza_disegno(percorso.startswith(PREFISSO_ADMIN) and metodo != "GET"):
            return self.client.generic(metodo, percorso)


@pytest.fixture(scope="module")
def portale(django_db_setup: None, django_db_blocker: Any) -> Iterator[Portale]:
    """One set of rows for the whole module; every request is undone after it."""
    with _svelto(), _sessioni_lunghe(), django_db_blocker.unblock(), transaction.atomic():
        sessioni = {}
        for ruolo, persona in persone().items():
            client = Client()
            if persona is not None:
                client.force_login(persona)
            sessioni[ruolo] = client.cookies["sessionid"].value if persona else ""
        yield Portale(crea_dati(), sessioni, Client(raise_request_exception=False))
        transaction.set_rollback(True)


def _sessioni_lunghe() -> override_settings:
    """The module may take longer than the staff may sit idle, on a slow machine."""
    return override_settings(SESSIONE_INATTIVA_PERSONALE_S=settings.SESSIONE_MASSIMA_S)


@contextmanager
def _svelto() -> Iterator[None]:
    """Thousands of requests: no log line for each refusal, no copy of each template's context."""
    with pytest.MonkeyPatch.context() as toppa:
        toppa.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
        logging.disable()
        yield
        logging.disable(logging.NOTSET)


@contextmanager
def _senza_disegno(attivo: bool) -> Iterator[None]:
    """Run the view and leave the template out: GET draws every page, once is enough."""
    with pytest.MonkeyPatch.context() as toppa:
        if attivo:
            toppa.setattr(SimpleTemplateResponse, "rendered_content", "")
            toppa.setattr(admin.site, "each_context", lambda request: {})
            toppa.setattr(errori, "render", lambda *args, status, **kw: HttpResponse(status=status))
        yield


def _racconta(risposta: HttpResponse) -> str:
    errore = getattr(risposta, "exc_info", None)
    return f" {errore[0].__name__}: {errore[1]}" if errore else ""


def _prova(portale: Portale, ruolo: str, metodo: str, percorso: str, atteso: int) -> list[str]:
    """What is wrong with one cell of the matrix."""
    with prova_senza_traccia(sola_lettura=metodo in LETTURE) as scritture:
        risposta = portale.chiedi(ruolo, metodo, percorso)
    cella = f"{metodo} {percorso} as {ruolo}"
    problemi = [f"{cella} writes: {sql[:200]}" for sql in scritture]
    if risposta.status_code != atteso:
        problemi.append(f"{cella}: {risposta.status_code}, not {atteso}{_racconta(risposta)}")
    verso = risposta.headers.get("Location", "")
    fuori = ruolo == "anonimo" or (ruolo in ESTRANEI and percorso.startswith(PREFISSO_ADMIN))
    if atteso == 302 and fuori and not _verso_accesso(percorso, verso):
        problemi.append(f"{cella}: sent to {verso!r}, not to the log-in")
    corpo = risposta.getvalue()  # reading a file to its end closes it
    if corpo and metodo == "HEAD":
        problemi.append(f"{cella}: HEAD has a body")
    if not _tenuta_da_nessuno(percorso, risposta):
        problemi.append(f"{cella}: a cache may keep it")
    if not can(ruolo, "community.view_persona") and any(dato in corpo for dato in RISERVATI):
        problemi.append(f"{cella}: shows personal data")
    return problemi


def _tenuta_da_nessuno(percorso: str, risposta: HttpResponse) -> bool:
    """What the management area answers is not kept, but for the words of its widgets."""
    if not percorso.startswith(PREFISSO_ADMIN) or percorso.startswith("/admin/jsi18n/"):
        return True
    return "no-store" in risposta.headers.get("Cache-Control", "")


def _verso_accesso(percorso: str, verso: str) -> bool:
    # The log-out sends to the index, which sends to the log-in.
    porte = ("/admin/login/", "/accesso/")
    return verso.startswith(porte) or (percorso, verso) == ("/admin/logout/", "/admin/")


def _prova_riga(portale: Portale, indirizzo: str, riga: Riga) -> list[str]:
    percorso = riempi(indirizzo, riga.parametri(portale.dati))
    percorso += f"?{riga.query}" if riga.query else ""
    return [
        problema
        for ruolo in RUOLI
        for metodo in METODI
        for problema in _prova(portale, ruolo, metodo, percorso, riga.regola[ruolo][metodo])
    ]


# --- Nothing is forgotten -----------------------------------------------------------------------
def test_every_address_is_written_in_the_table() -> None:
    for indirizzo in INDIRIZZI:
        pagina = DI_MODELLO.get(indirizzo)
        scritto = indirizzo in TAVOLA or (pagina is not None and is_scritta(pagina))
        assert scritto, COME_ELENCARE.format(indirizzo=indirizzo)


def test_the_table_names_no_address_that_is_gone() -> None:
    assert set(TAVOLA) <= set(INDIRIZZI)
    assert {indirizzo for indirizzo, _riga in NASCOSTE} <= set(INDIRIZZI)


# --- Writing asks for a token -------------------------------------------------------------------
@pytest.mark.parametrize("indirizzo", INDIRIZZI)
def test_a_write_without_token_is_refused(portale: Portale, indirizzo: str) -> None:
    """As browsers and production do: the other requests of this module are let off the token."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["sessionid"] = portale.sessioni["superuser"]
    if indirizzo in DI_MODELLO:
        percorso = _percorso(portale, indirizzo, DI_MODELLO[indirizzo])
    else:
        percorso = riempi(indirizzo, TAVOLA[indirizzo].parametri(portale.dati))
    con_modulo = indirizzo.startswith(AREE) or indirizzo in MODULI_PUBBLICI
    con_chiave = indirizzo.startswith("/api/v1/rendicontazioni/")

    with prova_senza_traccia(sola_lettura=True) as scritture:
        risposta = client.post(percorso)

    # Where nothing can be written the answer is that, token or no token.
    atteso = 403 if con_modulo else 401 if con_chiave else 405
    assert (risposta.status_code, scritture) == (atteso, [])


# --- The matrix ---------------------------------------------------------------------------------
@pytest.mark.parametrize("indirizzo", [i for i in INDIRIZZI if i in TAVOLA])
def test_address_answers_each_person_as_written(portale: Portale, indirizzo: str) -> None:
    problemi = _prova_riga(portale, indirizzo, TAVOLA[indirizzo])

    assert not problemi, "\n".join(problemi)


@pytest.mark.parametrize(("indirizzo", "riga"), NASCOSTE)
def test_what_is_not_public_is_as_if_it_did_not_exist(
    portale: Portale, indirizzo: str, riga: Riga
) -> None:
    problemi = _prova_riga(portale, indirizzo, riga)

    assert not problemi, "\n".join(problemi)


@pytest.mark.parametrize(("indirizzo", "riga"), NASCOSTE)
def test_what_is_not_public_cannot_be_told_from_what_does_not_exist(
    portale: Portale, indirizzo: str, riga: Riga
) -> None:
    nascosti = riga.parametri(portale.dati)
    inventati = {nome: INVENTATI[nome] for nome in nascosti}

    testi = []
    for valori in (nascosti, inventati):
        with prova_senza_traccia(sola_lettura=True):
            risposta = portale.chiedi("superuser", "GET", riempi(indirizzo, valori))
        testo = risposta.content.decode().replace(riempi(indirizzo, valori), "")
        for parte in (risposta.headers["X-Request-ID"], *map(str, valori.values())):
            testo = testo.replace(parte, "")
        testi.append(testo)

    assert testi[0] == testi[1]


@pytest.mark.parametrize(
    ("ruolo", "stato"), [("lettura", 403), ("funzionario", 200), ("responsabile", 200)]
)
def test_people_are_suggested_only_to_who_may_see_them(
    portale: Portale, ruolo: str, stato: int
) -> None:
    campo = "app_label=community&model_name=partecipazione&field_name=persona"

    with prova_senza_traccia(sola_lettura=True):
        risposta = portale.chiedi(ruolo, "GET", f"/admin/autocomplete/?{campo}")

    assert risposta.status_code == stato
    assert (COGNOME_RISERVATO in risposta.content.decode()) is (stato == 200)


@pytest.mark.parametrize("indirizzo", DI_MODELLO)
def test_page_of_a_model_follows_the_declared_roles(portale: Portale, indirizzo: str) -> None:
    pagina = DI_MODELLO[indirizzo]
    if not is_scritta(pagina):
        pytest.fail(COME_ELENCARE.format(indirizzo=indirizzo))
    percorso = _percorso(portale, indirizzo, pagina)

    problemi = [
        problema
        for ruolo in RUOLI
        for metodo in METODI
        for problema in _prova(portale, ruolo, metodo, percorso, attesa(pagina, ruolo, metodo))
    ]

    assert not problemi, "\n".join(problemi)


def _percorso(portale: Portale, indirizzo: str, pagina: PaginaModello) -> str:
    pk = portale.dati.di_modello[pagina.model].pk
    return riempi(indirizzo, {"object_id": pk, "id": pk, "formato": "csv"})
