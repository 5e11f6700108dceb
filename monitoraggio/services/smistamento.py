from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from monitoraggio.enums import StatoReport
from monitoraggio.models import ReportMonitoraggio

# A message to the workers lives so long; later the row is sent again. So a busy queue holds one or
# two messages per report, never one per sweep.
REINVIO = timedelta(seconds=30)
PER_VOLTA = 20


# A builder killed from outside says nothing against its report, unless it happens every time.
INTERRUZIONI_PER_GIRO = 12


@transaction.atomic
def report_dispatch(adesso: datetime) -> list[int]:
    """Reports whose building must be ordered now, each given to one caller only.

    Those whose builder died go back to the queue. In the queue `heartbeat_at` is when the order
    was sent.
    """
    mai_ordinati = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=adesso - REINVIO)
    da_ordinare = (
        ReportMonitoraggio.objects.da_costruire(adesso)
        .filter(mai_ordinati | Q(stato=StatoReport.IN_COSTRUZIONE))
        .select_for_update(of=("self",), skip_locked=True)
        .defer("dati")[:PER_VOLTA]
    )
    ordinati = []
    for report in da_ordinare:
        if report.stato == StatoReport.IN_COSTRUZIONE:
            report_interrupted(report, adesso)
        if report.stato == StatoReport.IN_CODA:
            ordinati.append(report.pk)
    ReportMonitoraggio.objects.filter(pk__in=ordinati).update(heartbeat_at=adesso)
    return ordinati


def report_interrupted(report: ReportMonitoraggio, adesso: datetime) -> None:
    """The builder of this (locked) report died: back to the queue, or failed after many deaths."""
    if report.tentativi % INTERRUZIONI_PER_GIRO == 0:
        report.stato = StatoReport.FALLITO
        report.errore = _(
            "La costruzione si è interrotta troppe volte. Avvisa chi gestisce il portale, poi "
            "riprova dalla pagina del report."
        )
    else:
        report.stato = StatoReport.IN_CODA
    report.heartbeat_at, report.passo, report.avanzamento = None, "", 0
    report.updated_at = adesso
    report.save(
        update_fields=["stato", "errore", "heartbeat_at", "passo", "avanzamento", "updated_at"]
    )
