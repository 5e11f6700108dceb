"""One person under two addresses has one place at a meeting; taken apart, two again."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from community.selectors.accoglienza import avviso_di
from community.services.inviti import Invitato, invito_accept, invito_create
from community.services.iscrizioni import iscrizione_create
from community.services.persone import persona_merge, persona_unmerge
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evento() -> Evento:
    return EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=2)


@pytest.fixture
def due() -> tuple[Persona, Persona]:
    return PersonaFactory(email="una@example.org"), PersonaFactory(email="altra@example.org")


def _stati(evento: Evento) -> dict[str, str]:
    return dict(evento.iscritti.values_list("persona__email", "stato"))


def _iscrivi(evento: Evento, email: str) -> Iscrizione:
    return iscrizione_create(
        evento=evento, nome="Ada", cognome="Neri", email=email, informativa=True
    )


@pytest.mark.parametrize("forte", ["una@example.org", "altra@example.org"])
@pytest.mark.parametrize("debole", [{"invitata": True}, {"in_attesa": True}])
def test_of_two_registrations_the_strongest_stays(
    forte: str, debole: dict[str, Any], evento: Evento, due: tuple, funzionario: User
) -> None:
    for persona in due:
        stato = {} if persona.email == forte else debole
        IscrizioneFactory(evento=evento, persona=persona, **stato)

    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    tenuta = evento.iscritti.con_posto().get()
    ceduta = evento.iscritti.get(stato=StatoIscrizione.ANNULLATA)
    assert tenuta.persona.email == forte
    assert ceduta.ceduta_a == tenuta
    assert avviso_di(ceduta) == "È in elenco con un altro indirizzo."
    assert not Messaggio.objects.exists()


def test_the_double_place_goes_to_who_waits(evento: Evento, due: tuple, funzionario: User) -> None:
    for persona in due:
        IscrizioneFactory(evento=evento, persona=persona)
    attesa = _iscrivi(evento, "attesa@example.org")

    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    attesa.refresh_from_db()
    assert attesa.stato == StatoIscrizione.ISCRITTA
    assert evento.iscritti.con_posto().count() == 2
    assert Messaggio.objects.filter(tipo="iscrizione_promossa").count() == 1


def test_of_two_turns_in_the_waiting_list_the_first_stays(
    evento: Evento, due: tuple, funzionario: User
) -> None:
    IscrizioneFactory.create_batch(2, evento=evento)
    for persona in reversed(due):
        _iscrivi(evento, persona.email)

    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    stati = _stati(evento)
    assert (stati["una@example.org"], stati["altra@example.org"]) == ("annullata", "in_attesa")


def test_what_is_over_stays_as_it_was(due: tuple, funzionario: User) -> None:
    passato = EventoFactory(data_inizio=datetime.date(2024, 3, 5))
    for persona in due:
        IscrizioneFactory(evento=passato, persona=persona)

    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    assert passato.iscritti.con_posto().count() == 2


def test_undo_gives_the_place_back_in_silence(
    evento: Evento, due: tuple, funzionario: User
) -> None:
    for persona in due:
        IscrizioneFactory(evento=evento, persona=persona)
    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    persona_unmerge(persona=due[1], by=funzionario)

    assert evento.iscritti.con_posto().count() == 2
    assert not evento.iscritti.exclude(ceduta_a=None).exists()
    assert not Messaggio.objects.exists()


def test_undo_when_the_place_is_gone_puts_her_first_of_who_waits_and_tells_her(
    evento: Evento, due: tuple, funzionario: User
) -> None:
    for persona in due:
        IscrizioneFactory(evento=evento, persona=persona)
    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)
    for nome in ("nuova", "ultima"):
        _iscrivi(evento, f"{nome}@example.org")

    persona_unmerge(persona=due[1], by=funzionario)

    assert [i.persona.email for i in evento.iscritti.in_coda()] == [
        "altra@example.org", "ultima@example.org",
    ]  # fmt: skip
    assert evento.iscritti.con_posto().count() == 2
    assert Messaggio.objects.filter(a="altra@example.org", tipo="iscrizione_attesa").count() == 1


def test_who_had_given_up_herself_stays_out_after_the_undo(
    evento: Evento, due: tuple, funzionario: User
) -> None:
    IscrizioneFactory(evento=evento, persona=due[0])
    IscrizioneFactory(evento=evento, persona=due[1], stato=StatoIscrizione.ANNULLATA)
    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)

    persona_unmerge(persona=due[1], by=funzionario)

    assert _stati(evento) == {"una@example.org": "iscritta", "altra@example.org": "annullata"}


def test_with_the_second_address_she_is_the_same_person(
    evento: Evento, due: tuple, funzionario: User
) -> None:
    _iscrivi(evento, "una@example.org")
    persona_merge(tenuta=due[1], doppia=due[0], by=funzionario)

    trovata = _iscrivi(evento, "altra@example.org")
    invitate = invito_create(
        evento=evento, persone=[Invitato("Ada", "Neri", "altra@example.org")], by=funzionario
    )

    assert trovata == evento.iscritti.get()
    assert invitate == 0


def test_the_page_of_a_place_given_up_says_so_and_offers_no_second_one(
    client: Client, evento: Evento, due: tuple, funzionario: User
) -> None:
    for persona in due:
        _iscrivi(evento, persona.email)
    persona_merge(tenuta=due[0], doppia=due[1], by=funzionario)
    ceduta = evento.iscritti.get(persona=due[1])
    pagina = reverse("community:iscrizione_propria", args=[ceduta.codice])

    testo = client.get(pagina).content.decode()
    ripresa = client.post(f"{pagina}riprendi/")
    with pytest.raises(DomainError, match="altro tuo indirizzo"):
        invito_accept(iscrizione=ceduta, nome="Ada", cognome="Neri", informativa=True)

    assert "con un altro tuo indirizzo" in testo
    assert "riprendi/" not in testo
    assert ripresa.status_code == 409
    assert evento.iscritti.con_posto().count() == 1
