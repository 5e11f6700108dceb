"""Error answers: a page for people, the API's error shape for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fis_portal.core.conservazione import e_di_questo_sito, is_da_conservare, pagina_conservata


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"code": code, "message": message, "fields": {}},
            status=status,
            json_dumps_params={"ensure_ascii": False},
            content_type="application/json; charset=utf-8",
            headers={"Cache-Control": "no-store"},
        )
    return render(request, f"{status}.html", {"message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request, 400, "bad_request", _("La richiesta non è valida: controlla l'indirizzo.")
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", _("Non hai il permesso di vedere la pagina."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    trovato = request.resolver_match
    if trovato is not None and is_da_conservare(request, trovato.func) and e_di_questo_sito(reason):
        return pagina_conservata(request, status=403)
    message = _("La pagina era aperta da troppo tempo: ricaricala e invia di nuovo.")
    return _answer(request, 403, "csrf_failed", message)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", _("La pagina cercata non esiste."))


def server_error(request: HttpRequest) -> HttpResponse:
    message = _("Si è verificato un errore: riprova tra qualche minuto.")
    return _answer(request, 500, "server_error", message)
