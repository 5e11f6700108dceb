"""Certificates: the hours they say, and all those of a meeting at once, for who sees people."""

import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from community.enums import AzionePersona, ModalitaEvento
from community.models import AccessoPersona, Evento
from community.render.attestato import attestato_pdf
from community.selectors.attestati import durata_detta
from community.services.serie import serie_create
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import SessioneEventoFactory

pytestmark = pytest.mark.django_db
GIORNO = datetime.date(2024, 5, 6)
DOMANI = GIORNO + datetime.timedelta(days=1)


def _ore(evento: Evento, da: int, a: int, giorno: datetime.date | None = None) -> None:
    SessioneEventoFactory(
        evento=evento, giorno=giorno, inizio=datetime.time(da), fine=datetime.time(a)
    )


def _passato(**campi) -> Evento:
    return EventoFactory(**{"data_inizio": GIORNO, "titolo": "Giornata di scambio", **campi})


def _presente(evento: Evento, nome: str, cognome: str, **campi):
    persona = PersonaFactory(nome=nome, cognome=cognome, **campi)
    return PartecipazioneFactory(evento=evento, persona=persona)


def _pagine(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages]


def _atto(evento: Evento) -> str:
    return f"/admin/community/evento/{evento.pk}/attestati/"


# --- The hours -----------------------------------------------------------------------------------
def test_one_day_lasts_from_its_beginning_to_its_end_whatever_the_agenda_says():
    evento = _passato(ora_inizio=datetime.time(9, 30), ora_fine=datetime.time(13))
    _ore(evento, 10, 11)

    assert durata_detta(evento) == "3 ore e 30 minuti"


def test_more_days_last_what_the_agenda_says_of_each_and_parallel_sessions_count_once():
    evento = _passato(data_fine=DOMANI, ora_inizio=datetime.time(9), ora_fine=datetime.time(13))
    _ore(evento, 9, 13, GIORNO)
    _ore(evento, 10, 12, GIORNO)
    _ore(evento, 9, 11, DOMANI)

    assert durata_detta(evento) == "6 ore in 2 giorni"


def test_hours_nobody_wrote_are_not_made_up():
    senza_ore = _passato()
    un_giorno_solo = _passato(data_fine=DOMANI)
    _ore(un_giorno_solo, 9, 13, GIORNO)
    senza_giorno = _passato(data_fine=DOMANI)
    _ore(senza_giorno, 9, 13)
    senza_data = _passato(data_inizio=None)
    _ore(senza_data, 9, 13)

    detti = [durata_detta(e) for e in (senza_ore, un_giorno_solo, senza_giorno, senza_data)]
    assert detti == [""] * 4


def test_the_agenda_says_the_hours_of_a_day_that_has_none():
    evento = _passato()
    _ore(evento, 9, 11)
    _ore(evento, 11, 12)

    assert durata_detta(evento) == "3 ore"


def test_each_meeting_of_a_series_certifies_its_own_day_and_hours():
    modello = _passato(ora_inizio=datetime.time(15), ora_fine=datetime.time(17))
    serie_create(
        titolo="Aiuto",
        frequenza="settimanale",
        dal=GIORNO,
        al=GIORNO + datetime.timedelta(days=14),
        modello=modello,
        by=UserFactory(),
    )
    secondo = Evento.objects.get(data_inizio=GIORNO + datetime.timedelta(days=7))

    [testo] = _pagine(attestato_pdf(_presente(secondo, "Ada", "Prova")))

    assert "13 maggio 2024" in testo
    assert "2 ore" in testo
    assert "20 maggio" not in testo


@pytest.mark.parametrize(
    ("modalita", "detto"),
    [
        (ModalitaEvento.IBRIDO, "In presenza e online"),
        (ModalitaEvento.ONLINE, "Online"),
        (ModalitaEvento.PRESENZA, ""),
    ],
)
def test_it_does_not_say_that_one_was_in_a_room_where_one_may_have_been_online(modalita, detto):
    evento = _passato(modalita=modalita, luogo="Sala grande")

    [testo] = _pagine(attestato_pdf(_presente(evento, "Ada", "Prova")))

    assert detto in testo
    assert (" Come " in testo) == bool(detto)


# --- All at once ---------------------------------------------------------------------------------
def test_a_page_for_each_who_came_once_by_surname_and_the_log_says_who_took_them(
    client: Client, funzionario
):
    evento = _passato()
    _presente(evento, "Zeno", "Zeta")
    ada = _presente(evento, "Ada", "Alfa").persona
    _presente(evento, "Ada", "Alfadoppia", fusa_in=ada)
    anonima = _presente(evento, "Bea", "Beta").persona
    anonima.nome = anonima.cognome = anonima.email = ""
    anonima.anonimizzata_il = timezone.now()
    anonima.save()
    _presente(_passato(), "Altra", "Riunione")
    client.force_login(funzionario)

    risposta = client.post(_atto(evento))

    pagine = _pagine(risposta.content)
    assert (risposta.status_code, risposta["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in risposta["Cache-Control"]
    assert len(pagine) == 2
    assert "di 2" not in "".join(pagine)
    assert "Ada Alfa " in pagine[0]
    assert "Zeno Zeta" in pagine[1]
    riga = AccessoPersona.objects.get(azione=AzionePersona.ESPORTAZIONE)
    assert (riga.by, riga.evento, riga.quante) == (funzionario, evento, 2)


def test_many_people_are_taken_some_at_a_time(client: Client, funzionario, monkeypatch):
    monkeypatch.setattr("community.services.attestati.PER_FILE", 2)
    monkeypatch.setattr("community.admin.attestati.PER_FILE", 2)
    evento = _passato()
    for nome in "ABC":
        _presente(evento, nome, f"Cognome {nome}")
    client.force_login(funzionario)

    assert "3–3" in client.get(_atto(evento)).content.decode()
    [sola] = _pagine(client.post(_atto(evento), {"parte": "2"}).content)
    assert "Cognome C" in sola
    assert client.post(_atto(evento), {"parte": "3"}).status_code == 422


def test_before_the_end_and_without_attendances_there_are_none(client: Client, funzionario):
    futuro, annullato = (
        EventoFactory(futuro=True),
        _passato(annullato_il=timezone.now(), annullato_motivo="Neve"),
    )
    for evento in (futuro, annullato):
        _presente(evento, "Ada", "Prova")
    client.force_login(funzionario)

    for evento in (futuro, annullato, _passato()):
        assert client.post(_atto(evento)).status_code == 422
        assert _atto(evento) not in client.get(_atto(evento)[:-10] + "change/").content.decode()
    assert not AccessoPersona.objects.filter(azione=AzionePersona.ESPORTAZIONE).exists()


def test_who_may_not_see_people_has_no_certificates(client: Client, lettura):
    evento = _passato()
    _presente(evento, "Ada", "Prova")
    client.force_login(lettura)

    assert client.get(_atto(evento)).status_code == 403
    assert client.post(_atto(evento)).status_code == 403
    assert _atto(evento) not in client.get(_atto(evento)[:-10] + "change/").content.decode()
