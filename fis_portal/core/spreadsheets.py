"""Tables that people send and receive: CSV and XLSX, read with suspicion and written without traps.

Reading: an XLSX first passes the gate of fis_portal.core.xlsx, then calamine reads its values.
Writing: cells that a spreadsheet would run as formulas are quoted.
"""

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.archivi import OLE
from fis_portal.core.errors import DomainError
from fis_portal.core.xlsx import (
    MAX_COLONNE,
    MAX_RIGHE,
    check_formato,
    check_xlsx,
    non_valido,
    rovinato,
)

# As much of a CSV as is sent at once.
PEZZO = 1 << 16
MAX_BYTE = 10_000_000

CONTROLLO = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
INIZI = frozenset("=+-@\t\r\n\x00＝＋－＠")
FORMULA = re.compile(f"^[{re.escape(''.join(sorted(INIZI)))}]")


@dataclass(frozen=True)
class RigaFile:
    """One row of a file: its number as people see it (the header is row 1) and its cells."""

    numero: int
    valori: tuple[Any, ...]


@dataclass(frozen=True)
class Tabella:
    """What a file holds: column names and rows that are not empty."""

    intestazioni: tuple[str, ...]
    righe: tuple[RigaFile, ...]


def read_table(dati: bytes, nome_file: str) -> Tabella:
    """The first sheet of an XLSX, or a CSV. Raises DomainError: what is wrong, in which row."""
    if len(dati) > MAX_BYTE:
        raise DomainError(
            "file_troppo_grande",
            _("Il file supera %(mb)s MB: dividilo in più file.") % {"mb": MAX_BYTE // 1_000_000},
        )
    if dati[:4] == b"PK\x03\x04" or nome_file.lower().endswith(".xlsx"):
        return _tabella(_righe_xlsx(dati))
    if dati[:8] == OLE:
        check_formato(dati)
    return _tabella(_righe_csv(dati))


def _tabella(righe: Iterator[RigaFile]) -> Tabella:
    piene = (riga for riga in righe if any(map(_piena, riga.valori)))
    testata = next(piene, None)
    if testata is None:
        raise non_valido(_("Il file è vuoto."))
    intestazioni = [str(valore or "").strip() for valore in testata.valori]
    while intestazioni and not intestazioni[-1]:
        intestazioni.pop()
    _check_intestazioni(intestazioni)
    trovate: list[RigaFile] = []
    for riga in piene:
        if len(trovate) == MAX_RIGHE:
            raise non_valido(
                _("Il file ha più di %(righe)s righe: dividilo in più file.") % {"righe": MAX_RIGHE}
            )
        trovate.append(_allineata(riga, len(intestazioni)))
    return Tabella(tuple(intestazioni), tuple(trovate))


def _piena(valore: Any) -> bool:
    return valore is not None and str(valore).strip() != ""


def _check_intestazioni(intestazioni: Sequence[str]) -> None:
    if len(intestazioni) > MAX_COLONNE:
        raise non_valido(_("Il file ha più di %(colonne)s colonne.") % {"colonne": MAX_COLONNE})
    if "" in intestazioni:
        raise non_valido(
            _("La colonna %(numero)s non ha un nome nella prima riga.")
            % {"numero": intestazioni.index("") + 1}
        )


def _allineata(riga: RigaFile, colonne: int) -> RigaFile:
    valori = list(riga.valori)
    if any(map(_piena, valori[colonne:])):
        raise non_valido(
            ngettext(
                "Riga %(riga)s: ha più valori delle colonne (%(colonne)s colonna).",
                "Riga %(riga)s: ha più valori delle colonne (%(colonne)s colonne).",
                colonne,
            )
            % {"riga": riga.numero, "colonne": colonne}
        )
    valori += [""] * (colonne - len(valori))
    return RigaFile(riga.numero, tuple(valori[:colonne]))


# --- CSV -----------------------------------------------------------------------------------------
def _righe_csv(dati: bytes) -> Iterator[RigaFile]:
    try:
        testo = dati.decode("utf-8-sig")
    except UnicodeDecodeError as errore:
        raise non_valido(
            _("Riga %(riga)s: ci sono caratteri che non sono in UTF-8. "
              "Da Excel salva come «CSV UTF-8 (delimitato da separatore di elenco)».")
            % {"riga": dati[: errore.start].count(b"\n") + 1}
        ) from errore  # fmt: skip
    prima = testo.lstrip().split("\n", 1)[0]
    separatore = max(";,\t", key=prima.count)
    lettore = csv.reader(io.StringIO(testo, newline=""), delimiter=separatore, strict=True)
    numero = 0
    while True:
        numero += 1
        try:
            valori = next(lettore)
        except StopIteration:
            return
        except csv.Error as errore:
            raise non_valido(
                _("Riga %(riga)s: non si riesce a leggerla (virgolette o caratteri non validi).")
                % {"riga": numero}
            ) from errore
        yield RigaFile(numero, tuple(valori))


# --- XLSX -----------------------------------------------------------------------------------------
def _righe_xlsx(dati: bytes) -> Iterator[RigaFile]:
    from python_calamine import CalamineError, CalamineWorkbook

    check_xlsx(dati)
    try:
        foglio = CalamineWorkbook.from_filelike(io.BytesIO(dati)).get_sheet_by_index(0)
        righe = foglio.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError) as errore:
        raise rovinato() from errore
    for numero, valori in enumerate(righe, 1):
        yield RigaFile(numero, tuple(valore_xlsx(valore) for valore in valori))


