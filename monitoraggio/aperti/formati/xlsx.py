"""XLSX of one sheet, row by row in constant memory, the same bytes for the same rows.

openpyxl keeps dates of its own inside the file and takes five times as long. Texts are inline
strings, defused as in the CSV; numbers and dates are numbers and dates.
"""

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from monitoraggio.aperti.formati.csv import testi_csv
from monitoraggio.aperti.tipi import Tabella, Tipo
from monitoraggio.aperti.valori import VERO

MASSIMO_RIGHE = 1_048_575  # and the header
MASSIMO_CELLA = 32_767
ORIGINE = datetime(1899, 12, 30)  # noqa: DTZ001 # the day zero of spreadsheets has no time zone
SEMPRE = (1980, 1, 1, 0, 0, 0)
TESTA = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FOGLI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
UFFICIO = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACCHETTO = "http://schemas.openxmlformats.org/package/2006"
APRE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
GRASSETTO, GIORNO, ISTANTE, ORA, EURO = 1, 2, 3, 4, 5

PARTI = {
    "[Content_Types].xml": f"""<Types xmlns="{PACCHETTO}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{APRE}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{APRE}.worksheet+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{APRE}.styles+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACCHETTO}/relationships"><Relationship Id="rId1" \
Type="{UFFICIO}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACCHETTO}/relationships">\
<Relationship Id="rId1" Type="{UFFICIO}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{UFFICIO}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{FOGLI}"><numFmts count="3">\
<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>\
<numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>""",
}


def scrivi_xlsx(tabella: Tabella, dal_csv: Path, percorso: Path) -> None:
    with zipfile.ZipFile(percorso, "w", zipfile.ZIP_DEFLATED) as archivio:
        libro = (
            f'<workbook xmlns="{FOGLI}" xmlns:r="{UFFICIO}"><sheets>'
            f'<sheet name="{escape(tabella.codice[:31])}" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        )
        for nome, testo in {**PARTI, "xl/workbook.xml": libro}.items():
            archivio.writestr(_voce(nome), TESTA + testo)
        foglio = _voce("xl/worksheets/sheet1.xml")
        with archivio.open(foglio, "w", force_zip64=True) as file:
            _scrivi_foglio(file, tabella, dal_csv)


def _voce(nome: str) -> zipfile.ZipInfo:
    voce = zipfile.ZipInfo(nome, SEMPRE)
    voce.compress_type = zipfile.ZIP_DEFLATED
    voce.external_attr = 0o600 << 16
    return voce


def _scrivi_foglio(file: Any, tabella: Tabella, dal_csv: Path) -> None:
    celle = [_cella_di(colonna.tipo, importo=colonna.importo) for colonna in tabella.colonne]
    file.write(
        f'{TESTA}<worksheet xmlns="{FOGLI}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        "</sheetViews><sheetData><row>".encode()
    )
    file.write("".join(_testo(nome, GRASSETTO) for nome in tabella.nomi).encode() + b"</row>")
    for riga in testi_csv(dal_csv):
        celle_riga = (
            come(testo) if testo else "<c/>" for come, testo in zip(celle, riga, strict=True)
        )
        file.write(f"<row>{''.join(celle_riga)}</row>".encode())
    file.write(b"</sheetData></worksheet>")


def _cella_di(tipo: Tipo, *, importo: bool) -> Callable[[str], str]:
    if importo:
        return lambda testo: f'<c s="{EURO}"><v>{testo}</v></c>'
    return CELLE[tipo]


def _testo(testo: str, stile: int = 0) -> str:
    pulito = escape(testo[:MASSIMO_CELLA])
    return f'<c s="{stile}" t="inlineStr"><is><t xml:space="preserve">{pulito}</t></is></c>'


def _numero(testo: str) -> str:
    return f"<c><v>{testo}</v></c>"


def _si_no(testo: str) -> str:
    return f'<c t="b"><v>{int(testo == VERO)}</v></c>'


def _quando(stile: int, dal: str = "", al: str = "") -> Callable[[str], str]:
    """A day or an instant as the days since the day zero of spreadsheets."""

    def cella(testo: str) -> str:
        istante = datetime.fromisoformat(f"{dal}{testo.removesuffix('Z')}{al}")
        # A decimal, or its last digits would change with the machine.
        giorni = Decimal((istante - ORIGINE) // timedelta(seconds=1)) / 86_400
        return f'<c s="{stile}"><v>{giorni:.10f}</v></c>'

    return cella


CELLE: dict[Tipo, Callable[[str], str]] = {
    Tipo.TESTO: _testo,
    Tipo.INTERO: _numero,
    Tipo.DECIMALE: _numero,
    Tipo.SI_NO: _si_no,
    Tipo.DATA: _quando(GIORNO, al="T00:00:00"),
    Tipo.ISTANTE: _quando(ISTANTE),
    Tipo.ORA: _quando(ORA, dal="1899-12-30T"),
}
