"""Doors for Celery: the database row is the queue, so a lost or doubled order changes nothing."""

from celery import shared_task

from fis_portal.core.allegati import file_scan
from fis_portal.core.posta import messaggi_purge, messaggi_send


@shared_task(name="core.posta_relay")
def posta_relay() -> None:
    """Send the e-mails that wait."""
    messaggi_send()


@shared_task(name="core.posta_pulizia")
def posta_pulizia() -> None:
    """Delete the e-mails that are too old to be of use."""
    messaggi_purge()


@shared_task(name="core.file_scan_sweep")
def file_scan_sweep() -> None:
    """Have the antivirus judge the files that wait."""
    file_scan()
