"""Answers that each process keeps a few seconds: many who ask the same at once cost one (ADR 26).

Only what a view says may be kept (`ApiPubblica.memoria_s`), and that says itself that caches on the
way may keep it for longer. Every request is counted against its limit, also when nothing is
computed for it.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from fis_portal.core.api.throttling import AnonThrottle

RISPOSTE = "risposte"
PREFISSO = "/api/"
# Larger ones are few, and would fill the memory of each process.
MASSIMO_BYTE = 200_000


@dataclass(frozen=True, slots=True)
class Risposta:
    """An answer as the inner middleware left it, without what belongs to who asked."""

    contenuto: bytes
    intestazioni: dict[str, str]
    nata: float


class MemoriaMiddleware:
    """Outside all that looks at sessions and pages: what is kept is the same for everybody.

    `Cache-Control: no-cache` asks for a new answer; whoever says who he is never gets a kept one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _uguale_per_tutti(request):
            return self.get_response(request)
        chiave = _chiave(request)
        tenuta: Risposta | None = caches[RISPOSTE].get(chiave)
        if tenuta is not None and (risposta := _ripeti(request, tenuta)) is not None:
            return risposta
        response = self.get_response(request)
        secondi = getattr(response, "memoria_s", 0)
        if secondi and _si_tiene(response):
            caches[RISPOSTE].set(chiave, _da_tenere(response), secondi)
        return response


def _uguale_per_tutti(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.path_info.startswith(PREFISSO)
        and not any(request.META.get(nome) for nome in ("HTTP_COOKIE", "HTTP_AUTHORIZATION"))
        and "no-cache" not in request.META.get("HTTP_CACHE_CONTROL", "")
    )


def _chiave(request: HttpRequest) -> str:
    # The host is in the addresses an answer tells; over HTTP the same address leads to HTTPS.
    parti = (
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        request.META.get("HTTP_ACCEPT", ""),
    )
    return hashlib.blake2b("\n".join(map(str, parti)).encode(), digest_size=16).hexdigest()


def _si_tiene(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and len(response.content) <= MASSIMO_BYTE
    )


def _da_tenere(response: HttpResponseBase) -> Risposta:
    assert isinstance(response, HttpResponse)  # noqa: S101
    intestazioni = {
        nome: valore
        for nome, valore in response.items()
        if not nome.lower().startswith("ratelimit-")
    }
    return Risposta(response.content, intestazioni, time.time())


def _ripeti(request: HttpRequest, tenuta: Risposta) -> HttpResponseBase | None:
    """The same answer again; None where the limit is reached: the view says so."""
    freno = AnonThrottle()
    if not freno.allow_request(Request(request), None):
        return None
    risposta = HttpResponse(tenuta.contenuto, headers=tenuta.intestazioni)
    risposta["Age"] = str(max(0, int(time.time() - tenuta.nata)))
    if freno.limite:
        freno.limite.scrivi(risposta)
    return get_conditional_response(request, risposta.get("ETag"), None, risposta)
