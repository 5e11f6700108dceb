"""Doors for Celery: each calls one service, and doing it twice changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from community.services.cancellazione import persone_anonymise_due
from community.services.conservazione import conservazione_set_missing

logger = logging.getLogger(__name__)


@shared_task(name="community.persone_anonimizza")
def persone_anonimizza() -> None:
    """Erase names and addresses of the people whose time is over; give a date to who has none."""
    conservazione_set_missing()
    quante = persone_anonymise_due(timezone.localdate())
    if quante:
        logger.info("people made anonymous", extra={"persone": quante})
