"""Closed by default, without asking public requests who they are."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from fis_portal.core.conservazione import is_da_conservare, pagina_conservata


class AccessoMiddleware(LoginRequiredMiddleware):
    """Django's, but a public view is let through before the user is looked up.

    Looking up the user reads the session: every public answer would vary by cookie, and no cache
    would keep it.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if is_da_conservare(request, view_func):
            return pagina_conservata(request, status=401)
        return super().handle_no_permission(request, view_func)
