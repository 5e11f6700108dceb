"""Doors for Celery: each fetches nothing, decides nothing, calls one service or the builder.

The broker only carries orders. What must be done stands in the database, so a lost, doubled or
late message changes nothing: `report_sweep` finds what waits, `report_build` does it once.
"""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from monitoraggio.build import report_build
from monitoraggio.enums import TipoReport
from monitoraggio.services import report_dispatch, report_pianificati_ensure
from monitoraggio.services.pianificazione import PIANIFICATI
from monitoraggio.services.smistamento import REINVIO


@shared_task(name="monitoraggio.report_sweep")
def report_sweep() -> None:
    """Order the building of every report that waits or was left half-way."""
    scadenza = REINVIO - timedelta(seconds=1)
    for pk in report_dispatch(timezone.now()):
        report_build_task.apply_async(args=[pk], expires=scadenza.total_seconds(), retry=False)


@shared_task(name="monitoraggio.report_build")
def report_build_task(pk: int) -> None:
    """Build one report, unless it is done or somebody is at it."""
    report_build(pk)


@shared_task(name="monitoraggio.report_pianificati")
def report_pianificati(tipo: str | None = None) -> None:
    """Plan the report of the last finished period, and of those missed."""
    tipi = [TipoReport(tipo)] if tipo else PIANIFICATI
    report_pianificati_ensure(timezone.localdate(), tipi)
