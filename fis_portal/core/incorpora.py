"""Cards for the pages of others: the only answers of the portal that may stand in a frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

Vista = Callable[..., HttpResponseBase]

# The card learns nothing of who reads it, nor does the page around: no script, form or cookie.
POLITICA = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}
CONSERVATA_S = 900


def incorporabile(view: Vista) -> Vista:
    """The answers of this view may be framed by anybody, and kept by any cache unless they say.

    Below `pagina_pubblica`, so that what that one answers by itself refuses as everything else.
    """

    @wraps(view)
    def con_cache(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        risposta = view(request, *args, **kwargs)
        if not risposta.has_header("Cache-Control"):
            patch_cache_control(risposta, public=True, max_age=CONSERVATA_S)
        return risposta

    vista: Vista = xframe_options_exempt(csp(POLITICA)(con_cache))
    return vista


def codice_iframe(indirizzo: str, titolo: str, altezza: int) -> str:
    """The code to copy in a page. Text, not markup: where it is shown it is escaped again."""
    return str(
        format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
            indirizzo,
            titolo,
            altezza,
        )
    )
