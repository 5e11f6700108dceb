"""The sign-in sheet of an event: to print and have signed, or to fill in and send back."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from community.models import Evento, Iscrizione, Partecipazione
from community.models.presenze import PerContoDi
from community.selectors.foglio_colonne import ColonnaFirme, colonne, nome_foglio
from community.selectors.foglio_lettura import MASSIMO_FIRME
from community.selectors.presenti import firme_attese
from fis_portal.core.spreadsheets import CONTROLLO, cella_sicura

RIGHE_VUOTE = 15
# 255 with the two letters that say where it goes.
TESTATINA_MASSIMA = 253
FILO = Side(style="thin", color="C5C7C9")
BORDI = Border(left=FILO, right=FILO, top=FILO, bottom=FILO)
SFONDO = PatternFill("solid", fgColor="E6F0FA")


def foglio_firme_xlsx(evento: Evento) -> tuple[bytes, int]:
    """The workbook, and how many people it names."""
    libro = Workbook(write_only=True)
    pagina = libro.create_sheet(nome_foglio())
    _prepara(pagina, evento)
    pagina.append([_cella(pagina, c.titolo, testata=True) for c in colonne()])
    righe = [*_righe(evento)]
    for valori in [*righe, *[[""] * len(colonne())] * RIGHE_VUOTE]:
        pagina.append([_cella(pagina, valore) for valore in valori])
    for numero, colonna in enumerate(colonne(), 1):
        _convalida(pagina, colonna, get_column_letter(numero))
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue(), len(righe)


def nome_file(evento: Evento) -> str:
    return f"foglio-firme-{slugify(evento.titolo)[:60]}.xlsx"


def _righe(evento: Evento) -> Iterator[list[str]]:
    for riga, presente in firme_attese(evento):
        yield _valori(riga, presente)


def _valori(riga: Iscrizione | Partecipazione, presente: bool) -> list[str]:
    persona = riga.persona
    return [
        persona.nome,
        persona.cognome,
        persona.email,
        _ente(riga),
        riga.get_tipo_ente_display() if riga.tipo_ente else "",
        riga.comune.nome if riga.comune else "",
        riga.get_ruolo_display(),
        _("sì") if presente else "",
    ]


def _ente(riga: PerContoDi) -> str:
    return str(riga.organizzazione) if riga.organizzazione else riga.ente


def _prepara(pagina: Any, evento: Evento) -> None:
    pagina.freeze_panes = "C2"
    for numero, colonna in enumerate(colonne(), 1):
        pagina.column_dimensions[get_column_letter(numero)].width = colonna.larghezza
    pagina.sheet_format.defaultRowHeight = 24
    pagina.sheet_format.customHeight = True
    pagina.page_setup.orientation = "landscape"
    pagina.page_setup.paperSize = 9  # A4
    pagina.page_setup.fitToHeight = 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True
    pagina.print_title_rows = "1:1"
    pagina.oddHeader.center.text = _testatina(evento.titolo)
    pagina.oddFooter.center.text = _("Dati personali: non diffondere. Pagina &P di &N")


def _testatina(titolo: str) -> str:
    """A title as a header holds it: an ampersand begins a command, longer Excel calls it broken."""
    testo = CONTROLLO.sub("", " ".join(titolo.split())).replace("&", "&&")
    if _lunghezza(testo) <= TESTATINA_MASSIMA:
        return testo
    while _lunghezza(testo) >= TESTATINA_MASSIMA:
        testo = testo[:-1]
    if (len(testo) - len(testo.rstrip("&"))) % 2:
        testo = testo[:-1]  # half of a pair
    return f"{testo}…"


def _lunghezza(testo: str) -> int:
    """As Excel counts: letters outside the first plane are two."""
    return len(testo.encode("utf-16-le")) // 2


def _cella(pagina: Any, valore: str, *, testata: bool = False) -> Any:
    cella = WriteOnlyCell(pagina, cella_sicura(valore) or None)
    cella.border = BORDI
    cella.alignment = Alignment(vertical="center", wrap_text=testata)
    if testata:
        cella.font, cella.fill = Font(bold=True), SFONDO
    return cella


def _convalida(pagina: Any, colonna: ColonnaFirme, lettera: str) -> None:
    parole = [parola for _codice, parola in colonna.scelte]
    if colonna.nome == "presente":
        parole = [_("sì")]
    if not parole:
        return
    # A list longer than this, or with commas, a spreadsheet would not take.
    formula = '"' + ",".join(parola.replace(",", "") for parola in parole) + '"'
    if len(formula) > 255:
        return
    convalida = DataValidation(type="list", formula1=formula, allow_blank=True)
    convalida.showErrorMessage = False
    convalida.add(f"{lettera}2:{lettera}{MASSIMO_FIRME + 1}")
    pagina.data_validations.append(convalida)
