"""The one shape of every error the API answers: `{"code", "message", "fields"}`, in Italian."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from fis_portal.core.api.renderers import JsonRenderer
from fis_portal.core.errors import DomainError
from fis_portal.core.passato import PassatoOccupato, da_riprovare

GENERALE = "generale"
# Where DRF and Django forms put what concerns no single field.
CHIAVI_GENERALI = ("non_field_errors", "__all__", "detail", "")


class ErroreSerializer(serializers.Serializer):
    code = serializers.CharField(help_text=gettext_lazy("Codice stabile, per i programmi."))
    message = serializers.CharField(help_text=gettext_lazy("Che cosa non va e che cosa fare."))
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text=gettext_lazy("I messaggi per parametro o campo; vuoto se non ce ne sono."),
    )


MESSAGGI = {
    "parse_error": gettext_lazy("Il corpo della richiesta non è JSON valido."),
    "not_authenticated": gettext_lazy("Per questo indirizzo occorre accedere al portale."),
    "authentication_failed": gettext_lazy("Le credenziali non sono valide."),
    "permission_denied": gettext_lazy("Non hai il permesso di leggere questi dati."),
    "not_found": gettext_lazy("Nessun dato pubblico corrisponde a questo indirizzo."),
    "not_acceptable": gettext_lazy(
        "L'API risponde in application/json: indica questo formato nell'intestazione Accept."
    ),
    "error": gettext_lazy("La richiesta non è valida."),
}


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn whatever a view raises into the one error shape; None leaves a fault to Django's 500."""
    if isinstance(exc, DomainError):
        status = 400 if exc.fields else 409
        return _risposta(context, status, exc.code, exc.message, exc.fields)
    if isinstance(exc, PassatoOccupato):
        return da_riprovare(_risposta(context, 429, "throttled", str(exc), {}))
    response = drf_exception_handler(exc, context)
    if response is None:
        return None
    codice, messaggio, campi = _racconta(exc)
    errore = _risposta(context, response.status_code, codice, messaggio, campi)
    for nome in ("Retry-After", "WWW-Authenticate"):
        if nome in response.headers:
            errore[nome] = response.headers[nome]
    return errore


def _risposta(
    context: dict[str, Any],
    status: int,
    codice: str,
    messaggio: str,
    campi: Mapping[str, list[str]],
) -> Response:
    request = context.get("request")
    if request is not None:  # an error is JSON whatever format the data was asked in
        request.accepted_renderer = JsonRenderer()
        request.accepted_media_type = JsonRenderer.media_type
    corpo = {"code": codice, "message": str(messaggio), "fields": dict(campi)}
    return Response(corpo, status=status)


def _racconta(exc: Exception) -> tuple[str, str, dict[str, list[str]]]:
    """Code, message and messages per field of an exception DRF knows."""
    if isinstance(exc, exceptions.ValidationError):
        campi = _piatti(exc.detail)
        return "invalid", _messaggio_campi(campi), campi
    if isinstance(exc, exceptions.Throttled):
        messaggio = getattr(exc, "messaggio", "") or _messaggio_attesa(getattr(exc, "wait", None))
        return "throttled", str(messaggio), {}
    if isinstance(exc, exceptions.MethodNotAllowed):
        return exc.default_code, _("L'indirizzo si può solo leggere: usa il metodo GET."), {}
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return exc.default_code, _("Il corpo della richiesta va inviato come application/json."), {}
    if isinstance(exc, exceptions.NotFound) and exc.detail != exc.default_detail:
        return "not_found", str(exc.detail), {}
    if isinstance(exc, Http404):
        return "not_found", str(MESSAGGI["not_found"]), {}
    codice = getattr(exc, "default_code", "permission_denied")
    return codice, str(MESSAGGI.get(codice, MESSAGGI["error"])), {}


def _messaggio_campi(campi: Mapping[str, list[str]]) -> str:
    nomi = [nome for nome in campi if nome != GENERALE]
    if not nomi:
        return " ".join(campi.get(GENERALE, [])) or str(MESSAGGI["error"])
    return ngettext(
        "C'è un errore nel parametro %(nomi)s.", "Ci sono errori nei parametri %(nomi)s.", len(nomi)
    ) % {"nomi": ", ".join(nomi)}


def _messaggio_attesa(attesa: float | None) -> str:
    secondi = max(1, int(attesa or 1))
    return ngettext(
        "Hai fatto troppe richieste: riprova tra %(secondi)s secondo.",
        "Hai fatto troppe richieste: riprova tra %(secondi)s secondi.",
        secondi,
    ) % {"secondi": secondi}


def _piatti(detail: Any, percorso: str = "") -> dict[str, list[str]]:
    """Messages by dotted path, however deep the serializer that refused them."""
    if isinstance(detail, Mapping):
        coppie = [(_unisci(percorso, str(chiave)), valore) for chiave, valore in detail.items()]
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        if not any(isinstance(voce, Mapping | list) for voce in detail):
            return {percorso or GENERALE: [str(voce) for voce in detail]}
        coppie = [(_unisci(percorso, str(i)), voce) for i, voce in enumerate(detail) if voce]
    else:
        return {percorso or GENERALE: [str(detail)]}
    piatti: dict[str, list[str]] = {}
    for nome, valore in coppie:
        for chiave, messaggi in _piatti(valore, nome).items():
            piatti.setdefault(chiave, []).extend(messaggi)
    return piatti


def _unisci(percorso: str, chiave: str) -> str:
    if chiave in CHIAVI_GENERALI:
        return percorso
    return f"{percorso}.{chiave}" if percorso else chiave
