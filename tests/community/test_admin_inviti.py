"""Inviting people to a meeting, from its page in the management area."""

import pytest
from django.contrib.auth.models import Permission

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Iscrizione, Persona
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evento(db):
    return EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.SU_INVITO)


def _pagina(evento):
    return f"/admin/community/evento/{evento.pk}/inviti/"


def test_people_written_one_per_line_are_invited_once(client, funzionario, evento):
    IscrizioneFactory(evento=evento, persona__email="ada@example.org")
    client.force_login(funzionario)
    righe = "Ada; Prima; ADA@example.org\n\n Bea ;Seconda; bea@example.org\nBea;S;bea@example.org"

    risposta = client.post(_pagina(evento), {"persone": righe}, follow=True)

    testo = risposta.content.decode()
    assert "Invitata 1 persona. 1 c&#x27;era già." in testo
    invitata = Iscrizione.objects.get(stato=StatoIscrizione.INVITATA)
    assert (invitata.evento, invitata.persona.email) == (evento, "bea@example.org")
    assert [m.a for m in Messaggio.objects.all()] == ["bea@example.org"]


def test_every_wrong_line_is_named_and_nobody_is_invited(client, funzionario, evento):
    client.force_login(funzionario)
    righe = (
        f"Ada; Giusta; ada@example.org\nBea; bea@example.org\nCia; C; no\n{'x' * 101}; D; d@e.org"
    )

    risposta = client.post(_pagina(evento), {"persone": righe})

    testo = risposta.content.decode()
    assert risposta.status_code == 422
    assert [n for n in range(1, 5) if f"Riga {n} " in testo] == [2, 3, 4]
    assert "Ada; Giusta; ada@example.org" in testo
    assert not Persona.objects.exists()
    assert not Messaggio.objects.exists()


def test_the_officers_of_the_invited_projects_are_invited_with_a_tick(client, funzionario, evento):
    referente = ReferenteFactory()
    ReferenteFactory()
    evento.progetti.add(ProgettoFactory(comune=referente.comune))
    client.force_login(funzionario)

    assert "I progetti invitati hanno 1 referente." in client.get(_pagina(evento)).content.decode()
    client.post(_pagina(evento), {"progetti": "on"})

    assert Iscrizione.objects.get().comune == referente.comune


def test_to_a_meeting_that_takes_no_registration_nobody_is_invited(client, funzionario):
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.CHIUSE)
    client.force_login(funzionario)

    risposta = client.post(_pagina(evento), {"persone": "Ada; Prova; ada@example.org"})

    assert risposta.status_code == 422
    assert "non ci si iscrive dal portale" in risposta.content.decode()
    assert not Persona.objects.exists()


def test_who_may_not_add_registrations_does_not_find_the_page(client, lettura, evento):
    lettura.user_permissions.add(Permission.objects.get(codename="change_evento"))
    client.force_login(lettura)

    assert client.get(_pagina(evento)).status_code == 403
    scheda = f"/admin/community/evento/{evento.pk}/change/"
    assert _pagina(evento) not in client.get(scheda).content.decode()
    lettura.user_permissions.add(Permission.objects.get(codename="add_iscrizione"))
    assert _pagina(evento) in client.get(scheda).content.decode()
