"""How the workbook looks, and what its cells accept."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from outcomes.selectors.campi import Campo

TESTATA, BLOCCATA, LIBERA, NON_USATA = "fis testata", "fis bloccata", "fis libera", "fis non usata"
TITOLO, TESTO = "fis titolo", "fis testo"
# Text as text: a spreadsheet makes a date of «1/2» and a number of «0012».
FORMATI = {"intero": "#,##0", "euro": "#,##0.00", "numero": "General", "data": "dd/mm/yyyy"}
ELENCO_MASSIMO = 255


def stili() -> Iterator[NamedStyle]:
    """Grey is the portal's and locked, white is to be filled in."""
    riga = Side(style="thin", color="FFB1B1B3")
    bordo = Border(left=riga, right=riga, top=riga, bottom=riga)
    alto = Alignment(vertical="top", wrap_text=True)
    aspetti: tuple[tuple[str, dict[str, Any]], ...] = (
        (TESTATA, {"font": Font(bold=True, color="FFFFFFFF"), "fill": _tinta("FF004080")}),
        (BLOCCATA, {"fill": _tinta("FFF0F2F5")}),
        (LIBERA, {"fill": _tinta("FFFFFFFF"), "protection": Protection(locked=False)}),
        (NON_USATA, {"fill": PatternFill("lightUp", fgColor="FFB1B1B3", bgColor="FFF0F2F5")}),
    )
    for nome, aspetto in aspetti:
        yield NamedStyle(name=nome, border=bordo, alignment=alto, **aspetto)
    yield NamedStyle(name=TITOLO, font=Font(bold=True, size=14, color="FF004080"), alignment=alto)
    yield NamedStyle(name=TESTO, alignment=alto)


def _tinta(colore: str) -> PatternFill:
    return PatternFill("solid", fgColor=colore)


class Convalide:
    """Drop-downs and hints, one for each kind of field over all its cells."""

    def __init__(self) -> None:
        self.celle: dict[tuple[Any, ...], list[tuple[int, int]]] = {}

    def aggiungi(self, campo: Campo, colonna: int, riga: int) -> None:
        voci = tuple(str(nome) for _chiave, nome in campo.scelte)
        tipo = (campo.tipo, voci, str(campo.aiuto))
        self.celle.setdefault(tipo, []).append((colonna, riga))

    def tutte(self) -> Iterator[DataValidation]:
        for (tipo, voci, aiuto), celle in self.celle.items():
            if (convalida := _convalida(tipo, voci, aiuto)) is not None:
                convalida.sqref = " ".join(_intervalli(celle))
                yield convalida


def _convalida(tipo: str, voci: tuple[str, ...], aiuto: str) -> DataValidation | None:
    elenco = ",".join(voci)
    if voci and len(elenco) <= ELENCO_MASSIMO:
        return DataValidation(
            type="list",
            formula1=f'"{elenco}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=_("Voce non prevista"),
            error=_("Scegli una voce dall'elenco."),
        )
    suggerimenti = {
        "numero": _("Scrivi un numero, con la virgola per i decimali. Zero è una misura: se il "
                    "valore non c'è, lascia vuoto."),
        "intero": _("Scrivi un numero intero. Zero è una misura: se il valore non c'è, lascia "
                    "vuoto."),
        "euro": _("Scrivi l'importo in euro, con la virgola per i centesimi."),
        "data": _("Scrivi la data come giorno/mese/anno, per esempio 05/03/2026."),
    }  # fmt: skip
    testo = aiuto or suggerimenti.get(tipo, "")
    if not testo:
        return None
    # A hint that refuses nothing: what is wrong is told by the portal, cell by cell.
    return DataValidation(allow_blank=True, showInputMessage=True, prompt=testo[:ELENCO_MASSIMO])


def _intervalli(celle: list[tuple[int, int]]) -> Iterator[str]:
    """Cells as ranges: «H2:H40 H42»."""
    inizio = fine = None
    for cella in [*sorted(celle), None]:
        if fine is not None and cella == (fine[0], fine[1] + 1):
            fine = cella
            continue
        if inizio is not None and fine is not None:
            lettera = get_column_letter(inizio[0])
            yield f"{lettera}{inizio[1]}:{lettera}{fine[1]}"
        inizio = fine = cella
