"""Cells: one canonical text for each value, from which every format is written.

Empty is "no value", never zero and never an empty text. Texts that a spreadsheet would run as a
formula get a quote in CSV and XLSX; those that begin with quotes and then a formula get one more,
so that taking one away always gives the text back. Numbers and dates are never quoted.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fis_portal.core.spreadsheets import CONTROLLO
from monitoraggio.aperti.tipi import Colonna, Tipo

# The signs of fis_portal.core.spreadsheets.FORMULA, after any number of quotes.
DA_DISINNESCARE = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
A_CAPO = re.compile(r"\r\n?")
VERO, FALSO = "true", "false"


def testo_di(colonna: Colonna, valore: Any) -> str | None:
    """The value as canonical text, None when there is none. Raises ValueError if it is not one."""
    if valore is None or valore == "":
        return None
    return SCRIVI[colonna.tipo](colonna, valore)


def _scrivi_testo(colonna: Colonna, valore: Any) -> str | None:
    # What no XML can hold is left out everywhere, so that every format tells the same.
    return CONTROLLO.sub("", A_CAPO.sub("\n", str(valore))) or None


def _scrivi_intero(colonna: Colonna, valore: Any) -> str:
    return str(int(valore))


def _scrivi_decimale(colonna: Colonna, valore: Any) -> str:
    esatto = Decimal(str(valore)).quantize(Decimal(1).scaleb(-colonna.decimali), ROUND_HALF_UP)
    if esatto == 0:
        esatto = abs(esatto)  # never -0
    return f"{esatto if colonna.importo else esatto.normalize():f}"


def _scrivi_data(colonna: Colonna, valore: Any) -> str:
    return (valore if isinstance(valore, date) else date.fromisoformat(valore)).isoformat()


def _scrivi_istante(colonna: Colonna, valore: Any) -> str:
    quando = valore if isinstance(valore, datetime) else datetime.fromisoformat(valore)
    if quando.tzinfo is None:
        raise ValueError(f"{colonna.nome}: {valore} has no time zone")
    return f"{quando.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _scrivi_ora(colonna: Colonna, valore: Any) -> str:
    ora = valore if isinstance(valore, time) else time.fromisoformat(valore)
    return f"{ora:%H:%M:%S}"


def _scrivi_si_no(colonna: Colonna, valore: Any) -> str:
    return VERO if valore else FALSO


SCRIVI: dict[Tipo, Callable[[Colonna, Any], str | None]] = {
    Tipo.TESTO: _scrivi_testo,
    Tipo.INTERO: _scrivi_intero,
    Tipo.DECIMALE: _scrivi_decimale,
    Tipo.DATA: _scrivi_data,
    Tipo.ISTANTE: _scrivi_istante,
    Tipo.ORA: _scrivi_ora,
    Tipo.SI_NO: _scrivi_si_no,
}


def disinnesca(testo: str) -> str:
    return f"'{testo}" if DA_DISINNESCARE.match(testo) else testo


def originale(testo: str) -> str:
    """Undo `disinnesca`."""
    return testo[1:] if testo.startswith("'") and DA_DISINNESCARE.match(testo) else testo


LEGGI: dict[Tipo, Callable[[str], Any]] = {
    Tipo.TESTO: originale,
    Tipo.INTERO: int,
    Tipo.DECIMALE: Decimal,
    Tipo.DATA: date.fromisoformat,
    Tipo.ISTANTE: datetime.fromisoformat,
    Tipo.ORA: time.fromisoformat,
    Tipo.SI_NO: VERO.__eq__,
}
