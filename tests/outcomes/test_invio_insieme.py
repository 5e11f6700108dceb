"""Sending, or drafting a lesson, in a storm: many clicks at once, a process killed, no broker."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from community.models import Lezione
from fis_portal.core.models import Messaggio
from outcomes.models import Invio, OrigineLezione, Rendicontazione
from outcomes.services.invio import rendicontazione_send
from tests.outcomes.modulo import pronta, token_di

pytestmark = pytest.mark.django_db(transaction=True)
CLIC = 20
# Runs in a process of its own: sends, and stops before the transaction is committed.
A_META = """
    import sys, time, django
    django.setup()
    from django.db import connection, transaction
    connection.settings_dict["NAME"] = sys.argv[1]
    from fis_portal.accounts.models import User
    from outcomes.models import Rendicontazione
    from outcomes.services.invio import rendicontazione_send
    with transaction.atomic():
        invio = rendicontazione_send(
            rendicontazione=Rendicontazione.objects.get(pk=int(sys.argv[2])),
            by=User.objects.get(pk=int(sys.argv[3])),
            modulo_token=sys.argv[4],
        )
        print(invio.protocollo, flush=True)
        time.sleep(60)
"""


def _insieme(cosa: Callable[[], Any]) -> list[Any]:
    partenza = Barrier(CLIC)

    def esegui(_n: int) -> Any:
        partenza.wait()
        try:
            return cosa()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIC) as fili:
        return list(fili.map(esegui, range(CLIC)))


def test_twenty_clicks_are_one_submission_and_all_are_told_the_same_number() -> None:
    rendicontazione, by = pronta()
    indirizzo = reverse("area_comuni:invia", args=[rendicontazione.pk])
    dati = {"modulo_token": token_di(rendicontazione), "conferma": "on"}
    entrato = Client()
    entrato.force_login(by)
    sessione = entrato.cookies["sessionid"].value

    def clic() -> str:
        client = Client()
        client.cookies["sessionid"] = sessione
        ricevuta = client.post(indirizzo, dati, follow=True)
        return str(ricevuta.context["invio"].protocollo)

    numeri = _insieme(clic)

    invio = Invio.objects.get()
    assert set(numeri) == {invio.protocollo}
    assert len(numeri) == CLIC
    assert Messaggio.objects.count() == 1


def test_twenty_clicks_on_what_did_not_work_are_one_draft_and_all_open_it() -> None:
    rendicontazione, by = pronta()
    entrato = Client()
    entrato.force_login(by)
    sessione = entrato.cookies["sessionid"].value

    def clic() -> str:
        client = Client()
        client.cookies["sessionid"] = sessione
        risposta = client.post(reverse("area_comuni:lezione", args=[rendicontazione.pk]))
        return str(risposta["Location"])

    indirizzi = _insieme(clic)

    lezione = Lezione.objects.get()
    assert set(indirizzi) == {reverse("area_lezioni:detail", args=[lezione.pk])}
    assert OrigineLezione.objects.get().lezione == lezione


def test_killed_while_sending_it_is_still_a_draft_and_can_be_sent() -> None:
    rendicontazione, by = pronta()
    token = token_di(rendicontazione)
    connessione = connection.settings_dict
    processo = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(A_META), str(connessione["NAME"]),
         str(rendicontazione.pk), str(by.pk), token],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert processo.stdout is not None
    numero = processo.stdout.readline().strip()

    processo.send_signal(signal.SIGKILL)
    processo.wait()
    processo.stdout.close()

    rendicontazione.refresh_from_db()
    assert numero.startswith("FIS-")
    assert (rendicontazione.stato, Invio.objects.count(), Messaggio.objects.count()) == (
        "bozza",
        0,
        0,
    )
    invio = rendicontazione_send(rendicontazione=rendicontazione, by=by, modulo_token=token)
    assert invio.revisione == 1
    assert Rendicontazione.objects.get().stato == "inviata"


def test_with_broker_and_cache_down_sending_works(settings: Any) -> None:
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    rendicontazione, by = pronta()
    client = Client()
    client.force_login(by)
    indirizzo = reverse("area_comuni:invia", args=[rendicontazione.pk])

    risposta = client.post(
        indirizzo, {"modulo_token": token_di(rendicontazione), "conferma": "on"}, follow=True
    )

    assert Invio.objects.get().protocollo in risposta.content.decode()
