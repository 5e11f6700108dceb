import importlib
import smtplib
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from fis_portal.accounts.models import User
from fis_portal.core import posta, salute, tasks
from fis_portal.core.enums import StatoMessaggio
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.core.factories import MessaggioFactory

pytestmark = pytest.mark.django_db


class ServerDiProva(EmailBackend):
    """A mail server with moods: its door may be closed, it may refuse an address or hang up."""

    chiuso = False
    rifiuta: set[str] = set()
    aperture = 0

    def open(self) -> bool:
        type(self).aperture += 1
        if self.chiuso:
            raise ConnectionRefusedError("nobody home")
        return True

    def send_messages(self, messages: Any) -> int:
        for messaggio in messages:
            if self.rifiuta & set(messaggio.to):
                raise smtplib.SMTPRecipientsRefused({messaggio.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[type[ServerDiProva]]:
    settings.EMAIL_BACKEND = f"{__name__}.ServerDiProva"
    ServerDiProva.chiuso, ServerDiProva.rifiuta, ServerDiProva.aperture = False, set(), 0
    return ServerDiProva


def test_what_is_told_in_silence_reaches_nobody_and_can_be_told_later() -> None:
    with posta.posta_muta():
        with posta.posta_muta():
            assert _queue() is None
        assert _queue() is None

    assert _queue() is not None
    assert Messaggio.objects.count() == 1


def _queue(chiave: str = "invito:1", **altro: Any) -> Messaggio | None:
    valori = {"tipo": "invito", "a": "anna@comune.example.it", "oggetto": "Invito", "testo": "Ciao"}
    return posta.messaggio_queue(chiave=chiave, **{**valori, **altro})


# --- Queueing -------------------------------------------------------------------------------------
def test_the_same_message_is_written_once() -> None:
    primo = _queue()

    assert primo is not None
    assert _queue(oggetto="Un altro testo") is None
    assert [m.oggetto for m in Messaggio.objects.all()] == ["Invito"]


def test_message_of_a_change_that_is_rolled_back_was_never_written() -> None:
    with suppress(RuntimeError), transaction.atomic():
        _queue()
        raise RuntimeError

    assert not Messaggio.objects.exists()


def test_subject_is_one_line_so_that_nobody_adds_headers() -> None:
    messaggio = _queue(oggetto="Invito\r\nBcc: altri@example.org " + "x" * 300)

    assert messaggio is not None
    assert messaggio.oggetto.startswith("Invito Bcc: altri@example.org xxx")
    assert len(messaggio.oggetto) == 200


def test_address_that_is_not_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        _queue(a="anna")


# --- Sending --------------------------------------------------------------------------------------
def test_waiting_message_is_sent_once_and_its_text_is_forgotten() -> None:
    _queue(testo="https://example.org/?token=segreto", html="<p>segreto</p>")

    tasks.posta_relay()
    tasks.posta_relay()

    assert [m.to for m in mail.outbox] == [["anna@comune.example.it"]]
    assert "segreto" in mail.outbox[0].body
    assert mail.outbox[0].alternatives[0][1] == "text/html"
    messaggio = Messaggio.objects.get()
    assert (messaggio.stato, messaggio.testo, messaggio.html) == (StatoMessaggio.INVIATO, "", "")
    assert messaggio.oggetto == "Invito"
    assert messaggio.inviato_il is not None


def test_nothing_to_send_does_not_call_the_server(server: type[ServerDiProva]) -> None:
    assert posta.messaggi_send() == 0
    assert server.aperture == 0


def test_server_that_is_down_costs_no_message_a_try(server: type[ServerDiProva]) -> None:
    _queue()
    server.chiuso = True
    assert posta.messaggi_send() == 0
    assert Messaggio.objects.get().tentativi == 0

    server.chiuso = False
    assert posta.messaggi_send() == 1


def test_refused_message_waits_longer_each_time_and_stops_no_other(
    server: type[ServerDiProva],
) -> None:
    server.rifiuta = {"via@comune.example.it"}
    _queue("a", a="via@comune.example.it")
    _queue("b", a="bruno@comune.example.it")

    assert posta.messaggi_send() == 1
    assert [m.to for m in mail.outbox] == [["bruno@comune.example.it"]]
    attese = []
    for _volta in range(3):
        rifiutato = Messaggio.objects.get(chiave="a")
        attese.append(round((rifiutato.prossimo_tentativo - timezone.now()) / timedelta(minutes=1)))
        Messaggio.objects.filter(chiave="a").update(prossimo_tentativo=timezone.now())
        posta.messaggi_send()
    assert attese == [1, 2, 4]
    assert "550 no such user" in Messaggio.objects.get(chiave="a").errore


def test_message_refused_too_often_is_given_up_and_can_be_queued_again(
    server: type[ServerDiProva], responsabile: User, caplog: pytest.LogCaptureFixture
) -> None:
    server.rifiuta = {"via@comune.example.it"}
    _queue(a="via@comune.example.it")
    Messaggio.objects.update(tentativi=posta.TENTATIVI_MASSIMI - 1)

    posta.messaggi_send()

    fallito = Messaggio.objects.get()
    assert fallito.stato == StatoMessaggio.FALLITO
    assert "given up" in caplog.text
    assert "via@comune.example.it" not in caplog.text
    server.rifiuta = set()
    assert posta.messaggi_send() == 0
    posta.messaggio_retry(messaggio=fallito, by=responsabile)
    assert posta.messaggi_send() == 1


def test_only_a_failed_message_is_queued_again(responsabile: User) -> None:
    with pytest.raises(DomainError, match="soltanto un messaggio fallito"):
        posta.messaggio_retry(messaggio=MessaggioFactory(), by=responsabile)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(
    server: type[ServerDiProva], monkeypatch: pytest.MonkeyPatch
) -> None:
    for numero in range(6):
        _queue(f"m:{numero}", a=f"m{numero}@comune.example.it")
    insieme = threading.Barrier(2, timeout=10)
    spediti: list[str] = []

    def send_messages(self: ServerDiProva, messages: Any) -> int:
        if len(spediti) < 2:
            insieme.wait()  # both hold a message at this moment
        spediti.append(messages[0].to[0])
        return 1

    def invia() -> None:
        try:
            posta.messaggi_send()
        finally:
            connection.close()

    monkeypatch.setattr(server, "send_messages", send_messages)
    mittenti = [threading.Thread(target=invia) for _n in range(2)]
    for mittente in mittenti:
        mittente.start()
    for mittente in mittenti:
        mittente.join(20)

    assert sorted(spediti) == [f"m{numero}@comune.example.it" for numero in range(6)]
    assert set(Messaggio.objects.values_list("stato", flat=True)) == {StatoMessaggio.INVIATO}


# --- Keeping, watching ----------------------------------------------------------------------------
def test_old_messages_are_deleted_but_not_those_that_wait() -> None:
    vecchio = timezone.now() - timedelta(days=181)
    MessaggioFactory(chiave="attende")
    MessaggioFactory(chiave="fallito", stato=StatoMessaggio.FALLITO)
    MessaggioFactory(chiave="inviato", stato="inviato", inviato_il=vecchio, testo="")
    Messaggio.objects.update(created_at=vecchio)
    MessaggioFactory(chiave="recente", stato="inviato", inviato_il=timezone.now(), testo="")

    tasks.posta_pulizia()

    assert set(Messaggio.objects.values_list("chiave", flat=True)) == {"attende", "recente"}


def test_late_mail_is_a_warning_that_does_not_take_the_portal_down(client: Client) -> None:
    MessaggioFactory(prossimo_tentativo=timezone.now() - timedelta(minutes=20))
    salute.forget_readiness()

    risposta = client.get("/salute/pronto/")
    salute.forget_readiness()

    assert risposta.status_code == 200
    assert risposta.json()["controlli"]["posta"] == "avviso"


def test_sweeps_are_scheduled() -> None:
    current_app.loader.import_default_modules()
    # A test that empties the database may have taken the rows of the migrations with it.
    importlib.import_module("fis_portal.core.migrations.0006_lavori_pianificati").add_schedules(
        apps, None
    )

    nomi = {"core.posta_relay", "core.posta_pulizia", "core.file_scan_sweep"}
    assert nomi <= set(current_app.tasks)
    assert nomi <= set(PeriodicTask.objects.values_list("task", flat=True))


# --- Management area ------------------------------------------------------------------------------
def test_staff_see_the_outbox_without_texts_and_retry_what_failed(
    client: Client, responsabile: User
) -> None:
    fallito = MessaggioFactory(stato=StatoMessaggio.FALLITO, tentativi=10)
    client.force_login(responsabile)
    elenco = reverse("admin:core_messaggio_changelist")

    assert fallito.a in client.get(elenco).text
    scheda = client.get(reverse("admin:core_messaggio_change", args=[fallito.pk])).text
    assert "segreto" not in scheda
    client.post(elenco, {"action": "riprova", "_selected_action": [fallito.pk]})

    fallito.refresh_from_db()
    assert (fallito.stato, fallito.tentativi) == (StatoMessaggio.IN_CODA, 0)


def test_outbox_is_not_for_everybody_of_the_staff(client: Client, funzionario: User) -> None:
    client.force_login(funzionario)

    assert client.get(reverse("admin:core_messaggio_changelist")).status_code == 403
