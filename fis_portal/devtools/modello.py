"""A migrated, empty database that test databases are copied from.

Migrating from nothing takes a quarter of a minute, copying takes a second: each test session starts
from a fresh copy, and the template is made again only when a migration changes.
"""

import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from fis_portal.devtools import messaggi
from fis_portal.devtools.errori import ErroreAvvio
from fis_portal.devtools.preparazione import passi
from fis_portal.devtools.processi import legato_al_padre
from fis_portal.devtools.profili import RADICE

VARIABILE = "FIS_DATABASE_MODELLO"
PREFISSO = "modello_"


def prepare(env: Mapping[str, str]) -> dict[str, str]:
    """Have the template for the present migrations; returns the variable that names it."""
    migrate = next(step for step in passi() if step.nome == "migrate")
    name = PREFISSO + migrate.impronta[:16]
    connection = psycopg2.connect(_with_database(env["DATABASE_URL"], "postgres"))
    connection.autocommit = True
    try:
        if name not in _templates(connection):
            _make(connection, name, env, migrate.argv)
    finally:
        connection.close()
    return {VARIABILE: name}


def _make(connection: Connection, name: str, env: Mapping[str, str], argv: tuple[str, ...]) -> None:
    """Migrate an unfinished database, then give it its name: a half-made one never has it."""
    unfinished = f"{PREFISSO}incompleto"
    messaggi.stampa("Preparo il database modello dei test…")
    for old in _templates(connection):
        _execute(connection, "DROP DATABASE {} WITH (FORCE)", old)
    _execute(connection, "CREATE DATABASE {}", unfinished)
    done = subprocess.run(
        argv,
        cwd=RADICE,
        env={**env, "DATABASE_URL": _with_database(env["DATABASE_URL"], unfinished)},
        preexec_fn=legato_al_padre(15),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        raise ErroreAvvio("Le migrazioni non riescono: l'errore è qui sopra.")
    _execute(connection, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _templates(connection: Connection) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFISSO + "%"])
        return [row[0] for row in cursor.fetchall()]


def _execute(connection: Connection, statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
