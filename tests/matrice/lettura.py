"""Nothing is written while somebody reads: PostgreSQL itself refuses, whatever the code tries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

SOLA_LETTURA = "25006"  # read_only_sql_transaction
# The one thing that reading writes: who read personal data.
TRACCIA = 'INSERT INTO "community_accessopersona"'


@contextmanager
def prova_senza_traccia(*, sola_lettura: bool) -> Iterator[list[str]]:
    """A savepoint that is undone at the end; with `sola_lettura`, one that takes no write.

    Gives the statements that were refused: a view that swallows the error is found out all the
    same. Triggers and functions that write are refused like plain statements.
    """
    rifiutati: list[str] = []

    def guarda(esegui: Callable[..., Any], sql: str, params: Any, many: bool, contesto: Any) -> Any:
        if sola_lettura and sql.startswith(TRACCIA):
            return esegui("SELECT 1", (), False, contesto)
        try:
            return esegui(sql, params, many, contesto)
        except DatabaseError as errore:
            if getattr(errore.__cause__, "pgcode", None) == SOLA_LETTURA:
                rifiutati.append(sql)
            raise

    with transaction.atomic():
        if sola_lettura:
            with connection.cursor() as cursore:
                cursore.execute("SET LOCAL transaction_read_only = on")
        with connection.execute_wrapper(guarda):
            yield rifiutati
        transaction.set_rollback(True)
