"""How many requests at once may read the past: each computation there sorts the history (ADR 20).

A request takes its place when it first looks there and keeps it to its end, however many figures it
compares. What no request asked for (workers, commands) takes none.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from fis_portal.core.api.throttling import AnonThrottle
from fis_portal.core.posti import Flusso, Posto, posti

R = TypeVar("R", bound=HttpResponseBase)
NOME = "passato"
RIPROVA_S = 10


class PassatoOccupato(Exception):
    """All the places are taken, those of this client or those of everybody."""

    messaggio = gettext_lazy(
        "Per dire come risultavano i dati un giorno il portale ne rilegge tutta la storia, e può "
        "farlo per pochi alla volta. Ora i posti sono occupati: riprova fra qualche secondo."
    )

    def __str__(self) -> str:
        return str(self.messaggio)


class Turno:
    """What one request holds of the past: nothing, until it looks there."""

    def __init__(self, cliente: Callable[[], str]) -> None:
        self._cliente = cliente
        self.posto: Posto | None = None

    def prendi(self) -> None:
        if self.posto is None:
            self.posto = posti(settings.REDIS_URL, NOME).prendi(
                self._cliente(),
                per_cliente=settings.PASSATO_PER_CLIENTE,
                in_tutto=settings.PASSATO,
            )
        if self.posto is None:
            raise PassatoOccupato
        self.posto.rinnova()


_turno: ContextVar[Turno | None] = ContextVar("turno_del_passato", default=None)


def prendi_posto() -> None:
    """The place of this request, once. Raises PassatoOccupato."""
    turno = _turno.get()
    if turno is not None:
        turno.prendi()


def da_riprovare(risposta: R) -> R:
    """An answer that says when to ask again."""
    risposta["Retry-After"] = str(RIPROVA_S)
    risposta["Cache-Control"] = "no-store"
    return risposta


class PassatoMiddleware:
    """Gives the place back with the answer, or at the end of one that is sent in parts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        turno = Turno(lambda: AnonThrottle().get_cache_key(Request(request), None))
        segno = _turno.set(turno)
        try:
            response = self.get_response(request)
            if turno.posto and isinstance(response, StreamingHttpResponse):
                parti = cast(Iterator[bytes], response.streaming_content)
                response.streaming_content = Flusso(parti, turno.posto)
                turno.posto = None
            return response
        finally:
            _turno.reset(segno)
            if turno.posto:
                turno.posto.close()

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponseBase | None:
        if not isinstance(exc, PassatoOccupato):
            return None
        return da_riprovare(render(request, "429.html", {"message": str(exc)}, status=429))
