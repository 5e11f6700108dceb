from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

INTESTAZIONE = "Content-Security-Policy"


class AdminCspMiddleware:
    """The policy of the management area: the public one plus the two things django-unfold needs.

    Alpine.js evaluates the expressions written in its attributes ('unsafe-eval') and some widgets
    carry a style attribute. No inline script and no inline style sheet is allowed here either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        risposta = self.get_response(request)
        if request.path_info.startswith(self.prefisso) and INTESTAZIONE not in risposta:
            risposta[INTESTAZIONE] = self.politica
        return risposta

    @cached_property
    def prefisso(self) -> str:
        return reverse("admin:index")

    @cached_property
    def politica(self) -> str:
        pubblica: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[assignment]
        return build_policy(
            config={
                **pubblica,
                "default-src": [SELF],
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF],
                "style-src-attr": [UNSAFE_INLINE],
                "object-src": [NONE],
            }
        )


class AdminRiserboMiddleware:
    """The management area is read with GET, written with POST, and kept by no cache.

    Django's admin takes any other method for a GET: here it is refused, so that what only GET is
    checked for (rights, no write) holds for every request that is not a POST.
    """

    metodi = ("GET", "HEAD", "POST")
    # The words of the widgets: the same for everybody.
    di_tutti = ("admin:jsi18n",)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.prefisso):
            return self.get_response(request)
        risposta = self.get_response(request) if request.method in self.metodi else self._rifiuto()
        trovato = request.resolver_match
        if trovato is None or trovato.view_name not in self.di_tutti:
            patch_cache_control(risposta, private=True, no_store=True)
        return risposta

    def _rifiuto(self) -> HttpResponse:
        return HttpResponse(
            _("L'area di gestione accetta solo richieste GET, HEAD e POST."),
            status=405,
            content_type="text/plain; charset=utf-8",
            headers={"Allow": ", ".join(self.metodi)},
        )

    @cached_property
    def prefisso(self) -> str:
        return reverse("admin:index")
