"""Registering under stress: twenty at the same instant."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Iscrizione, Persona
from community.services.iscrizioni import iscrizione_cancel, iscrizione_create
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import IscrizioneFactory

pytestmark = pytest.mark.django_db(transaction=True)
INSIEME = 20


def _insieme(cosa: Callable[[int], Any]) -> list[Any]:
    partenza = Barrier(INSIEME)

    def esegui(n: int) -> Any:
        partenza.wait()
        try:
            return cosa(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(INSIEME) as fili:
        return list(fili.map(esegui, range(INSIEME)))


def _manda(slug: str, email: str) -> tuple[int, str]:
    risposta = Client().post(
        reverse("community:iscrizione", args=[slug]),
        {"nome": "Ada", "cognome": "Prova", "email": email, "informativa": "on"},
    )
    return risposta.status_code, risposta["Location"]


def test_twenty_people_at_once_five_places_never_one_more() -> None:
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=5)

    risposte = _insieme(lambda n: _manda(evento.slug, f"persona{n}@example.org"))

    stati = Counter(Iscrizione.objects.values_list("stato", flat=True))
    assert stati == {StatoIscrizione.ISCRITTA: 5, StatoIscrizione.IN_ATTESA: 15}
    assert Persona.objects.count() == INSIEME
    assert Messaggio.objects.count() == INSIEME
    assert len(set(risposte)) == 1


def test_the_same_person_twenty_times_at_once_is_one_registration_and_one_mail() -> None:
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=5)

    risposte = _insieme(lambda _n: _manda(evento.slug, "ada@example.org"))

    assert Iscrizione.objects.get().stato == StatoIscrizione.ISCRITTA
    assert Persona.objects.count() == 1
    assert Messaggio.objects.count() == 1
    assert len(set(risposte)) == 1


def test_the_same_new_person_at_twenty_meetings_at_once_is_one_person() -> None:
    eventi = [
        EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE) for _n in range(INSIEME)
    ]

    _insieme(lambda n: _manda(eventi[n].slug, "ada@example.org"))

    assert Persona.objects.count() == 1
    assert Iscrizione.objects.count() == INSIEME


def test_cancelling_and_registering_at_once_the_places_are_all_taken_and_no_more() -> None:
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=10)
    dentro = IscrizioneFactory.create_batch(10, evento=evento)

    def fai(n: int) -> None:
        if n % 2:
            iscrizione_cancel(iscrizione=dentro[n // 2])
        else:
            iscrizione_create(
                evento=evento, nome="A", cognome="B", email=f"p{n}@example.org", informativa=True
            )

    _insieme(fai)

    assert evento.iscritti.con_posto().count() == 10
    assert evento.iscritti.in_coda().count() == 0
