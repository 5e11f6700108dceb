"""One instant of the database for several queries: what is written meanwhile is not seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def istantanea() -> Iterator[None]:
    """Read only. Inside a transaction already begun it changes nothing: the level can only be set
    before the first query."""
    dentro = connection.in_atomic_block
    with transaction.atomic(savepoint=False):
        if not dentro:
            with connection.cursor() as cursore:
                cursore.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
