from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import ModelloReport, ReportMonitoraggio
from monitoraggio.periodi import Periodo, periodo_of
from monitoraggio.services.composizione import compose
from monitoraggio.services.versioni import lock_periodo, lock_report, new_report


@transaction.atomic
def report_request(
    *,
    tipo: TipoReport,
    periodo_inizio: date,
    by: User | None,
    is_demo: bool = False,
    data_riferimento: date | None = None,
    modello: ModelloReport | None = None,
    comune: Comune | None = None,
    bozza: bool = False,
) -> ReportMonitoraggio:
    """Put the next version of a period's report in the queue, as of its last day unless told.

    With `bozza` it waits to be composed instead. Raises DomainError for a period that has not
    begun, a day outside it or in the future, a template made for something else.
    """
    oggi = timezone.localdate()
    tipo = TipoReport(tipo)
    periodo = periodo_of(tipo, periodo_inizio)
    alla = data_riferimento or min(periodo.fine, oggi)
    _check_data(periodo, alla, oggi)
    _check_modello(tipo, modello, comune)
    is_demo = is_demo or bool(comune and comune.is_demo)
    lock_periodo(tipo, periodo.inizio, is_demo=is_demo, comune=comune)
    report = new_report(
        tipo=tipo,
        periodo_inizio=periodo.inizio,
        data_riferimento=alla,
        origine=OrigineReport.RICHIESTO,
        is_demo=is_demo,
        comune=comune,
        modello=modello,
    )
    report.richiesto_da = by
    report.stato = StatoReport.BOZZA if bozza else StatoReport.IN_CODA
    report.save()
    compose(report, modello.sezioni.all() if modello else ())
    return report


def _check_modello(tipo: TipoReport, modello: ModelloReport | None, comune: Comune | None) -> None:
    if modello is None:
        return
    if modello.tipo not in ("", tipo):
        testo = _("Il modello «%(nome)s» è per un altro tipo di periodo.")
    elif modello.di_un_comune and comune is None:
        testo = _("Il modello «%(nome)s» racconta un solo Comune: scegli quale.")
    elif comune is not None and not modello.di_un_comune:
        testo = _("Il modello «%(nome)s» racconta tutto il programma: togli il Comune.")
    else:
        return
    testo %= {"nome": modello.nome}
    raise DomainError("modello_non_adatto", testo, {"modello": [testo]})


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
def report_retry(*, report: ReportMonitoraggio, by: User | None) -> ReportMonitoraggio:
    """Put a failed report in the queue again. Raises DomainError if it has not failed."""
    bloccato = lock_report(report)
    if bloccato.stato != StatoReport.FALLITO:
        raise DomainError("report_non_fallito", _("Si riprova solo un report fallito."))
    bloccato.stato = StatoReport.IN_CODA
    bloccato.heartbeat_at, bloccato.errore = None, ""
    with pghistory.context(riprovato_da=by.pk if by else None):
        bloccato.save(update_fields=["stato", "heartbeat_at", "errore", "updated_at"])
    return bloccato
