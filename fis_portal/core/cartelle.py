"""Workbooks of several sheets, read by name after the gate of fis_portal.core.xlsx."""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fis_portal.core.spreadsheets import valore_xlsx
from fis_portal.core.xlsx import ParteFoglio, check_xlsx, rovinato

MAX_INDICE = 1_000_000
FOGLIO = re.compile(r"<(?:[^\s<>/:]+:)?sheet\s([^<>]*)>")
RELAZIONE = re.compile(r"<(?:[^\s<>/:]+:)?Relationship\s([^<>]*)>")
ATTRIBUTO = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class FoglioLetto:
    """One sheet: its rows as they come, and the cells that nobody typed."""

    nome: str
    parte: ParteFoglio
    foglio: Any

    def righe(self, colonne: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Number of the row as people see it, and so many values from column A."""
        if self.foglio.start is None:
            return
        vuote = ("",) * self.foglio.start[1]
        for numero, valori in enumerate(self.foglio.iter_rows(), 1):
            fila = (*vuote, *valori[: max(colonne - len(vuote), 0)])
            fila += ("",) * (colonne - len(fila))
            yield numero, tuple(valore_xlsx(valore) for valore in fila[:colonne])


def leggi_cartella(dati: bytes, nomi: Sequence[str]) -> dict[str, FoglioLetto]:
    """The sheets with these names that the workbook has. Raises DomainError, with the reason."""
    from python_calamine import CalamineError, CalamineWorkbook

    parti = check_xlsx(dati)
    posti = _posti(dati)
    try:
        cartella = CalamineWorkbook.from_filelike(io.BytesIO(dati))
        return {
            nome: FoglioLetto(
                nome,
                parti.get(posti.get(nome, ""), ParteFoglio()),
                cartella.get_sheet_by_name(nome),
            )
            for nome in nomi
            if nome in cartella.sheet_names
        }
    except (CalamineError, ValueError, IndexError, OSError) as errore:
        raise rovinato() from errore


def _posti(dati: bytes) -> dict[str, str]:
    """Which part of the file each sheet is."""
    with zipfile.ZipFile(io.BytesIO(dati)) as archivio:
        indice = _testo(archivio, "xl/workbook.xml")
        relazioni = _testo(archivio, "xl/_rels/workbook.xml.rels")
    per_id = {}
    for trovata in RELAZIONE.findall(relazioni):
        attributi = _attributi(trovata)
        per_id[attributi.get("Id", "")] = posixpath.normpath(
            posixpath.join("/xl", attributi.get("Target", ""))
        ).lstrip("/")
    posti = {}
    for trovato in FOGLIO.findall(indice):
        attributi = _attributi(trovato)
        ids = [v for nome, v in attributi.items() if nome.endswith(":id")]
        posti[attributi.get("name", "")] = per_id.get(ids[0], "") if ids else ""
    return posti


def _testo(archivio: zipfile.ZipFile, nome: str) -> str:
    if nome not in archivio.namelist() or archivio.getinfo(nome).file_size > MAX_INDICE:
        raise rovinato()
    return archivio.read(nome).decode("utf-8", "replace")


def _attributi(testo: str) -> dict[str, str]:
    return {nome: html.unescape(a or b) for nome, a, b in ATTRIBUTO.findall(testo)}
