"""A table as text on its way: CSV (RFC 4180, formulas defused) or NDJSON, an object a line."""

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from monitoraggio.aperti.massa.lettura import Testi
from monitoraggio.aperti.tipi import Tabella, Tipo
from monitoraggio.aperti.valori import VERO, disinnesca

# Numbers and truth values are written as such, with the digits of the CSV.
NUDI = frozenset({Tipo.INTERO, Tipo.DECIMALE, Tipo.SI_NO})
RITIRATO, QUANDO, CHIAVE = "ritirato", "quando", "chiave"


class Scrittura(ABC):
    """`novita`: what is written are changes, withdrawals too."""

    formato: str
    tipo: str

    def __init__(self, tabella: Tabella, *, novita: bool = False) -> None:
        self.tabella = tabella
        self.novita = novita

    def testa(self) -> bytes:
        return b""

    @abstractmethod
    def righe(self, testi: Sequence[Testi]) -> bytes: ...

    @abstractmethod
    def ritiri(self, ritiri: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
        """Rows that are there no longer: their key, and since when."""

    def coda(self, prossimo: str) -> bytes:
        return b""


class Ndjson(Scrittura):
    formato = "ndjson"
    tipo = "application/x-ndjson; charset=utf-8"

    def __init__(self, tabella: Tabella, *, novita: bool = False) -> None:
        super().__init__(tabella, novita=novita)
        self._campi = [(json.dumps(c.nome), c.tipo in NUDI) for c in tabella.colonne]
        self._nudi = {c.nome for c in tabella.colonne if c.tipo in NUDI}

    def righe(self, testi: Sequence[Testi]) -> bytes:
        return "".join(map(self._riga, testi)).encode()

    def _riga(self, testi: Testi) -> str:
        celle = zip(self._campi, testi, strict=True)
        return (
            f"{{{','.join(f'{nome}:{_valore(testo, nudo)}' for (nome, nudo), testo in celle)}}}\n"
        )

    def ritiri(self, ritiri: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
        return "".join(
            _oggetto(
                {
                    RITIRATO: True,
                    CHIAVE: {n: int(v) if n in self._nudi else v for n, v in chiave.items()},
                    QUANDO: quando,
                }
            )
            for chiave, quando in ritiri
        ).encode()

    def coda(self, prossimo: str) -> bytes:
        return _oggetto({"prossimo": prossimo}).encode() if self.novita else b""


class Csv(Scrittura):
    formato = "csv"
    tipo = "text/csv; charset=utf-8; header=present"

    def __init__(self, tabella: Tabella, *, novita: bool = False) -> None:
        super().__init__(tabella, novita=novita)
        self._testi = [c.tipo == Tipo.TESTO for c in tabella.colonne]

    def testa(self) -> bytes:
        return self._scrivi([[*self.tabella.nomi, *((RITIRATO, QUANDO) if self.novita else ())]])

    def righe(self, testi: Sequence[Testi]) -> bytes:
        coda = ["", ""] if self.novita else []
        return self._scrivi(
            [
                disinnesca(testo) if is_testo and testo else testo
                for is_testo, testo in zip(self._testi, riga, strict=True)
            ]
            + coda
            for riga in testi
        )

    def ritiri(self, ritiri: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
        return self._scrivi(
            [*(disinnesca(chiave.get(nome, "")) for nome in self.tabella.nomi), VERO, quando]
            for chiave, quando in ritiri
        )

    @staticmethod
    def _scrivi(righe: Any) -> bytes:
        uscita = io.StringIO(newline="")
        csv.writer(uscita).writerows(righe)
        return uscita.getvalue().encode()


SCRITTURE: dict[str, type[Scrittura]] = {"ndjson": Ndjson, "csv": Csv}


def _valore(testo: str | None, nudo: bool) -> str:
    if testo is None:
        return "null"
    return testo if nudo else json.dumps(testo, ensure_ascii=False)


def _oggetto(valore: Any) -> str:
    return json.dumps(valore, ensure_ascii=False, separators=(",", ":")) + "\n"
