"""Reading all the public tables as they stand in one instant, each into its CSV.

One transaction sees the same data from the first row to the last; each source is streamed once and
its rows go to all its tables. What is in memory does not depend on how many the rows are, but for
the sources they cite.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from fis_portal.core.istantanea import istantanea
from monitoraggio.aperti.formati.csv import ScrittoreCsv
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tabelle.fonti import FONTI, citate_in
from monitoraggio.aperti.tipi import Riga, Tabella

# Raise it when a format changes what it writes for the same rows: all tables get a new version.
FORMATO = "1"


@dataclass(frozen=True, slots=True)
class Estratta:
    """A table in its CSV. `impronta` tells its content: the rows, and how they are declared."""

    tabella: Tabella
    csv: Path
    righe: int
    impronta: str


def estrai(cartella: Path, tabelle: Iterable[Tabella] | None = None) -> dict[str, Estratta]:
    """All the tables (or these), in the order of the registry."""
    scelte = list(TABELLE.values() if tabelle is None else tabelle)
    gruppi: dict[str, list[Tabella]] = {}
    for tabella in scelte:
        gruppi.setdefault(tabella.sorgente.codice, []).append(tabella)
    citate: dict[str, Riga] = {}
    estratte: dict[str, Estratta] = {}
    with istantanea():
        for codice, insieme in gruppi.items():
            if codice != FONTI.codice:
                righe = _annota_fonti(insieme[0].sorgente.righe(), citate)
                estratte |= _scrivi(insieme, righe, cartella)
    if FONTI in scelte:
        estratte |= _scrivi([FONTI], (citate[codice] for codice in sorted(citate)), cartella)
    return {tabella.codice: estratte[tabella.codice] for tabella in scelte}


def _annota_fonti(righe: Iterable[Riga], citate: dict[str, Riga]) -> Iterator[Riga]:
    for riga in righe:
        for fonte in citate_in(riga):
            citate.setdefault(fonte["codice"], fonte)
        yield riga


def _scrivi(insieme: list[Tabella], righe: Iterable[Riga], cartella: Path) -> dict[str, Estratta]:
    with ExitStack() as aperti:
        scrittori = [
            aperti.enter_context(ScrittoreCsv(t, cartella / f"{t.codice}.csv")) for t in insieme
        ]
        for riga in righe:
            for scrittore in scrittori:
                for valori in scrittore.tabella.valori(riga):
                    scrittore.scrivi(valori)
    return {
        s.tabella.codice: Estratta(s.tabella, s.percorso, s.righe, impronta_di(s))
        for s in scrittori
    }


def impronta_di(scrittore: ScrittoreCsv) -> str:
    """The same rows of the same columns always give the same one."""
    tabella = scrittore.tabella
    dichiarata = [
        FORMATO,
        tabella.codice,
        tabella.chiave,
        [[c.nome, c.tipo, c.decimali, c.riferimento, c.obbligatoria] for c in tabella.colonne],
    ]
    somma = hashlib.sha256(json.dumps(dichiarata).encode())
    with scrittore.percorso.open("rb") as file:
        somma.update(hashlib.file_digest(file, "sha256").digest())
    return somma.hexdigest()
