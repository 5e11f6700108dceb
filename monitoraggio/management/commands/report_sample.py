from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fis_portal.core.pdf import PdfNonDisponibile
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.enums import FormatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import periodo_of, ultimo_concluso
from monitoraggio.render import report_render


class Command(BaseCommand):
    help = "Scrive in una cartella i file di un report di prova, senza crearlo nel portale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tipo", nargs="?", choices=TipoReport.values, default="trimestrale")
        parser.add_argument(
            "giorno", nargs="?", help="un giorno del periodo, per esempio 2026-09-30"
        )
        parser.add_argument("--dimostrativi", action="store_true", help="sui dati dimostrativi")
        parser.add_argument("--cartella", default=Path(settings.BASE_DIR) / ".dev" / "report")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._report(options)
        cartella = Path(options["cartella"])
        cartella.mkdir(parents=True, exist_ok=True)
        dati = report_collect(report).as_dict()
        versione, sha256 = report.versione, sha256_of(dati)
        for formato in FormatoReport:
            file = cartella / report.nome_file(formato)
            try:
                file.write_bytes(report_render(dati, formato, versione=versione, sha256=sha256))
            except PdfNonDisponibile as errore:
                self.stderr.write(errore.message)
            else:
                self.stdout.write(str(file))

    def _report(self, options: dict[str, Any]) -> ReportMonitoraggio:
        tipo, oggi = TipoReport(options["tipo"]), timezone.localdate()
        try:
            giorno = date.fromisoformat(options["giorno"]) if options["giorno"] else None
        except ValueError as errore:
            raise CommandError("Scrivi il giorno come 2026-09-30.") from errore
        periodo = periodo_of(tipo, giorno) if giorno else ultimo_concluso(tipo, oggi)
        return ReportMonitoraggio(
            tipo=tipo,
            periodo_inizio=periodo.inizio,
            periodo_fine=periodo.fine,
            data_riferimento=min(periodo.fine, oggi),
            is_demo=options["dimostrativi"],
        )
