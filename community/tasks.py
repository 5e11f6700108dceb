"""Doors for Celery: each calls one service, and doing it twice changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from community.enums import StatoIscrizione
from community.models import Evento
from community.services.cancellazione import persone_anonymise_due
from community.services.conservazione import conservazione_set_missing
from community.services.iscrizioni import lista_scorri

logger = logging.getLogger(__name__)


@shared_task(name="community.persone_anonimizza")
def persone_anonimizza() -> None:
    """Erase names and addresses of the people whose time is over; give a date to who has none."""
    conservazione_set_missing()
    quante = persone_anonymise_due(timezone.localdate())
    if quante:
        logger.info("people made anonymous", extra={"persone": quante})


@shared_task(name="community.liste_attesa_sweep")
def liste_attesa_sweep() -> None:
    """Give the places added to a meeting to who waits; one that fails does not stop the others."""
    for evento in Evento.objects.filter(iscritti__stato=StatoIscrizione.IN_ATTESA).distinct():
        try:
            lista_scorri(evento)
        except Exception:
            logger.exception("waiting list not moved", extra={"evento": evento.pk})
