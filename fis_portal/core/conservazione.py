"""Nothing typed is lost when the log-in has expired meanwhile, also without script.

A view marked with `conserva` that is posted to by nobody signed in, or with the token of a session
that is over, is not run: the answer is a page that holds what was typed and sends it again, once
its author is in. Nothing is kept by the server.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Vista = TypeVar("Vista", bound=Callable[..., Any])
NASCOSTI = ("csrfmiddlewaretoken",)
# Another site made the browser send this: it is not offered to be sent again.
DA_FUORI = ("Origin checking failed", "Referer checking failed")


def conserva(view: Vista) -> Vista:
    """Decorator, the outermost one."""
    view.conserva_digitato = True  # type: ignore[attr-defined]
    return view


def is_da_conservare(request: HttpRequest, view: Any) -> bool:
    return request.method == "POST" and bool(getattr(view, "conserva_digitato", False))


def e_di_questo_sito(motivo: str) -> bool:
    """Was a refused token sent by a page of ours? (`motivo`: what Django says of the refusal)."""
    return not motivo.startswith(DA_FUORI)


def pagina_conservata(request: HttpRequest, status: int) -> HttpResponse:
    """What was typed, ready to be sent again."""
    campi = [
        (nome, valore)
        for nome, valori in request.POST.lists()
        if nome not in NASCOSTI
        for valore in valori
    ]
    contesto = {
        "campi": campi,
        "scritti": [(n, v) for n, v in campi if v.strip() and not n.startswith(("_", "versione:"))],
        "fuori": status == 401,
        "con_file": bool(request.FILES),
        "percorso": request.get_full_path(),
    }
    risposta = render(request, "area/conservata.html", contesto, status=status)
    risposta["Cache-Control"] = "private, no-store"
    return risposta
