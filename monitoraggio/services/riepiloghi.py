"""The summaries of the figures (ADR 22): made again, kept short, proved every night."""

import json
import logging
from datetime import datetime

from django.db import connection, transaction

from monitoraggio.services.conteggi import indicatori_compare, indicatori_count_all

logger = logging.getLogger(__name__)
TENUTE = 400


def riepiloghi_rebuild() -> None:
    """Compute everything again from the records. Who writes on projects waits meanwhile; not while
    the indicators are counted, which until then the figures count from the records."""
    with transaction.atomic():
        _esegui("SELECT public.fis_riepiloghi_ricostruisci()")
    indicatori_count_all()
    riepiloghi_fold()


@transaction.atomic
def riepiloghi_fold() -> None:
    """Make one the rows of each cell, which every change adds to."""
    _esegui("SELECT public.fis_riepiloghi_piega()")
    _esegui("SELECT public.fis_riepiloghi_fatti_piega()")


def riepiloghi_verify(adesso: datetime) -> dict[str, int]:
    """How many rows of each table differ from what the records say; all zero when all is well.

    What differs is an alarm: it is logged, told by readiness until a later proof is clean, and
    the summaries are made again at once, so that no figure stays wrong until somebody comes.
    """
    differenze = riepiloghi_compare()
    with transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(
            "INSERT INTO monitoraggio_riepilogoverifica (quando, differenze) VALUES (%s, %s)"
            " ON CONFLICT (quando) DO UPDATE SET differenze = EXCLUDED.differenze",
            [adesso, json.dumps(differenze)],
        )
        cursore.execute(
            "DELETE FROM monitoraggio_riepilogoverifica WHERE quando NOT IN (SELECT quando"
            " FROM monitoraggio_riepilogoverifica ORDER BY quando DESC LIMIT %s)",
            [TENUTE],
        )
    if any(differenze.values()):
        logger.error("summaries of the figures were wrong", extra={"differenze": differenze})
        riepiloghi_rebuild()
    return differenze


def riepiloghi_compare() -> dict[str, int]:
    """The same comparison, and nothing else."""
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT tabella, differenze FROM public.fis_riepiloghi_differenze() UNION ALL"
            " SELECT tabella, differenze FROM public.fis_riepiloghi_fatti_differenze()"
        )
        differenze: dict[str, int] = dict(cursore.fetchall())
    return {**differenze, "indicatori": indicatori_compare()}


def _esegui(sql: str) -> None:
    with connection.cursor() as cursore:
        cursore.execute("SET LOCAL statement_timeout = 0")
        cursore.execute(sql)
