"""Taking attendances at the door: once each, in the order they happened, rubbish refused."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from community.enums import AzionePersona, CanalePresenza, StatoIscrizione
from community.models import AccessoPersona, Evento, MossaPresenza, Partecipazione, Persona
from community.selectors.accoglienza import accoglienza_elenco, dati_fino_al, trovate
from community.services.accoglienza import EsitoMossa, presenze_sync
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.community.mosse import mossa

pytestmark = pytest.mark.django_db


def manda(evento: Evento, by: User, *mosse: Any) -> list[EsitoMossa]:
    return presenze_sync(evento=evento, mosse=list(mosse), by=by)


def test_a_registered_person_is_present_for_her_body_since_the_tap(funzionario: User) -> None:
    iscritta = IscrizioneFactory(ente="Cooperativa Sole", tipo_ente="ets")
    prova = mossa(persona=iscritta.persona_id)

    (esito,) = manda(iscritta.evento, funzionario, prova)

    presenza = Partecipazione.objects.get()
    assert (esito.esito, esito.presente, esito.persona) == ("fatta", True, iscritta.persona_id)
    assert (presenza.ente, presenza.tipo_ente) == ("Cooperativa Sole", "ets")
    assert presenza.canale == CanalePresenza.ELENCO
    assert presenza.arrivo.isoformat() == prova["quando"]
    assert presenza.registrata_da == funzionario
    assert Persona.objects.get().conservare_fino_al is not None
    accesso = AccessoPersona.objects.get()
    assert (accesso.azione, accesso.quante, accesso.by) == (AzionePersona.MODIFICA, 1, funzionario)


def test_the_same_tap_twice_is_one_attendance(funzionario: User) -> None:
    iscritta = IscrizioneFactory()
    manda(iscritta.evento, funzionario, mossa(persona=iscritta.persona_id))

    (esito,) = manda(iscritta.evento, funzionario, mossa(persona=iscritta.persona_id))

    assert esito.esito == "gia"
    assert Partecipazione.objects.count() == 1


def test_two_phones_mark_the_same_person_once(funzionario: User) -> None:
    iscritta = IscrizioneFactory()
    uno = mossa("telefono-1", persona=iscritta.persona_id)
    due = mossa("telefono-2", codice=iscritta.codice, canale="codice")

    esiti = manda(iscritta.evento, funzionario, uno, due)

    assert [e.esito for e in esiti] == ["fatta", "gia"]
    assert Partecipazione.objects.count() == 1


def test_the_last_word_by_time_wins_whatever_the_order_of_arrival(funzionario: User) -> None:
    iscritta = IscrizioneFactory()
    pk, evento = iscritta.persona_id, iscritta.evento
    manda(evento, funzionario, mossa("entrata-1", 30, persona=pk))
    manda(evento, funzionario, mossa("tolta-0001", 10, persona=pk, presente=False))

    (tardi,) = manda(evento, funzionario, mossa("entrata-2", 20, persona=pk))

    assert (tardi.esito, tardi.presente) == ("gia", False)
    assert not Partecipazione.objects.exists()
    (ultima,) = manda(evento, funzionario, mossa("entrata-3", 1, persona=pk))
    assert (ultima.esito, ultima.presente) == ("fatta", True)


def test_taps_of_one_batch_are_taken_in_the_order_of_their_time(funzionario: User) -> None:
    iscritta = IscrizioneFactory()
    pk = iscritta.persona_id
    tolta = mossa("tolta-0001", 1, persona=pk, presente=False)
    entrata = mossa("entrata-1", 9, persona=pk)

    esiti = manda(iscritta.evento, funzionario, tolta, entrata)

    assert [(e.chiave, e.esito) for e in esiti] == [("tolta-0001", "fatta"), ("entrata-1", "fatta")]
    assert not Partecipazione.objects.exists()


def test_a_tap_older_than_what_the_office_wrote_takes_nothing_away(funzionario: User) -> None:
    presenza = PartecipazioneFactory(canale=CanalePresenza.FOGLIO)
    tolta = mossa(minuti_fa=60, persona=presenza.persona_id, presente=False)

    (esito,) = manda(presenza.evento, funzionario, tolta)

    assert esito.esito == "gia"
    assert Partecipazione.objects.exists()


@pytest.mark.parametrize("stato", ["in_attesa", "annullata", "invitata"])
def test_whoever_shows_up_is_let_in_with_a_warning(funzionario: User, stato: str) -> None:
    coda = timezone.now() if stato == StatoIscrizione.IN_ATTESA else None
    iscritta = IscrizioneFactory(stato=stato, in_coda_dal=coda)

    (esito,) = manda(iscritta.evento, funzionario, mossa(persona=iscritta.persona_id))

    assert esito.esito == "fatta"
    assert esito.avviso


def test_a_code_is_read_also_from_its_address_in_small_letters(funzionario: User) -> None:
    iscritta = IscrizioneFactory()
    indirizzo = f"https://fis.example.it/eventi/iscrizioni/{iscritta.codice.lower()}/?da=qr"

    (esito,) = manda(iscritta.evento, funzionario, mossa(codice=indirizzo, canale="codice"))

    assert esito.esito == "fatta"
    assert Partecipazione.objects.get().canale == CanalePresenza.CODICE


def test_codes_and_people_of_another_event_are_refused(funzionario: User) -> None:
    altra, evento = IscrizioneFactory(), EventoFactory()

    esiti = manda(
        evento,
        funzionario,
        mossa("altro-codice", codice=altra.codice),
        mossa("nessun-codice", codice="ZZZZZZZZZZ"),
        mossa("altra-persona", persona=altra.persona_id),
    )

    assert [e.esito for e in esiti] == ["rifiutata"] * 3
    assert "altro evento" in esiti[0].motivo
    assert not Partecipazione.objects.exists()


def test_who_was_not_registered_is_added_once(funzionario: User) -> None:
    evento = EventoFactory()
    ada = {"nome": "Ada", "cognome": "Neri", "email": "", "ente": "Scuola Verdi"}

    esiti = manda(
        evento, funzionario, mossa("telefono-1", nuova=ada), mossa("telefono-2", nuova=ada)
    )

    assert [e.esito for e in esiti] == ["fatta", "gia"]
    assert Persona.objects.count() == 1
    assert Partecipazione.objects.get().ente == "Scuola Verdi"


def test_the_same_address_is_the_same_person_and_keeps_her_name(funzionario: User) -> None:
    nota = PersonaFactory(nome="Ada", cognome="Neri", email="ada@example.org")
    nuova = {"nome": "A.", "cognome": "Neri", "email": "ADA@example.org", "ente": ""}

    (esito,) = manda(EventoFactory(), funzionario, mossa(nuova=nuova))

    assert Partecipazione.objects.get().persona == nota
    assert "Ada Neri" in esito.avviso
    assert Persona.objects.get().nome == "Ada"


def test_who_was_merged_is_present_as_the_one_that_stands_for_her(funzionario: User) -> None:
    vera = PersonaFactory()
    PersonaFactory(email="vecchia@example.org", fusa_in=vera)
    nuova = {"nome": "Ada", "cognome": "Neri", "email": "vecchia@example.org", "ente": ""}

    manda(EventoFactory(), funzionario, mossa(nuova=nuova))

    assert Partecipazione.objects.get().persona == vera


def test_two_of_the_same_name_from_two_bodies_are_two(funzionario: User) -> None:
    evento = EventoFactory()
    uno = {"nome": "Ada", "cognome": "Neri", "email": "", "ente": "Scuola Verdi"}

    manda(evento, funzionario, mossa("telefono-1", nuova=uno))
    manda(evento, funzionario, mossa("telefono-2", nuova={**uno, "ente": "Cooperativa Sole"}))

    assert Partecipazione.objects.count() == 2


RUBBISH = [
    None,
    7,
    "ciao",
    [],
    {},
    mossa(chiave="corta", persona=1),
    mossa(chiave=["x"], persona=1),
    mossa(persona=True),
    mossa(persona=-1),
    mossa(persona=10**30),
    mossa(persona=1.5),
    mossa(persona=1, codice="ABC"),
    mossa(persona=999_999_999),
    mossa(codice="///"),
    mossa(codice="\x00"),
    mossa(codice="A" * 5000),
    mossa(nuova="Ada"),
    mossa(nuova={"nome": "Ada"}),
    mossa(nuova={"nome": "Ada", "cognome": "\ud800"}),
    mossa(nuova={"nome": "A" * 101, "cognome": "Neri"}),
    mossa(nuova={"nome": "Ada", "cognome": ["Neri"]}),
    mossa(nuova={"nome": "Ada", "cognome": "Neri", "email": "non un indirizzo"}),
    mossa(nuova={"nome": "Ada", "cognome": "Neri"}, presente=False),
    mossa(persona=1, presente="forse"),
    mossa(persona=1, canale="ufficio"),
    mossa(persona=1, canale={}),
    mossa(persona=1) | {"quando": "ieri"},
    mossa(persona=1) | {"quando": "2024-13-45T99:99"},
    mossa(persona=1) | {"quando": "2024-05-05T10:00"},
    mossa(persona=1) | {"quando": 7},
]


@pytest.mark.parametrize("cosa", RUBBISH, ids=range(len(RUBBISH)))
def test_what_cannot_be_read_is_refused_and_the_others_pass(funzionario: User, cosa: Any) -> None:
    iscritta = IscrizioneFactory()
    buona = mossa("mossa-buona", persona=iscritta.persona_id)

    esiti = manda(iscritta.evento, funzionario, cosa, buona)

    assert [e.esito for e in esiti] == ["rifiutata", "fatta"]
    assert esiti[0].motivo
    assert Persona.objects.count() == 1


@pytest.mark.parametrize("quando", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_wrong_clock_does_not_lose_an_attendance(funzionario: User, quando: str) -> None:
    iscritta = IscrizioneFactory()

    manda(iscritta.evento, funzionario, mossa(persona=iscritta.persona_id) | {"quando": quando})

    arrivo = Partecipazione.objects.get().arrivo
    assert timezone.now() - arrivo < datetime.timedelta(minutes=1)


@pytest.mark.parametrize("mosse", [None, {}, "x", [mossa()] * 501])
def test_what_is_no_list_of_taps_is_refused_whole(funzionario: User, mosse: Any) -> None:
    with pytest.raises(DomainError):
        presenze_sync(evento=EventoFactory(), mosse=mosse, by=funzionario)


@pytest.mark.django_db(transaction=True)
def test_ten_phones_that_send_the_same_at_once_make_one_attendance(superuser: User) -> None:
    iscritta = IscrizioneFactory()
    evento = iscritta.evento
    nuova = {"nome": "Ada", "cognome": "Neri", "email": "ada@example.org", "ente": ""}
    lotto = [mossa("iscritta-1", persona=iscritta.persona_id), mossa("arrivata-1", nuova=nuova)]
    partenza = Barrier(10)

    def invia(_n: int) -> list[str]:
        partenza.wait()
        try:
            return [e.esito for e in presenze_sync(evento=evento, mosse=lotto, by=superuser)]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as fili:
        esiti = list(fili.map(invia, range(10)))

    assert sorted(esiti) == [["fatta", "fatta"], *[["gia", "gia"]] * 9]
    assert Partecipazione.objects.count() == 2
    assert Persona.objects.count() == 2
    assert MossaPresenza.objects.count() == 2


def test_the_list_is_of_who_registered_and_who_came_without(funzionario: User) -> None:
    evento = EventoFactory()
    IscrizioneFactory(evento=evento, persona__cognome="Zeta", ente="Scuola Verdi")
    PartecipazioneFactory(evento=evento, persona__cognome="Àlfa")

    elenco = accoglienza_elenco(evento)

    assert [riga.cognome for riga in elenco.righe] == ["Àlfa", "Zeta"]
    assert elenco.presenti == 1
    assert [riga.cognome for riga in trovate(elenco.righe, "verdi zeta")] == ["Zeta"]


@pytest.mark.parametrize(
    ("inizio", "fine", "fino_al"),
    [
        (None, None, 10),
        (10, None, 10),
        (9, 12, 12),
        (11, 12, 12),
        (20, 21, 10),
        (1, 2, 10),
    ],
)
def test_names_stay_on_a_phone_until_the_event_is_over(
    inizio: int | None, fine: int | None, fino_al: int
) -> None:
    giorni = [datetime.date(2024, 5, g) if g else None for g in (inizio, fine, 10, fino_al)]

    evento = EventoFactory.build(data_inizio=giorni[0], data_fine=giorni[1])

    assert dati_fino_al(evento, giorni[2] or datetime.date.max) == giorni[3]
