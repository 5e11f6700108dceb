"""Row-level security: below the application's own checks, PostgreSQL shows only what is one's own.

Pages for Comuni and evaluators, and the endpoint for their systems, run as the database role
`portale_area` with `fis.utente` set to the person who asks. The policies (migration outcomes.0002)
work out from that number which reports, remarks, evidence and files exist for her. Without the
number they raise an error: closed, not open. The management area and the workers run as the owner
of the tables, for whom the policies do not hold.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase

RUOLO_AREA = "portale_area"


@contextmanager
def isolato(utente_id: int) -> Iterator[None]:
    """One transaction in which only this person's rows exist."""
    with transaction.atomic():
        _assume(RUOLO_AREA, str(int(utente_id)))
        yield
        # Inside an outer transaction SET LOCAL would go on; after an error the rollback undoes it.
        _assume("none", "")


def _assume(ruolo: str, utente: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fis.utente', %s, true)", [utente])
        cursor.execute(f"SET LOCAL ROLE {ruolo}")


def isolata(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: the view, templates included, sees only the rows of the person signed in."""

    @wraps(view)
    def avvolta(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with isolato(request.user.pk):  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

    return avvolta