def valore_xlsx(valore: Any) -> Any:
    """Excel has no whole numbers: 2019.0 is 2019. A date without time is a date."""
    if isinstance(valore, float) and valore.is_integer() and abs(valore) < 1e15:
        return int(valore)
    if isinstance(valore, datetime.datetime) and valore.time() == datetime.time.min:
        return valore.date()
    return valore


# --- Writing -------------------------------------------------------------------------------------
def cella_sicura(valore: Any) -> Any:
    """A value as a cell: numbers and dates stay so, texts that look like formulas get a quote."""
    if valore is None or isinstance(valore, bool | int | float | Decimal | datetime.date):
        return valore
    # Control characters go first: one before an equals sign would hide the formula.
    testo = CONTROLLO.sub("", str(valore))
    if FORMULA.match(testo):
        testo = f"'{testo}"
    return testo


def valore_originale(testo: str) -> str:
    """Undo the quote of `cella_sicura`, so that what was exported can be imported."""
    return testo[1:] if testo.startswith("'") and FORMULA.match(testo[1:]) else testo


def write_csv(intestazioni: Sequence[str], righe: Iterable[Sequence[Any]]) -> bytes:
    """CSV as Italian spreadsheets open it: UTF-8 with its mark, semicolons, decimal comma."""
    return b"".join(csv_a_pezzi(intestazioni, righe))


def csv_a_pezzi(intestazioni: Sequence[str], righe: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same, piece by piece: the header at once, then as many rows as make a piece."""
    uscita = io.StringIO(newline="")
    scrittore = csv.writer(uscita, delimiter=";")
    scrittore.writerow([cella_sicura(nome) for nome in intestazioni])
    yield uscita.getvalue().encode("utf-8-sig")
    _svuota(uscita)
    for riga in righe:
        scrittore.writerow([_CELLE_CSV.get(type(valore), _cella_csv)(valore) for valore in riga])
        if uscita.tell() >= PEZZO:
            yield uscita.getvalue().encode()
            _svuota(uscita)
    yield uscita.getvalue().encode()


def _svuota(uscita: io.StringIO) -> None:
    uscita.seek(0)
    uscita.truncate()


def _cella_csv(valore: Any) -> Any:
    valore = cella_sicura(valore)
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, float | Decimal):
        return str(valore).replace(".", ",")
    return _giorno_csv(valore) if isinstance(valore, datetime.date) else valore


def _testo_csv(testo: str) -> str:
    # Nearly all texts are plain: to look is much faster than to search.
    return testo if testo.isprintable() and testo[:1] not in INIZI else cella_sicura(testo)


@lru_cache(maxsize=4096)
def _giorno_csv(giorno: datetime.date) -> str:
    return f"{giorno.day:02}/{giorno.month:02}/{giorno.year:04}"


# Long tables are nearly all of these: a cell needs one look and no more.
_CELLE_CSV: dict[type, Callable[[Any], Any]] = {
    str: _testo_csv,
    int: lambda numero: numero,
    type(None): lambda niente: niente,
    datetime.date: _giorno_csv,
}


def write_xlsx(titolo: str, intestazioni: Sequence[str], righe: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: bold frozen header, numbers and dates as such."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    libro = Workbook(write_only=True)
    foglio = libro.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", titolo)[:31])
    foglio.freeze_panes = "A2"
    testata = [WriteOnlyCell(foglio, cella_sicura(nome)) for nome in intestazioni]
    for cella in testata:
        cella.font = Font(bold=True)
    foglio.append(testata)
    for riga in righe:
        foglio.append([_cella_xlsx(cella_sicura(valore)) for valore in riga])
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def _cella_xlsx(valore: Any) -> Any:
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    return valore[:32_767] if isinstance(valore, str) else valore
