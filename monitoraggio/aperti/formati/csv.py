"""CSV as RFC 4180 says it: UTF-8 without mark, commas, CRLF, a header, quotes where needed."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitoraggio.aperti.tipi import Tabella, Tipo
from monitoraggio.aperti.valori import LEGGI, disinnesca, testo_di


class ScrittoreCsv:
    """The rows of a table into a file, one at a time."""

    def __init__(self, tabella: Tabella, percorso: Path) -> None:
        self.tabella = tabella
        self.percorso = percorso
        self.righe = 0
        self._testi = [colonna.tipo == Tipo.TESTO for colonna in tabella.colonne]

    def __enter__(self) -> Self:
        self._file = self.percorso.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(self.tabella.nomi)
        return self

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        errore: BaseException | None,
        traccia: TracebackType | None,
    ) -> None:
        self._file.close()

    def scrivi(self, valori: tuple[Any, ...]) -> None:
        cella = zip(self.tabella.colonne, valori, self._testi, strict=True)
        riga = []
        for colonna, valore, is_testo in cella:
            testo = testo_di(colonna, valore)
            if testo is None and colonna.obbligatoria:
                raise ValueError(f"{self.tabella.codice}.{colonna.nome} is missing")
            riga.append(disinnesca(testo) if is_testo and testo else testo)
        self._csv.writerow(riga)
        self.righe += 1


def testi_csv(percorso: Path) -> Iterator[list[str]]:
    """The rows as they are written, without the header."""
    with percorso.open(encoding="utf-8", newline="") as file:
        righe = csv.reader(file)
        next(righe)
        yield from righe


def valori_csv(tabella: Tabella, percorso: Path) -> Iterator[tuple[Any, ...]]:
    """The rows as Python values, by the types of the columns."""
    leggi = [LEGGI[colonna.tipo] for colonna in tabella.colonne]
    for riga in testi_csv(percorso):
        yield tuple(come(testo) if testo else None for come, testo in zip(leggi, riga, strict=True))
