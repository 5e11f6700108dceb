"""Drafts of reports: begun from a template or from an earlier version, composed, then built."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from monitoraggio.composizione import svolgi
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio, SezioneReport
from monitoraggio.models_composizione import Sezione
from monitoraggio.services.versioni import copy_sezioni, lock_periodo, lock_report, new_report


def compose(report: ReportMonitoraggio, righe: Iterable[Sezione]) -> None:
    """Give a new report its sections. A draft has all its figures one by one, to choose among."""
    if report.stato != StatoReport.BOZZA:
        copy_sezioni(report, righe)
        return
    copy_sezioni(
        report,
        [
            SezioneReport(
                genere=chiesta.genere,
                figura=chiesta.figura,
                taglio=chiesta.per[0] if chiesta.per else "",
                filtro=chiesta.filtri[0][0] if chiesta.filtri else "",
                filtro_valore=chiesta.filtri[0][1] if chiesta.filtri else "",
                titolo=chiesta.titolo,
                testo=chiesta.testo,
            )
            for chiesta in svolgi(righe)
        ],
    )


@transaction.atomic
def report_touch(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Hold a draft while its sections are written. Raises DomainError if it is none any more."""
    bloccato = _bozza(report)
    bloccato.save(update_fields=["updated_at"])
    return bloccato


@transaction.atomic
def report_queue(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Have a composed draft built. Raises DomainError if it is no draft, or has nothing to say."""
    bloccato = _bozza(report)
    if not bloccato.sezioni.exists():
        raise DomainError("report_vuoto", _("Il report non ha sezioni: aggiungine almeno una."))
    bloccato.stato, bloccato.richiesto_da = StatoReport.IN_CODA, by or bloccato.richiesto_da
    bloccato.heartbeat_at = None
    bloccato.save(update_fields=["stato", "richiesto_da", "heartbeat_at", "updated_at"])
    return bloccato


@transaction.atomic
def report_revise(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Begin the next version of a report, to be composed, from the sections of this one."""
    tipo = TipoReport(report.tipo)
    lock_periodo(tipo, report.periodo_inizio, is_demo=report.is_demo, comune=report.comune)
    nuovo = new_report(
        tipo=tipo,
        periodo_inizio=report.periodo_inizio,
        data_riferimento=report.data_riferimento,
        origine=OrigineReport.RICHIESTO,
        is_demo=report.is_demo,
        comune=report.comune,
        modello=report.modello,
    )
    nuovo.richiesto_da, nuovo.stato = by, StatoReport.BOZZA
    nuovo.save()
    compose(nuovo, report.sezioni.all())
    return nuovo


@transaction.atomic
def report_discard(*, report: ReportMonitoraggio, by: User | None) -> None:
    """Throw a draft away. Raises DomainError if it is no draft: what was built stays."""
    _bozza(report).delete()


def _bozza(report: ReportMonitoraggio) -> ReportMonitoraggio:
    bloccato = lock_report(report)
    if bloccato.stato != StatoReport.BOZZA:
        raise DomainError(
            "report_non_bozza",
            _("Questo report non è più da comporre: per cambiarlo comincia una nuova versione."),
        )
    return bloccato
