from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import Periodo, periodo_of
from monitoraggio.services.versioni import lock_periodo, new_report


@transaction.atomic
def report_request(
    *,
    tipo: TipoReport,
    periodo_inizio: date,
    by: User | None,
    is_demo: bool = False,
    data_riferimento: date | None = None,
) -> ReportMonitoraggio:
    """Put the next version of a period's report in the queue, as of its last day unless told.

    Raises DomainError for a period that has not begun, a day outside it or in the future.
    """
    oggi = timezone.localdate()
    tipo = TipoReport(tipo)
    periodo = periodo_of(tipo, periodo_inizio)
    alla = data_riferimento or min(periodo.fine, oggi)
    _check_data(periodo, alla, oggi)
    lock_periodo(tipo, periodo.inizio, is_demo=is_demo)
    report = new_report(
        tipo=tipo,
        periodo_inizio=periodo.inizio,
        data_riferimento=alla,
        origine=OrigineReport.RICHIESTO,
        is_demo=is_demo,
    )
    report.richiesto_da = by
    report.save()
    return report


def _check_data(periodo: Periodo, alla: date, oggi: date) -> None:
    if periodo.inizio > oggi:
        testo = _("Il periodo comincia il %(inizio)s: chiedi il report quando sarà iniziato.") % {
            "inizio": data_it(periodo.inizio)
        }
        raise DomainError("periodo_futuro", testo, {"periodo": [testo]})
    if alla > oggi:
        testo = _("La data delle cifre è nel futuro: scegli oggi o un giorno passato.")
    elif not periodo.inizio <= alla <= periodo.fine:
        testo = _("La data delle cifre deve cadere nel periodo, dal %(inizio)s al %(fine)s.") % {
            "inizio": data_it(periodo.inizio),
            "fine": data_it(periodo.fine),
        }
    else:
        return
    raise DomainError("data_non_valida", testo, {"data_riferimento": [testo]})


@transaction.atomic
def report_publish(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Make a ready report public, for good. Raises DomainError if it is not ready or already is."""
    bloccato = _blocca(report)
    if bloccato.stato != StatoReport.PRONTO:
        raise DomainError(
            "report_non_pronto", _("Il report non è pronto: si pubblica quando è costruito.")
        )
    if bloccato.pubblicato_at is not None:
        raise DomainError("report_gia_pubblicato", _("Il report è già pubblicato."))
    bloccato.pubblicato_at = timezone.now()
    bloccato.pubblicato_da = by
    bloccato.save(update_fields=["pubblicato_at", "pubblicato_da", "updated_at"])
    return bloccato


@transaction.atomic
def report_retry(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Put a failed report in the queue again. Raises DomainError if it has not failed."""
    bloccato = _blocca(report)
    if bloccato.stato != StatoReport.FALLITO:
        raise DomainError("report_non_fallito", _("Si riprova solo un report fallito."))
    bloccato.stato = StatoReport.IN_CODA
    bloccato.heartbeat_at, bloccato.errore = None, ""
    with pghistory.context(riprovato_da=by.pk if by else None):
        bloccato.save(update_fields=["stato", "heartbeat_at", "errore", "updated_at"])
    return bloccato


def _blocca(report: ReportMonitoraggio) -> ReportMonitoraggio:
    return ReportMonitoraggio.objects.select_for_update(of=("self",)).get(pk=report.pk)
