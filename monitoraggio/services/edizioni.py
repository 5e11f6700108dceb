"""Editions of the open data: asked for by staff, planned every night, tried again."""

from datetime import date, datetime, timedelta

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from monitoraggio.coda import smista
from monitoraggio.enums import OrigineReport, StatoReport
from monitoraggio.models import EdizioneDati

IN_LAVORAZIONE = (StatoReport.IN_CODA, StatoReport.IN_COSTRUZIONE)


@transaction.atomic
def edizione_request(*, by: User | None) -> EdizioneDati:
    """Put a new edition in the queue; the one that already waits there is as good."""
    in_coda = EdizioneDati.objects.select_for_update(of=("self",)).filter(stato=StatoReport.IN_CODA)
    edizione = in_coda.first()
    if edizione is None:
        edizione = EdizioneDati.objects.create(
            origine=OrigineReport.RICHIESTO, giorno=timezone.localdate(), richiesto_da=by
        )
    return edizione


def edizione_pianificata_ensure(oggi: date) -> int:
    """Put the edition of the day in the queue, once. Safe to call often and by many together."""
    prima = EdizioneDati.objects.filter(origine=OrigineReport.PIANIFICATO, giorno=oggi)
    if prima.exists():
        return 0
    nuova = EdizioneDati(origine=OrigineReport.PIANIFICATO, giorno=oggi)
    EdizioneDati.objects.bulk_create([nuova], ignore_conflicts=True)
    return 1


@transaction.atomic
def edizione_retry(*, edizione: EdizioneDati, by: User | None) -> EdizioneDati:
    """Put a failed edition in the queue again. Raises DomainError if it has not failed."""
    bloccata = EdizioneDati.objects.select_for_update(of=("self",)).get(pk=edizione.pk)
    if bloccata.stato != StatoReport.FALLITO:
        raise DomainError("edizione_non_fallita", _("Si riprova solo un'edizione fallita."))
    bloccata.stato = StatoReport.IN_CODA
    bloccata.heartbeat_at, bloccata.errore = None, ""
    with pghistory.context(riprovata_da=by.pk if by else None):
        bloccata.save(update_fields=["stato", "heartbeat_at", "errore", "updated_at"])
    return bloccata


def edizione_dispatch(adesso: datetime) -> list[int]:
    """Editions whose building must be ordered now, each given to one caller only."""
    return smista(EdizioneDati, adesso)


def edizioni_forget(adesso: datetime, dopo: timedelta = timedelta(days=90)) -> int:
    """Delete the old editions that changed nothing: nobody needs to know them one by one."""
    vecchie = EdizioneDati.objects.filter(
        created_at__lt=adesso - dopo, versioni__isnull=True
    ).exclude(stato__in=IN_LAVORAZIONE)
    return vecchie.delete()[0]
