"""Building a report, whatever dies meanwhile: claim, collect, render, store, deliver.

A row of ReportMonitoraggio is the queue, the lock and the progress bar. A builder claims it by
raising `tentativi`, and that number is its token: each later write asks for it, so a builder taken
for dead that wakes up again writes nothing. Files are named by their content and stored before the
one transaction that makes the report ready: it is delivered whole or not at all.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.errors import DomainError
from fis_portal.core.pdf import PdfNonDisponibile
from fis_portal.core.storage import ArchivedFile, file_store
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.enums import FormatoReport, StatoReport
from monitoraggio.models import FileReport, ReportMonitoraggio
from monitoraggio.render import report_render
from monitoraggio.services.smistamento import report_interrupted

logger = logging.getLogger(__name__)

CARTELLA = "report"
# After so many failures in a row staff must look at it. `tentativi` is never set back: it is the
# token of the claim, and an old one must stay old. So it is every third one that gives up.
TENTATIVI_PER_GIRO = 3
# Where the progress bar stands when a step begins.
PASSI = {
    FormatoReport.JSON: (25, gettext_lazy("Scrittura dei dati")),
    FormatoReport.CSV: (30, gettext_lazy("Tabella CSV")),
    FormatoReport.XLSX: (35, gettext_lazy("Cartella di lavoro XLSX")),
    FormatoReport.PDF: (45, gettext_lazy("Impaginazione del PDF")),
}


class PresaPersa(Exception):
    """Somebody else builds this report now, or has finished it: nothing is left to do here."""


@dataclass(frozen=True, slots=True)
class Presa:
    """The claim of one builder on one report."""

    pk: int
    tentativo: int

    def mia(self) -> QuerySet[ReportMonitoraggio]:
        """The row, as long as the claim holds."""
        return ReportMonitoraggio.objects.filter(
            pk=self.pk, tentativi=self.tentativo, stato=StatoReport.IN_COSTRUZIONE
        )

    def passo(self, avanzamento: int, passo: str) -> None:
        """Show a sign of life and how far we are, at once. Raises PresaPersa."""
        vive = self.mia().update(avanzamento=avanzamento, passo=passo, heartbeat_at=timezone.now())
        if not vive:
            raise PresaPersa


def report_build(pk: int) -> bool:
    """Build a report that waits or whose builder died. True if this call has delivered it.

    A report that is ready, failed, or being built by somebody alive is left alone. An unexpected
    error is recorded (back to the queue, or failed) and raised.
    """
    presa = report_claim(pk)
    if presa is None:
        return False
    try:
        with _fallimento_annotato(presa), _battito(presa):
            _costruisci(presa)
    except PresaPersa:
        logger.warning("report %s: claim %s lost", pk, presa.tentativo)
        return False
    logger.info("report %s ready", pk)
    return True


@transaction.atomic
def report_claim(pk: int) -> Presa | None:
    """Take a report to build; None when there is nothing to take."""
    adesso = timezone.now()
    report = (
        ReportMonitoraggio.objects.da_costruire(adesso)
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk)
        .first()
    )
    if report is None:
        return None
    if report.stato == StatoReport.IN_COSTRUZIONE:
        report_interrupted(report, adesso)
        if report.stato == StatoReport.FALLITO:
            return None
    report.stato = StatoReport.IN_COSTRUZIONE
    report.tentativi += 1
    report.heartbeat_at = adesso
    report.avanzamento, report.passo = 5, _("Raccolta dei dati")
    report.save(
        update_fields=["stato", "tentativi", "heartbeat_at", "avanzamento", "passo", "updated_at"]
    )
    return Presa(pk=report.pk, tentativo=report.tentativi)


def _costruisci(presa: Presa) -> None:
    report = presa.mia().first()
    if report is None:
        raise PresaPersa
    dati = report_collect(report).as_dict()
    archiviati: dict[FormatoReport, ArchivedFile] = {}
    avviso = ""
    for formato, (avanzamento, passo) in PASSI.items():
        presa.passo(avanzamento, str(passo))
        try:
            contenuto = report_render(dati, formato, versione=report.versione)
        except PdfNonDisponibile as errore:
            logger.warning("report %s: delivered without PDF", presa.pk)
            avviso = f"{errore.message} {_('Poi chiedi una nuova versione del report.')}"
            continue
        archiviati[formato] = file_store(contenuto, str(formato), CARTELLA)
    presa.passo(95, _("Archiviazione"))
    _consegna(presa, dati, archiviati, avviso)


@transaction.atomic
def _consegna(
    presa: Presa,
    dati: dict[str, Any],
    archiviati: dict[FormatoReport, ArchivedFile],
    avviso: str,
) -> None:
    """The report becomes ready with all its files, if the claim still holds. Raises PresaPersa."""
    report = presa.mia().select_for_update(of=("self",)).first()
    if report is None:
        raise PresaPersa
    FileReport.objects.bulk_create(
        FileReport(
            report=report, formato=formato, nome=file.nome, sha256=file.sha256, byte=file.byte
        )
        for formato, file in archiviati.items()
    )
    report.dati, report.sha256 = dati, sha256_of(dati)
    report.stato, report.pronto_at = StatoReport.PRONTO, timezone.now()
    report.avanzamento, report.passo = 100, ""
    report.errore, report.avviso = "", avviso
    report.save(
        update_fields=[
            "dati",
            "sha256",
            "stato",
            "pronto_at",
            "avanzamento",
            "passo",
            "errore",
            "avviso",
            "updated_at",
        ]
    )


@contextmanager
def _battito(presa: Presa) -> Iterator[None]:
    """Give signs of life also during a step that takes long, from a thread of its own.

    Without them, where a step outlasted the watchdog each builder would be taken for dead in turn.
    One that hangs for good is ended by the task's time limit.
    """
    fine = Event()
    filo = Thread(target=_batti, args=(presa, fine), name=f"report-{presa.pk}", daemon=True)
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
        logger.warning("report %s: no sign of life could be given", presa.pk, exc_info=True)
    finally:
        connection.close()  # this thread's own


@contextmanager
def _fallimento_annotato(presa: Presa) -> Iterator[None]:
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


def _annota(presa: Presa, errore: Exception) -> None:
    definitivo = presa.tentativo % TENTATIVI_PER_GIRO == 0
    messaggio = (
        errore.message
        if isinstance(errore, DomainError)
        else _("La costruzione non è riuscita per un errore interno, annotato nel registro.")
    )
    if definitivo:
        messaggio = f"{messaggio} {_('Puoi riprovare dalla pagina del report.')}"
    presa.mia().update(
        stato=StatoReport.FALLITO if definitivo else StatoReport.IN_CODA,
        errore=messaggio,
        passo="",
        avanzamento=0,
        heartbeat_at=None,
        updated_at=timezone.now(),
    )
