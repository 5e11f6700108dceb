"""Logs of one JSON line per event: who asked (an id), never their data.

What may appear is listed here; anything else given as `extra` is dropped, so that no name, address
or uploaded text reaches the logs by accident.
"""

import datetime
import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
# Returns the id of the signed-in user without asking the database for it.
CHI: ContextVar[Callable[[], int | None] | None] = ContextVar("chi", default=None)

CAMPI_EXTRA = (
    "evento",
    "azione",
    "esito",
    "oggetto",
    "oggetto_id",
    "comune_id",
    "progetto_id",
    "report_id",
    "task_id",
    "controllo",
    "status_code",
    "durata_ms",
    "righe",
    "byte",
)
DATI_PERSONALI = (
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
    (re.compile(r"\b[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]\b"), "[codice fiscale]"),
    (re.compile(r"\bIT\d{2}[A-Za-z]\d{10}[0-9A-Za-z]{12}\b"), "[iban]"),
)
MASSIMO_MESSAGGIO = 8000


@contextmanager
def log_context(request_id: str, chi: Callable[[], int | None] | None = None) -> Iterator[None]:
    """Everything logged inside carries this request (or task) id and this user id."""
    gettone_id, gettone_chi = REQUEST_ID.set(request_id), CHI.set(chi)
    try:
        yield
    finally:
        CHI.reset(gettone_chi)
        REQUEST_ID.reset(gettone_id)


class JsonFormatter(logging.Formatter):
    """One event, one line, whatever characters the message holds (json escapes them all)."""

    def format(self, record: logging.LogRecord) -> str:
        istante = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
        request_id, user_id = _chi(record)
        riga: dict[str, object] = {
            "time": istante.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _oscura(_messaggio(record)),
            "request_id": request_id,
            "user_id": user_id,
        }
        for campo in CAMPI_EXTRA:
            if (valore := getattr(record, campo, None)) is not None:
                riga[campo] = _semplice(valore)
        if record.exc_info and record.exc_info[0] is not None:
            riga["exception"] = _eccezione(record.exc_info)
        return json.dumps(riga, ensure_ascii=True)


def loaded_user_id(request: object) -> int | None:
    """Id of the signed-in user, if the request has already loaded it.

    `request.user` would read the session and the user from the database for each log line.
    """
    utente = getattr(request, "_cached_user", None)
    return None if utente is None else utente.pk


def _chi(record: logging.LogRecord) -> tuple[str | None, int | None]:
    """Request and user. Django logs the answers of 400 and above after all middleware is done."""
    chi, request = CHI.get(), getattr(record, "request", None)
    request_id = REQUEST_ID.get() or getattr(request, "request_id", None)
    return request_id, chi() if chi else loaded_user_id(request)


def _messaggio(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A wrong logging call must not lose the event.
        return f"{record.msg} [arguments do not fit]"


def _oscura(testo: str) -> str:
    for forma, segno in DATI_PERSONALI:
        testo = forma.sub(segno, testo)
    return testo[:MASSIMO_MESSAGGIO]


def _semplice(valore: object) -> object:
    return valore if isinstance(valore, bool | int | float) else _oscura(str(valore))


def _eccezione(exc_info: Any) -> dict[str, object]:
    """Type, first line and places: PostgreSQL puts the row's values on the lines after that."""
    _tipo, errore, traccia = exc_info
    righe = str(errore).strip().splitlines()
    return {
        "type": type(errore).__name__,
        "message": _oscura(righe[0]) if righe else "",
        "cause": type(errore.__cause__).__name__ if errore and errore.__cause__ else None,
        "frames": [
            f"{passo.filename}:{passo.lineno} {passo.name}"
            for passo in traceback.extract_tb(traccia)
        ],
    }
