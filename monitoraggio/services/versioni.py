from collections.abc import Iterable
from datetime import date
from zlib import crc32

from django.db import connection
from django.db.models import Max

from comuni.models import Comune
from monitoraggio.enums import OrigineReport, TipoReport
from monitoraggio.models import ModelloReport, ReportMonitoraggio, SezioneReport
from monitoraggio.models_composizione import Sezione
from monitoraggio.periodi import periodo_of

# First key of the advisory locks taken here: any number nobody else uses.
CHIAVE_LUCCHETTO = 46_1957
CAMPI_SEZIONE = ("genere", "figura", "taglio", "filtro", "filtro_valore", "titolo", "testo")


def lock_periodo(
    tipo: TipoReport, periodo_inizio: date, *, is_demo: bool, comune: Comune | None = None
) -> None:
    """Let one transaction at a time add versions to a period; released when it ends."""
    di_chi = comune.pk if comune else ""
    periodo = crc32(f"{tipo}:{periodo_inizio.isoformat()}:{is_demo}:{di_chi}".encode())
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
    comune: Comune | None = None,
    modello: ModelloReport | None = None,
) -> ReportMonitoraggio:
    """The next version of a period's report, not yet saved. Call it under `lock_periodo`."""
    periodo = periodo_of(tipo, periodo_inizio)
    ultima = ReportMonitoraggio.objects.filter(
        tipo=tipo, periodo_inizio=periodo.inizio, is_demo=is_demo, comune=comune
    ).aggregate(ultima=Max("versione"))["ultima"]
    return ReportMonitoraggio(
        tipo=tipo,
        origine=origine,
        periodo_inizio=periodo.inizio,
        periodo_fine=periodo.fine,
        data_riferimento=data_riferimento,
        versione=(ultima or 0) + 1,
        is_demo=is_demo,
        comune=comune,
        modello=modello,
    )


def copy_sezioni(report: ReportMonitoraggio, righe: Iterable[Sezione]) -> None:
    """Give a report the sections of a template, or of another report."""
    SezioneReport.objects.bulk_create(
        SezioneReport(
            report=report,
            ordine=ordine,
            **{campo: getattr(riga, campo) for campo in CAMPI_SEZIONE},
        )
        for ordine, riga in enumerate(righe, start=1)
    )


def lock_report(report: ReportMonitoraggio) -> ReportMonitoraggio:
    """The row as it stands, nobody else's until the transaction ends."""
    return ReportMonitoraggio.objects.select_for_update(of=("self",)).get(pk=report.pk)
