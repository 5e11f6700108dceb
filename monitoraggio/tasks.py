"""Doors for Celery: each fetches nothing, decides nothing, calls one service or the builder.

The broker only carries orders. What must be done stands in the database, so a lost, doubled or
late message changes nothing: `report_sweep` finds what waits, `report_build` does it once.
"""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from monitoraggio.aperti.conservazione import versioni_purge
from monitoraggio.aperti.costruzione import edizione_build
from monitoraggio.build import report_build
from monitoraggio.coda import REINVIO
from monitoraggio.enums import TipoReport
from monitoraggio.registro import tieni_pronte
from monitoraggio.services import (
    edizione_dispatch,
    edizione_pianificata_ensure,
    edizioni_forget,
    indicatori_count_all,
    report_dispatch,
    report_pianificati_ensure,
    riepiloghi_fold,
    riepiloghi_verify,
)


@shared_task(name="monitoraggio.report_sweep")
def report_sweep() -> None:
    """Order the building of every report and edition that waits or was left half-way."""
    scadenza = (REINVIO - timedelta(seconds=1)).total_seconds()
    for pk in report_dispatch(timezone.now()):
        report_build_task.apply_async(args=[pk], expires=scadenza, retry=False)
    for pk in edizione_dispatch(timezone.now()):
        dati_build_task.apply_async(args=[pk], expires=scadenza, retry=False)


@shared_task(name="monitoraggio.report_build")
def report_build_task(pk: int) -> None:
    """Build one report, unless it is done or somebody is at it."""
    report_build(pk)


@shared_task(name="monitoraggio.report_pianificati")
def report_pianificati(tipo: str | None = None) -> None:
    """Plan the report of the last finished period, and of those missed."""
    report_pianificati_ensure(timezone.localdate(), [TipoReport(tipo)] if tipo else None)


# Two million projects take longer than a report: a limit of its own, still a limit.
@shared_task(name="aperti.build", soft_time_limit=3540, time_limit=3600)
def dati_build_task(pk: int) -> None:
    """Build one edition of the open data, unless it is done or somebody is at it."""
    edizione_build(pk)


@shared_task(name="aperti.pianifica")
def dati_pianifica() -> None:
    """Plan the edition of the day; let go of versions and editions kept long enough."""
    edizione_pianificata_ensure(timezone.localdate())
    versioni_purge(timezone.localdate())
    edizioni_forget(timezone.now())


@shared_task(name="monitoraggio.indicatori_conta")
def indicatori_conta() -> None:
    """Count again the indicators that were written on: until then every figure counts them."""
    indicatori_count_all()


@shared_task(name="monitoraggio.figure_pronte")
def figure_pronte() -> None:
    """Keep the figures on people ready, whatever was written."""
    tieni_pronte(timezone.localdate())


@shared_task(name="monitoraggio.riepiloghi_verifica", soft_time_limit=3540, time_limit=3600)
def riepiloghi_verifica() -> None:
    """Prove that the summaries say what the records say, and keep them short."""
    riepiloghi_verify(timezone.now())
    riepiloghi_fold()
