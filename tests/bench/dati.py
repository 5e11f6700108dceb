"""One database for each size, each grown from the one before: the real programme, then generated
projects (`manage.py generate`), the same every time."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from tests.bench.impostazioni import BANCA, ambiente, nome_database


def prepara(misure: Sequence[int]) -> None:
    """Databases with as many projects as each of `misure`; those already there are brought up to
    date and used again."""
    origine = nome_database(0)
    if _crea(origine):
        _gestisci(0, "migrate", "-v0")
        _gestisci(0, "sync_roles", "-v0")
        _gestisci(0, "seed", "-v0")
    for progetti in sorted(misure):
        nuovo = _crea(nome_database(progetti), modello=origine)
        _gestisci(progetti, "migrate", "-v0")
        print(f"{progetti} progetti…", flush=True)
        _gestisci(progetti, "generate", f"--progetti={progetti}", "--forza")
        if nuovo:
            with apri(progetti) as cursore:
                cursore.execute("VACUUM ANALYZE")
        origine = nome_database(progetti)


@contextmanager
def apri(progetti: int) -> Iterator[Any]:
    """A cursor on the database of that size, outside Django."""
    connessione = psycopg2.connect(**_indirizzo(nome_database(progetti)))
    connessione.autocommit = True
    # Closed at the end: nobody may be in a database that becomes the model of another.
    with closing(connessione), connessione.cursor() as cursore:
        yield cursore


def _indirizzo(nome: str) -> dict[str, Any]:
    return {
        "host": BANCA["HOST"],
        "port": BANCA["PORT"],
        "user": BANCA["USER"],
        "password": BANCA["PASSWORD"],
        "dbname": nome,
    }


def _crea(nome: str, modello: str = "template1") -> bool:
    connessione = psycopg2.connect(**_indirizzo("postgres"))
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        cursore.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nome])
        if cursore.fetchone():
            return False
        cursore.execute(f'CREATE DATABASE "{nome}" TEMPLATE "{modello}" STRATEGY file_copy')
    connessione.close()
    return True


def _gestisci(progetti: int, *argomenti: str) -> None:
    subprocess.run([sys.executable, "manage.py", *argomenti], env=ambiente(progetti), check=True)
