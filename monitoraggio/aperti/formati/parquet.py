"""Parquet with true types, written by DuckDB from the CSV: in order, on one thread, in bounded
memory, and without ever looking for anything on the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from monitoraggio.aperti.tipi import Colonna, Tabella, Tipo

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORIA = "160MB"
RIGHE_PER_GRUPPO = 20_000
LIMITE_RIGA = 16 * 1024 * 1024
TIPI = {
    Tipo.TESTO: "VARCHAR",
    Tipo.INTERO: "BIGINT",
    Tipo.DATA: "DATE",
    Tipo.ISTANTE: "TIMESTAMPTZ",
    Tipo.ORA: "TIME",
    Tipo.SI_NO: "BOOLEAN",
}


@contextmanager
def banco_parquet(cartella: Path) -> "Iterator[DuckDBPyConnection]":
    """Where the tables of an edition are turned into Parquet, one after the other."""
    import duckdb

    impostazioni: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORIA,
        "temp_directory": str(cartella / "duckdb"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=impostazioni) as db:
        db.execute("SET TimeZone='UTC'")
        yield db


def scrivi_parquet(
    db: "DuckDBPyConnection", tabella: Tabella, dal_csv: Path, percorso: Path
) -> None:
    db.execute(
        f"COPY (SELECT {', '.join(map(_colonna, tabella.colonne))} FROM "  # noqa: S608
        "read_csv($1, header=true, delim=',', quote='\"', escape='\"', auto_detect=false, "
        f"parallel=false, max_line_size={LIMITE_RIGA}, columns={_testi(tabella)})) TO "
        f"{_letterale(str(percorso))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RIGHE_PER_GRUPPO})",
        [str(dal_csv)],
    )


def _testi(tabella: Tabella) -> str:
    return "{" + ", ".join(f"{_letterale(nome)}: 'VARCHAR'" for nome in tabella.nomi) + "}"


def _colonna(colonna: Colonna) -> str:
    nome = f'"{colonna.nome}"'
    if colonna.tipo == Tipo.TESTO:
        # As valori.originale: one quote less where it was put to defuse a formula.
        segni = r"^''(''*[=+\-@\t\r\n＝＋－＠])"
        return f"regexp_replace({nome}, '{segni}', '\\1') AS {nome}"
    if colonna.tipo == Tipo.DECIMALE:
        return f"CAST({nome} AS DECIMAL(18, {colonna.decimali})) AS {nome}"
    return f"CAST({nome} AS {TIPI[colonna.tipo]}) AS {nome}"


def _letterale(testo: str) -> str:
    return "'" + testo.replace("'", "''") + "'"
