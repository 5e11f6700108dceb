"""Doors for Celery: the database row is the queue, so a lost or doubled order changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from fis_portal.core.pdf import PdfNonDisponibile
from outcomes.services.ricevute import ricevuta_build, ricevute_da_fare
from outcomes.services.solleciti import promemoria_sweep, riepilogo_sweep

logger = logging.getLogger(__name__)


@shared_task(name="outcomes.ricevute_sweep")
def ricevute_sweep() -> None:
    """Make the receipts that are missing; one that fails does not hold up the others."""
    for pk in ricevute_da_fare():
        try:
            ricevuta_build(pk)
        except PdfNonDisponibile:
            logger.warning("receipts wait: no PDF can be made here")
            return
        except Exception:
            logger.exception("receipt not made", extra={"invio": pk})


@shared_task(name="outcomes.solleciti_sweep")
def solleciti_sweep() -> None:
    """Queue the reminders of the day and the digest of the week, once each."""
    oggi = timezone.localdate()
    promemoria_sweep(oggi)
    riepilogo_sweep(oggi)
