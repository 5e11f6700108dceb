from datetime import date
from zlib import crc32

from django.db import connection
from django.db.models import Max

from monitoraggio.enums import OrigineReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import periodo_of

# First key of the advisory locks taken here: any number nobody else uses.
CHIAVE_LUCCHETTO = 46_1957


def lock_periodo(tipo: TipoReport, periodo_inizio: date, *, is_demo: bool) -> None:
    """Let one transaction at a time add versions to a period; released when it ends."""
    periodo = crc32(f"{tipo}:{periodo_inizio.isoformat()}:{is_demo}".encode())
    with connection.cursor() as cursore:
        # The second key is a signed 32-bit number.
        cursore.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHIAVE_LUCCHETTO, periodo - 2**31])


def new_report(
    *,
    tipo: TipoReport,
    periodo_inizio: date,
    data_riferimento: date,
    origine: OrigineReport,
    is_demo: bool,
) -> ReportMonitoraggio:
    """The next version of a period's report, not yet saved. Call it under `lock_periodo`."""
    periodo = periodo_of(tipo, periodo_inizio)
    ultima = ReportMonitoraggio.objects.filter(
        tipo=tipo, periodo_inizio=periodo.inizio, is_demo=is_demo
    ).aggregate(ultima=Max("versione"))["ultima"]
    return ReportMonitoraggio(
        tipo=tipo,
        origine=origine,
        periodo_inizio=periodo.inizio,
        periodo_fine=periodo.fine,
        data_riferimento=data_riferimento,
        versione=(ultima or 0) + 1,
        is_demo=is_demo,
    )
