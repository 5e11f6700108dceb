"""Building a report, whatever dies meanwhile: claim, collect, render, store, deliver.

A row of ReportMonitoraggio is the queue, the lock and the progress bar (monitoraggio/coda.py).
Files are named by their content and stored before the one transaction that makes the report ready:
it is delivered whole or not at all.
"""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.pdf import PdfNonDisponibile
from fis_portal.core.storage import ArchivedFile, file_store
from monitoraggio.coda import Presa, PresaPersa, battito, fallimento_annotato, prendi
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.enums import FormatoReport, StatoReport
from monitoraggio.models import FileReport, ReportMonitoraggio
from monitoraggio.render import report_render

logger = logging.getLogger(__name__)

CARTELLA = "report"
# Where the progress bar stands when a step begins.
PASSI = {
    FormatoReport.JSON: (25, gettext_lazy("Scrittura dei dati")),
    FormatoReport.CSV: (30, gettext_lazy("Tabella CSV")),
    FormatoReport.XLSX: (35, gettext_lazy("Cartella di lavoro XLSX")),
    FormatoReport.PDF: (45, gettext_lazy("Impaginazione del PDF")),
}


def report_build(pk: int) -> bool:
    """Build a report that waits or whose builder died. True if this call has delivered it.

    A report that is ready, failed, or being built by somebody alive is left alone. An unexpected
    error is recorded (back to the queue, or failed) and raised.
    """
    presa = report_claim(pk)
    if presa is None:
        return False
    try:
        with fallimento_annotato(presa), battito(presa):
            _costruisci(presa)
    except PresaPersa:
        logger.warning("report %s: claim %s lost", pk, presa.tentativo)
        return False
    logger.info("report %s ready", pk)
    return True


def report_claim(pk: int) -> Presa | None:
    """Take a report to build; None when there is nothing to take."""
    return prendi(ReportMonitoraggio, pk, _("Raccolta dei dati"))


def _costruisci(presa: Presa) -> None:
    report = presa.mia().first()
    if report is None:
        raise PresaPersa
    dati = report_collect(report).as_dict()
    sha256 = sha256_of(dati)
    archiviati: dict[FormatoReport, ArchivedFile] = {}
    avviso = ""
    for formato, (avanzamento, passo) in PASSI.items():
        presa.passo(avanzamento, str(passo))
        try:
            contenuto = report_render(dati, formato, versione=report.versione, sha256=sha256)
        except PdfNonDisponibile as errore:
            logger.warning("report %s: delivered without PDF", presa.pk)
            avviso = f"{errore.message} {_('Poi chiedi una nuova versione del report.')}"
            continue
        archiviati[formato] = file_store(contenuto, str(formato), CARTELLA)
    presa.passo(95, _("Archiviazione"))
    _consegna(presa, dati, sha256, archiviati, avviso)


@transaction.atomic
def _consegna(
    presa: Presa,
    dati: dict[str, Any],
    sha256: str,
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
    report.dati, report.sha256 = dati, sha256
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
