"""Changing one's mind: a place taken back, a meeting that is held after all."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Evento, Iscrizione
from community.services.annullamento import evento_annulla, evento_ripristina
from community.services.iscrizioni import iscrizione_cancel, iscrizione_create
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import IscrizioneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evento() -> Evento:
    return EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, capienza=1)


def _sua(iscrizione: Iscrizione, nome: str = "iscrizione_propria") -> str:
    return reverse(f"community:{nome}", args=[iscrizione.codice])


def _iscrivi(evento: Evento, email: str = "ada@example.org") -> Iscrizione:
    return iscrizione_create(
        evento=evento, nome="Ada", cognome="Neri", email=email, ente="Il suo", informativa=True
    )


def _tipi() -> list[str]:
    return list(Messaggio.objects.order_by("pk").values_list("tipo", flat=True))


# --- One's own place ------------------------------------------------------------------------------
def test_who_gave_up_takes_her_place_back_from_her_page(client: Client, evento: Evento) -> None:
    iscrizione = iscrizione_cancel(iscrizione=_iscrivi(evento))

    pagina = client.get(_sua(iscrizione)).content.decode()
    for _volta in range(2):
        risposta = client.post(_sua(iscrizione, "iscrizione_riprendi"), follow=True)

    iscrizione.refresh_from_db()
    assert _sua(iscrizione, "iscrizione_riprendi") in pagina
    assert "di nuovo in elenco" in risposta.content.decode()
    assert (iscrizione.stato, iscrizione.ente) == (StatoIscrizione.ISCRITTA, "Il suo")
    assert _tipi() == ["iscrizione_conferma", "iscrizione_annullata", "iscrizione_conferma"]


def test_if_it_was_given_to_another_she_waits(client: Client, evento: Evento) -> None:
    iscrizione = iscrizione_cancel(iscrizione=_iscrivi(evento))
    _iscrivi(evento, "altra@example.org")

    client.post(_sua(iscrizione, "iscrizione_riprendi"))

    iscrizione.refresh_from_db()
    assert iscrizione.stato == StatoIscrizione.IN_ATTESA
    assert evento.iscritti.con_posto().count() == 1


@pytest.mark.parametrize(
    "caso", [{"iscrizioni": IscrizioniEvento.CHIUSE}, {"is_public": False}], ids=str
)
def test_once_registration_is_closed_nothing_is_taken_back(
    caso: dict[str, Any], client: Client, evento: Evento
) -> None:
    iscrizione = iscrizione_cancel(iscrizione=_iscrivi(evento))
    Evento.objects.filter(pk=evento.pk).update(**caso)

    risposta = client.post(_sua(iscrizione, "iscrizione_riprendi"))

    iscrizione.refresh_from_db()
    assert risposta.status_code == 409
    assert iscrizione.stato == StatoIscrizione.ANNULLATA
    assert _sua(iscrizione, "iscrizione_riprendi") not in risposta.content.decode()


@pytest.mark.parametrize("stato", [StatoIscrizione.INVITATA, StatoIscrizione.ANNULLATA])
def test_who_never_answered_fills_the_form(stato: str, client: Client, evento: Evento) -> None:
    iscrizione = IscrizioneFactory(evento=evento, stato=stato)

    risposta = client.post(_sua(iscrizione, "iscrizione_riprendi"))

    assert risposta.status_code == 409
    assert _sua(iscrizione, "iscrizione_accetta") in risposta.content.decode()
    assert not evento.iscritti.con_posto().exists()


# --- The state of the meeting ---------------------------------------------------------------------
def test_of_a_cancelled_meeting_the_page_says_so_and_has_no_code(
    client: Client, evento: Evento
) -> None:
    iscrizione = _iscrivi(evento)
    Evento.objects.update(annullato_il=timezone.now(), annullato_motivo="Neve.")

    risposta = client.get(_sua(iscrizione))

    assert "L’evento è annullato.</strong> Neve." in risposta.content.decode()
    assert risposta.context["qr"] == ""
    assert "data:image/svg+xml" not in risposta.content.decode()


@pytest.mark.parametrize("riservato", [False, True])
def test_a_meeting_taken_off_the_pages_stays_in_sight_of_who_has_a_place(
    riservato: bool, client: Client, evento: Evento
) -> None:
    iscrizione = _iscrivi(evento)
    Evento.objects.update(is_public=False, is_riservato=riservato)

    testo = client.get(_sua(iscrizione)).content.decode()

    assert ("l’evento non è pubblicato" in testo) != riservato
    assert "data:image/svg+xml" in testo
    assert evento.get_absolute_url() not in testo.replace(_sua(iscrizione), "")


# --- The meeting itself ---------------------------------------------------------------------------
def test_a_meeting_held_after_all_is_told_once_to_each_as_she_stands(
    evento: Evento, funzionario: User
) -> None:
    _iscrivi(evento, "una@example.org")
    _iscrivi(evento, "attesa@example.org")
    iscrizione_cancel(iscrizione=IscrizioneFactory(evento=evento, in_attesa=True))
    evento_annulla(evento=evento, motivo="Neve", by=funzionario)
    Messaggio.objects.exclude(tipo="evento_annullato").delete()

    evento = evento_ripristina(evento=evento, by=funzionario)
    with pytest.raises(DomainError, match="non è annullato"):
        evento_ripristina(evento=evento, by=funzionario)

    messaggi = dict(Messaggio.objects.filter(tipo="evento_ripristinato").values_list("a", "testo"))
    assert (evento.annullato_il, evento.annullato_motivo) == (None, "")
    assert set(messaggi) == {"una@example.org", "attesa@example.org"}
    assert "vale di nuovo" in messaggi["una@example.org"]
    assert "lista d'attesa" in messaggi["attesa@example.org"]
    assert len(_tipi()) == 4


def test_places_given_up_meanwhile_go_to_who_waits(evento: Evento, funzionario: User) -> None:
    prima, seconda = _iscrivi(evento, "una@example.org"), _iscrivi(evento, "attesa@example.org")
    evento_annulla(evento=evento, motivo="Neve", by=funzionario)
    iscrizione_cancel(iscrizione=prima)

    evento_ripristina(evento=evento, by=funzionario)

    seconda.refresh_from_db()
    assert seconda.stato == StatoIscrizione.ISCRITTA


def test_called_off_a_second_time_it_is_told_again(evento: Evento, funzionario: User) -> None:
    _iscrivi(evento)
    for _volta in range(2):
        evento_annulla(evento=evento, motivo="Neve", by=funzionario)
        evento_ripristina(evento=evento, by=funzionario)

    assert _tipi()[1:] == ["evento_annullato", "evento_ripristinato"] * 2


def test_what_is_past_is_not_held_after_all(funzionario: User) -> None:
    evento = EventoFactory(annullato_il=timezone.now(), annullato_motivo="Neve")

    with pytest.raises(DomainError, match="già passato"):
        evento_ripristina(evento=evento, by=funzionario)


def test_staff_call_it_on_again_from_its_page(
    client: Client, evento: Evento, funzionario: User
) -> None:
    evento_annulla(evento=evento, motivo="Neve", by=funzionario)
    indirizzo = f"{reverse('admin:community_evento_changelist')}{evento.pk}/ripristina/"
    client.force_login(funzionario)

    scheda = client.get(indirizzo.replace("ripristina", "change")).content.decode()
    client.get(indirizzo)
    evento.refresh_from_db()
    ancora_annullato = evento.annullato_il is not None
    client.post(indirizzo)

    evento.refresh_from_db()
    assert indirizzo in scheda
    assert ancora_annullato
    assert evento.annullato_il is None
