"""Row-level security: below the application's own checks, PostgreSQL shows only what is one's own.

Pages for Comuni and evaluators, and the endpoint for their systems, run as the database role
`portale_area` with `fis.utente` set to the person who asks. The policies (migration outcomes.0002)
work out from that number which reports, remarks, evidence and files exist for her. Without the
number nothing is anybody's own: closed, not open. The management area and the workers run as the
owner of the tables, for whom the policies do not hold.
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
    """One transaction in which only the rows of this person exist; after it, those of before."""
    with transaction.atomic():
        prima = _assume(RUOLO_AREA, str(int(utente_id)))
        yield
        # Inside an outer transaction the settings would go on; after an error the rollback undoes
        # them.
        _assume(*prima)


def _assume(ruolo: str, utente: str) -> tuple[str, str]:
    """Be this role for this person until the transaction ends; returns the ones before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('fis.utente', true)")
        prima = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('fis.utente', %s, true), set_config('role', %s, true)",
            [utente, ruolo],
        )
    return prima[0], prima[1] or ""


def isolata(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: the view, templates included, sees only the rows of the person signed in."""

    @wraps(view)
    def avvolta(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with isolato(request.user.pk):  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

    avvolta.is_isolata = True  # type: ignore[attr-defined]
    return avvolta
