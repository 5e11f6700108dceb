"""Step three of a report: the files, drawn from its JSON alone. No database, no clock, no network.

The same data give the same bytes, so an old report can be drawn again and compared.
"""

from typing import Any

from monitoraggio.collect import canonical_json
from monitoraggio.enums import FormatoReport
from monitoraggio.render.foglio import render_xlsx
from monitoraggio.render.pdf import render_pdf
from monitoraggio.render.tabella import render_csv

__all__ = ["render_csv", "render_pdf", "render_xlsx", "report_render"]


def report_render(
    dati: dict[str, Any], formato: FormatoReport, *, versione: int, sha256: str
) -> bytes:
    """The file of a report in one format, in which the `sha256` of its data is printed.

    Raises PdfNonDisponibile where this machine cannot.
    """
    match formato:
        case FormatoReport.PDF:
            return render_pdf(dati, versione=versione, sha256=sha256)
        case FormatoReport.XLSX:
            return render_xlsx(dati, sha256)
        case FormatoReport.CSV:
            return render_csv(dati)
        case FormatoReport.JSON:
            return canonical_json(dati)
