"""One SQLite file with every table: declared types, primary keys, texts as they are.

SQLite has neither decimals nor dates: numbers are stored as numbers, dates and instants as ISO 8601
texts, yes and no as 1 and 0. The declared types say what they are.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from monitoraggio.aperti.formati.csv import testi_csv
from monitoraggio.aperti.tipi import Colonna, Tabella, Tipo
from monitoraggio.aperti.valori import VERO, originale

TIPI = {
    Tipo.TESTO: "TEXT",
    Tipo.INTERO: "INTEGER",
    Tipo.DATA: "DATE",
    Tipo.ISTANTE: "TIMESTAMP",
    Tipo.ORA: "TIME",
    Tipo.SI_NO: "BOOLEAN",
}
VALORI: dict[Tipo, Callable[[str], Any]] = {
    Tipo.TESTO: originale,
    Tipo.INTERO: int,
    Tipo.SI_NO: lambda testo: int(testo == VERO),
}


def scrivi_sqlite(tabelle: Iterable[tuple[Tabella, Path]], percorso: Path) -> None:
    """Raises sqlite3.IntegrityError when two rows have the same key."""
    db = sqlite3.connect(percorso, isolation_level=None)
    try:
        # Not a log and not a second: the file is worth something only when it is whole.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for tabella, dal_csv in tabelle:
            db.execute(_crea(tabella))
            posti = ", ".join("?" * len(tabella.colonne))
            db.executemany(
                f'INSERT INTO "{tabella.codice}" VALUES ({posti})',  # noqa: S608
                _righe(tabella, dal_csv),
            )
        db.execute("COMMIT")
    finally:
        db.close()


def _crea(tabella: Tabella) -> str:
    colonne = [_colonna(colonna) for colonna in tabella.colonne]
    chiave = ", ".join(f'"{nome}"' for nome in tabella.chiave)
    esterne = [
        f'FOREIGN KEY ("{c.nome}") REFERENCES "{altra}" ("{sua}")'
        for c in tabella.colonne
        if c.riferimento
        for altra, _punto, sua in (c.riferimento.partition("."),)
    ]
    corpo = ", ".join([*colonne, f"PRIMARY KEY ({chiave})", *esterne])
    return f'CREATE TABLE "{tabella.codice}" ({corpo})'


def _colonna(colonna: Colonna) -> str:
    tipo = TIPI.get(colonna.tipo) or f"DECIMAL(18, {colonna.decimali})"
    return f'"{colonna.nome}" {tipo}' + (" NOT NULL" if colonna.obbligatoria else "")


def _righe(tabella: Tabella, dal_csv: Path) -> Iterator[list[Any]]:
    # The affinity of a DECIMAL column turns the text into a number.
    leggi = [VALORI.get(colonna.tipo, str) for colonna in tabella.colonne]
    for riga in testi_csv(dal_csv):
        yield [come(testo) if testo else None for come, testo in zip(leggi, riga, strict=True)]
