"""The queue of what is built in the background: its rows are queue, lock and progress bar (ADR 9).

A builder claims a row by raising `tentativi`, and that number is its token: each later write asks
for it, so a builder taken for dead that wakes up again writes nothing. Reports and editions of
open data are such rows (`stato`, `avanzamento`, `passo`, `heartbeat_at`, `tentativi`, `errore`).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from monitoraggio.allarmi import fallimento_avvisa
from monitoraggio.enums import StatoReport

logger = logging.getLogger(__name__)

# After so many failures in a row staff must look at it. `tentativi` is never set back: it is the
# token of the claim, and an old one must stay old. So it is every third one that gives up.
TENTATIVI_PER_GIRO = 3
# A builder killed from outside says nothing against its work, unless it happens every time.
INTERRUZIONI_PER_GIRO = 12
# A message to the workers lives so long; later the row is sent again. So a busy queue holds one or
# two messages per row, never one per sweep.
REINVIO = timedelta(seconds=30)
PER_VOLTA = 20


class PresaPersa(Exception):
    """Somebody else builds this now, or has finished it: nothing is left to do here."""


@dataclass(frozen=True, slots=True)
class Presa:
    """The claim of one builder on one row of `modello`."""

    modello: Any
    pk: int
    tentativo: int

    def mia(self) -> QuerySet[Any]:
        """The row, as long as the claim holds."""
        righe: QuerySet[Any] = self.modello.objects.filter(
            pk=self.pk, tentativi=self.tentativo, stato=StatoReport.IN_COSTRUZIONE
        )
        return righe

    def passo(self, avanzamento: int, passo: str) -> None:
        """Show a sign of life and how far we are, at once. Raises PresaPersa."""
        vive = self.mia().update(avanzamento=avanzamento, passo=passo, heartbeat_at=timezone.now())
        if not vive:
            raise PresaPersa


@transaction.atomic
def prendi(modello: Any, pk: int, passo: str) -> Presa | None:
    """Take a row to build; None when there is nothing to take."""
    adesso = timezone.now()
    lavoro = (
        modello.objects.da_costruire(adesso)
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk)
        .first()
    )
    if lavoro is None:
        return None
    if lavoro.stato == StatoReport.IN_COSTRUZIONE:
        interrompi(lavoro, adesso)
        if lavoro.stato == StatoReport.FALLITO:
            return None
    lavoro.stato = StatoReport.IN_COSTRUZIONE
    lavoro.tentativi += 1
    lavoro.heartbeat_at = adesso
    lavoro.avanzamento, lavoro.passo = 5, passo
    lavoro.save(
        update_fields=["stato", "tentativi", "heartbeat_at", "avanzamento", "passo", "updated_at"]
    )
    return Presa(modello=modello, pk=lavoro.pk, tentativo=lavoro.tentativi)


@transaction.atomic
def smista(modello: Any, adesso: datetime) -> list[int]:
    """Rows whose building must be ordered now, each given to one caller only.

    Those whose builder died go back to the queue. In the queue `heartbeat_at` is when the order
    was sent.
    """
    mai_ordinati = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=adesso - REINVIO)
    da_ordinare = (
        modello.objects.da_costruire(adesso)
        .filter(mai_ordinati | Q(stato=StatoReport.IN_COSTRUZIONE))
        .select_for_update(of=("self",), skip_locked=True)[:PER_VOLTA]
    )
    ordinati = []
    for lavoro in da_ordinare:
        if lavoro.stato == StatoReport.IN_COSTRUZIONE:
            interrompi(lavoro, adesso)
        if lavoro.stato == StatoReport.IN_CODA:
            ordinati.append(lavoro.pk)
    modello.objects.filter(pk__in=ordinati).update(heartbeat_at=adesso)
    return ordinati


def interrompi(lavoro: Any, adesso: datetime) -> None:
    """The builder of this (locked) row died: back to the queue, or failed after many deaths."""
    if lavoro.tentativi % INTERRUZIONI_PER_GIRO == 0:
        lavoro.stato = StatoReport.FALLITO
        lavoro.errore = _(
            "La costruzione si è interrotta troppe volte. Avvisa chi gestisce il portale, poi "
            "riprova."
        )
    else:
        lavoro.stato = StatoReport.IN_CODA
    lavoro.heartbeat_at, lavoro.passo, lavoro.avanzamento = None, "", 0
    lavoro.updated_at = adesso
    lavoro.save(
        update_fields=["stato", "errore", "heartbeat_at", "passo", "avanzamento", "updated_at"]
    )
    if lavoro.stato == StatoReport.FALLITO:
        fallimento_avvisa(lavoro)


@contextmanager
def battito(presa: Presa) -> Iterator[None]:
    """Give signs of life also during a step that takes long, from a thread of its own.

    Without them, where a step outlasted the watchdog each builder would be taken for dead in turn.
    One that hangs for good is ended by the task's time limit.
    """
    fine = Event()
    filo = Thread(target=_batti, args=(presa, fine), name=f"costruzione-{presa.pk}", daemon=True)
    filo.start()
    try:
        yield
    finally:
        fine.set()
        filo.join()


def _batti(presa: Presa, fine: Event) -> None:
    try:
        while not fine.wait(settings.REPORT_SENZA_NOTIZIE_S / 4):
            if not presa.mia().update(heartbeat_at=timezone.now()):
                return
    except DatabaseError:
        nome = presa.modello._meta.label
        logger.warning("%s %s: no sign of life could be given", nome, presa.pk, exc_info=True)
    finally:
        connection.close()  # this thread's own


@contextmanager
def fallimento_annotato(presa: Presa) -> Iterator[None]:
    """Write down an unexpected error before it goes on its way."""
    try:
        yield
    except PresaPersa:
        raise
    except Exception as errore:
        if not connection.in_atomic_block:
            close_old_connections()  # the database may have been restarted under us
        _annota(presa, errore)
        raise


@transaction.atomic
def _annota(presa: Presa, errore: Exception) -> None:
    definitivo = presa.tentativo % TENTATIVI_PER_GIRO == 0
    messaggio = (
        errore.message
        if isinstance(errore, DomainError)
        else _("La costruzione non è riuscita per un errore interno, annotato nel registro.")
    )
    annotato = presa.mia().update(
        stato=StatoReport.FALLITO if definitivo else StatoReport.IN_CODA,
        errore=messaggio,
        passo="",
        avanzamento=0,
        # As if just ordered: what failed for a moment's fault is tried again when it may be over.
        heartbeat_at=None if definitivo else timezone.now(),
        updated_at=timezone.now(),
    )
    if annotato and definitivo:
        fallimento_avvisa(presa.modello.objects.get(pk=presa.pk))
