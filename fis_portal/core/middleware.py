"""A name for each request, in the answer and in its log lines; what a page may ask the device."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from fis_portal.core.logs import loaded_user_id, log_context

# A proxy may name the request; anything else (spaces, line ends, long text) is replaced.
VALIDO = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """First of all middleware: what the others log carries the id too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        proposto = request.headers.get("X-Request-ID", "")
        request_id = proposto if VALIDO.fullmatch(proposto) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with log_context(request_id, lambda: loaded_user_id(request)):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


PERMESSI = "Permissions-Policy"
NESSUNO = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
# For the one page that reads QR codes, set by its view.
FOTOCAMERA = NESSUNO.replace("camera=()", "camera=(self)")


class PermessiMiddleware:
    """No page uses the camera or the like, nor lets anything it shows do so, unless it says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault(PERMESSI, NESSUNO)
        return response
