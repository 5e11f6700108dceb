"""Public data is for every site: browsers may read the API from pages of others.

Only reading and never with credentials: `*` makes browsers keep cookies and answers apart.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

PREFISSO = "/api/"
METODI = "GET, HEAD, OPTIONS"
INTESTAZIONI = "Accept, If-None-Match"
ESPOSTE = (
    "ETag, FIS-Segno, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "X-Request-ID"
)
UN_GIORNO = "86400"


class CorsPubblicoMiddleware:
    """Outside ConditionalGetMiddleware, which drops headers it does not know from a 304."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFISSO):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return self._preliminare()
        response = self.get_response(request)
        if request.method in ("GET", "HEAD"):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = ESPOSTE
        return response

    @staticmethod
    def _preliminare() -> HttpResponse:
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = METODI
        response["Access-Control-Allow-Headers"] = INTESTAZIONI
        response["Access-Control-Max-Age"] = UN_GIORNO
        return response
