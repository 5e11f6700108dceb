"""Registering: who may, once, never over capacity, told once."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from community.services.inviti import Invitato, invitati_dei_progetti, invito_accept, invito_create
from community.services.iscrizioni import iscrizione_cancel, iscrizione_create, lista_scorri
from community.tasks import liste_attesa_sweep
from fis_portal.accounts.models import User
from fis_portal.core.enums import StatoMessaggio
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggi_send
from tests.community.factories import EventoFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def _aperto(**valori: Any) -> Evento:
    futuro = "data_inizio" not in valori
    return EventoFactory(futuro=futuro, **{"iscrizioni": IscrizioniEvento.LIBERE, **valori})


def _iscrivi(evento: Evento, email: str = "ada@example.org", **altro: Any) -> Iscrizione:
    dati = {"nome": "Ada", "cognome": "Prova", "informativa": True, **altro}
    return iscrizione_create(evento=evento, email=email, **dati)


def _mail() -> list[tuple[str, str]]:
    return list(Messaggio.objects.order_by("pk").values_list("a", "tipo"))


def test_registering_takes_a_place_and_tells_by_mail() -> None:
    iscrizione = _iscrivi(_aperto(collegamento="https://example.org/sala"))

    messaggio = Messaggio.objects.get()
    assert iscrizione.stato == StatoIscrizione.ISCRITTA
    assert iscrizione.informativa_il is not None
    assert messaggio.tipo == "iscrizione_conferma"
    assert iscrizione.codice in messaggio.testo
    assert "https://example.org/sala" in messaggio.testo


def test_registering_again_is_one_registration_and_no_second_mail() -> None:
    evento = _aperto()

    prima = _iscrivi(evento)
    seconda = _iscrivi(evento, email="ADA@example.org", nome="Un altro nome")

    assert prima.pk == seconda.pk
    assert _mail() == [("ada@example.org", "iscrizione_conferma")]
    assert Persona.objects.get().nome == "Ada"


def test_another_day_the_link_is_sent_again_once() -> None:
    evento = _aperto()
    with time_machine.travel("2027-01-01 10:00Z", tick=False):
        _iscrivi(evento)

    with time_machine.travel("2027-01-02 10:00Z", tick=False):
        _iscrivi(evento)
        _iscrivi(evento)

    assert [tipo for _a, tipo in _mail()] == ["iscrizione_conferma", "iscrizione_ricordo"]


def test_full_meeting_has_a_waiting_list_in_order_of_arrival() -> None:
    evento = _aperto(capienza=1)
    prima = _iscrivi(evento, "uno@example.org")
    seconda, terza = (_iscrivi(evento, f"{n}@example.org") for n in ("due", "tre"))

    iscrizione_cancel(iscrizione=prima)

    seconda.refresh_from_db()
    terza.refresh_from_db()
    assert seconda.stato == StatoIscrizione.ISCRITTA
    assert terza.stato == StatoIscrizione.IN_ATTESA
    assert _mail() == [
        ("uno@example.org", "iscrizione_conferma"),
        ("due@example.org", "iscrizione_attesa"),
        ("tre@example.org", "iscrizione_attesa"),
        ("uno@example.org", "iscrizione_annullata"),
        ("due@example.org", "iscrizione_promossa"),
    ]


def test_cancelling_twice_tells_once_and_promotes_once() -> None:
    evento = _aperto(capienza=1)
    prima = _iscrivi(evento, "uno@example.org")
    for n in ("due", "tre"):
        _iscrivi(evento, f"{n}@example.org")

    iscrizione_cancel(iscrizione=prima)
    iscrizione_cancel(iscrizione=prima)

    assert evento.iscritti.con_posto().count() == 1
    assert [tipo for _a, tipo in _mail()].count("iscrizione_annullata") == 1


@pytest.mark.parametrize("stato", [StatoIscrizione.INVITATA, StatoIscrizione.ANNULLATA])
def test_a_stranger_changes_nothing_of_who_is_invited_or_gave_up(stato: StatoIscrizione) -> None:
    iscrizione = IscrizioneFactory(
        evento=_aperto(),
        persona__email="ada@example.org",
        stato=stato,
        ente="Il suo ente",
        tipo_ente="ets",
        ruolo="relatore",
    )
    prima = Iscrizione.objects.filter(pk=iscrizione.pk).values().get()

    for _volta in range(2):
        _iscrivi(iscrizione.evento, ente="Ente di un estraneo", tipo_ente="altro", cognome="Falsa")

    assert Iscrizione.objects.values().get() == prima
    messaggio = Messaggio.objects.get()
    assert (messaggio.a, messaggio.tipo) == ("ada@example.org", "iscrizione_riapri")
    assert f"/iscrizioni/{iscrizione.codice}/accetta/" in messaggio.testo


def test_who_gave_up_comes_back_from_her_mail_each_time() -> None:
    iscrizione = _iscrivi(_aperto())
    for _volta in range(2):
        iscrizione_cancel(iscrizione=iscrizione)
        _iscrivi(iscrizione.evento)
        tornata = invito_accept(
            iscrizione=iscrizione, nome="Ada", cognome="Prova", informativa=True
        )

    assert (tornata.pk, tornata.stato) == (iscrizione.pk, StatoIscrizione.ISCRITTA)
    assert [tipo for _a, tipo in _mail()].count("iscrizione_riapri") == 2
    assert [tipo for _a, tipo in _mail()].count("iscrizione_conferma") == 3


def test_who_signs_in_with_her_own_address_comes_back_at_once(referente: User) -> None:
    iscrizione = IscrizioneFactory(
        evento=_aperto(), persona__email=referente.email, stato=StatoIscrizione.ANNULLATA
    )

    _iscrivi(iscrizione.evento, referente.email, by=referente, ente="Il suo")

    iscrizione.refresh_from_db()
    assert (iscrizione.stato, iscrizione.ente) == (StatoIscrizione.ISCRITTA, "Il suo")


def test_raised_capacity_is_given_to_who_waits_and_told_once() -> None:
    evento = _aperto(capienza=1)
    for n in range(4):
        _iscrivi(evento, f"p{n}@example.org")
    Evento.objects.filter(pk=evento.pk).update(capienza=3)

    liste_attesa_sweep()
    liste_attesa_sweep()

    con_posto = evento.iscritti.con_posto().values_list("persona__email", flat=True)
    assert sorted(con_posto) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert [tipo for _a, tipo in _mail()].count("iscrizione_promossa") == 2


def test_who_arrives_after_places_were_added_stays_behind_who_waits() -> None:
    evento = _aperto(capienza=1)
    for n in range(2):
        _iscrivi(evento, f"p{n}@example.org")
    Evento.objects.filter(pk=evento.pk).update(capienza=2)

    ultima = _iscrivi(evento, "ultima@example.org")

    assert ultima.stato == StatoIscrizione.IN_ATTESA
    assert evento.iscritti.con_posto().filter(persona__email="p1@example.org").exists()


def test_of_a_cancelled_meeting_nobody_is_promoted() -> None:
    evento = _aperto(capienza=1)
    IscrizioneFactory(evento=evento, in_attesa=True)
    evento.annullato_il, evento.annullato_motivo = timezone.now(), "Neve."
    evento.save()

    assert lista_scorri(evento) == 0


@pytest.mark.parametrize(
    ("valori", "parola"),
    [
        ({"iscrizioni": IscrizioniEvento.CHIUSE}, "non ci si iscrive"),
        ({"iscrizioni_al": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, "chiuse il"),
        ({"data_inizio": datetime.date(2020, 1, 1)}, "già tenuto"),
        ({"data_inizio": None}, "data è stabilita"),
        ({"is_public": False}, "non è ancora pubblicato"),
        (
            {
                "annullato_il": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
                "annullato_motivo": "Neve.",
            },
            "annullato",
        ),
        ({"iscrizioni": IscrizioniEvento.SU_INVITO}, "ricevuto nell'invito"),
        ({"is_public": False, "is_riservato": True}, "ricevuto nell'invito"),
    ],
)
def test_where_registration_is_not_open_nobody_gets_in(valori: dict, parola: str) -> None:
    evento = _aperto(**valori)

    with pytest.raises(DomainError, match=parola):
        _iscrivi(evento)

    assert not Persona.objects.exists()


def test_the_last_minute_of_the_meeting_is_still_in_time() -> None:
    evento = EventoFactory(
        data_inizio=datetime.date(2027, 3, 1),
        ora_fine=datetime.time(13),
        iscrizioni=IscrizioniEvento.LIBERE,
    )

    with time_machine.travel("2027-03-01 11:59Z", tick=False):
        assert _iscrivi(evento).stato == StatoIscrizione.ISCRITTA
    with time_machine.travel("2027-03-01 12:01Z", tick=False), pytest.raises(DomainError):
        _iscrivi(evento, "tardi@example.org")


def test_without_having_read_the_notice_nothing_is_kept() -> None:
    with pytest.raises(DomainError) as errore:
        _iscrivi(_aperto(), informativa=False)

    assert "informativa" in errore.value.fields
    assert not Persona.objects.exists()


def test_officer_of_an_invited_project_registers_herself_alone() -> None:
    referente = ReferenteFactory()
    progetto = ProgettoFactory(comune=referente.comune)
    evento = _aperto(is_public=False, is_riservato=True, progetti=[progetto])

    with pytest.raises(DomainError, match="soltanto con la tua"):
        _iscrivi(evento, "collega@example.org", by=referente.user)
    iscrizione = _iscrivi(evento, referente.user.email, by=referente.user)

    assert iscrizione.persona.user == referente.user


def test_officer_of_another_comune_is_not_invited() -> None:
    evento = _aperto(is_public=False, is_riservato=True, progetti=[ProgettoFactory()])
    estraneo = ReferenteFactory().user

    with pytest.raises(DomainError, match="invito"):
        _iscrivi(evento, estraneo.email, by=estraneo)


def test_signing_in_with_another_address_links_nobody(referente: User) -> None:
    assert _iscrivi(_aperto(), "altra@example.org", by=referente).persona.user is None


def test_a_merged_person_keeps_her_own_row() -> None:
    principale = PersonaFactory()
    doppia = PersonaFactory(email="doppia@example.org", fusa_in=principale)

    assert _iscrivi(_aperto(), "doppia@example.org").persona == doppia


def test_data_are_kept_until_some_time_after_the_last_meeting(settings: Any) -> None:
    settings.PERSONE_CONSERVAZIONE_GIORNI = 10
    lontano = _iscrivi(_aperto(data_inizio=datetime.date(2099, 8, 31)))
    _iscrivi(_aperto(data_inizio=datetime.date(2098, 1, 1)))

    lontano.persona.refresh_from_db()

    assert lontano.persona.conservare_fino_al == datetime.date(2099, 9, 10)


def test_a_mute_mail_server_does_not_lose_the_registration(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    iscrizione = _iscrivi(_aperto())

    assert messaggi_send() == 0

    iscrizione.refresh_from_db()
    assert iscrizione.stato == StatoIscrizione.ISCRITTA
    assert Messaggio.objects.get().stato == StatoMessaggio.IN_CODA


# --- Invitations ----------------------------------------------------------------------------------
def test_invitation_takes_no_place_until_it_is_accepted(funzionario: User) -> None:
    evento = _aperto(capienza=1, iscrizioni=IscrizioniEvento.SU_INVITO)
    quante = invito_create(
        evento=evento,
        persone=[Invitato("Ada", "Uno", "uno@example.org"), Invitato("Bea", "Due", "due@e.org")],
        by=funzionario,
    )
    prima, seconda = evento.iscritti.order_by("persona__cognome").reverse()
    stati = {prima.stato, seconda.stato}

    for iscrizione in (prima, seconda):
        invito_accept(iscrizione=iscrizione, nome="Ada", cognome="Vera", informativa=True)

    prima.refresh_from_db()
    seconda.refresh_from_db()
    assert (quante, stati) == (2, {StatoIscrizione.INVITATA})
    assert (prima.stato, seconda.stato) == (StatoIscrizione.ISCRITTA, StatoIscrizione.IN_ATTESA)
    assert [tipo for _a, tipo in _mail()] == [
        "iscrizione_invito",
        "iscrizione_invito",
        "iscrizione_conferma",
        "iscrizione_attesa",
    ]


def test_inviting_twice_tells_once_and_leaves_who_is_registered(funzionario: User) -> None:
    evento = _aperto()
    _iscrivi(evento)
    persone = [Invitato("Ada", "P", "ADA@example.org"), Invitato("Bea", "B", "bea@example.org")]

    quante = [invito_create(evento=evento, persone=persone, by=funzionario) for _volta in range(2)]

    assert quante == [1, 0]
    assert evento.iscritti.con_posto().count() == 1
    assert [tipo for _a, tipo in _mail()] == ["iscrizione_conferma", "iscrizione_invito"]


@pytest.mark.parametrize("email", ["non-una-mail", ""])
def test_one_wrong_row_and_nobody_is_invited(email: str, funzionario: User) -> None:
    persone = [Invitato("Ada", "Giusta", "ada@example.org"), Invitato("Bea", "Errata", email)]

    with pytest.raises(DomainError, match=email or "Errata"):
        invito_create(evento=_aperto(), persone=persone, by=funzionario)

    assert not Persona.objects.exists()


def test_all_active_officers_of_the_invited_projects_are_invited(funzionario: User) -> None:
    referente = ReferenteFactory()
    ReferenteFactory(comune=referente.comune, attivo=False)
    evento = _aperto(progetti=[ProgettoFactory(comune=referente.comune)])

    invito_create(evento=evento, persone=invitati_dei_progetti(evento), by=funzionario)

    iscrizione = evento.iscritti.get()
    assert iscrizione.persona.user == referente.user
    assert iscrizione.comune == referente.comune


def test_accepting_twice_changes_nothing() -> None:
    iscrizione = IscrizioneFactory(invitata=True, evento=_aperto())
    for _volta in range(2):
        invito_accept(iscrizione=iscrizione, nome="A", cognome="B", informativa=True)

    assert len(_mail()) == 1


def test_declining_an_invitation_sends_no_mail() -> None:
    iscrizione = IscrizioneFactory(invitata=True, evento=_aperto())

    assert iscrizione_cancel(iscrizione=iscrizione).stato == StatoIscrizione.ANNULLATA
    assert _mail() == []
