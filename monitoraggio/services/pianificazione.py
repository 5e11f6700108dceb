from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Min

from monitoraggio.enums import OrigineReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import Periodo, periodi_fra, ultimo_concluso
from monitoraggio.services.versioni import lock_periodo, new_report

PIANIFICATI = (TipoReport.MENSILE, TipoReport.TRIMESTRALE)


def report_pianificati_ensure(oggi: date, tipi: Iterable[TipoReport] = PIANIFICATI) -> int:
    """Put in the queue the planned report of each period that has ended, once.

    The last one, and those missed since the first that was ever planned. Safe to call often and by
    many at the same time. Returns how many were added.
    """
    return sum(
        _pianifica(tipo, periodo) for tipo in tipi for periodo in _mancanti(TipoReport(tipo), oggi)
    )


def _mancanti(tipo: TipoReport, oggi: date) -> Iterator[Periodo]:
    ultimo = ultimo_concluso(tipo, oggi)
    pianificati = ReportMonitoraggio.objects.filter(tipo=tipo, origine=OrigineReport.PIANIFICATO)
    primo = pianificati.aggregate(primo=Min("periodo_inizio"))["primo"] or ultimo.inizio
    fatti = set(pianificati.values_list("periodo_inizio", flat=True))
    for periodo in periodi_fra(tipo, min(primo, ultimo.inizio), ultimo.inizio):
        if periodo.inizio not in fatti:
            yield periodo


@transaction.atomic
def _pianifica(tipo: TipoReport, periodo: Periodo) -> bool:
    lock_periodo(tipo, periodo.inizio, is_demo=False)
    pianificato = ReportMonitoraggio.objects.filter(
        tipo=tipo, origine=OrigineReport.PIANIFICATO, periodo_inizio=periodo.inizio
    )
    if pianificato.exists():
        return False
    report = new_report(
        tipo=tipo,
        periodo_inizio=periodo.inizio,
        data_riferimento=periodo.fine,
        origine=OrigineReport.PIANIFICATO,
        is_demo=False,
    )
    # The lock makes it once among us; the constraint, whoever else writes.
    ReportMonitoraggio.objects.bulk_create([report], ignore_conflicts=True)
    return True
