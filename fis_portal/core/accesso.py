"""Closed by default, without asking public requests who they are."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


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
