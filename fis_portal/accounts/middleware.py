"""What every page behind the log-in has in common: it ends, it asks for proof, nobody keeps it.

All three leave public pages alone: they never look at who is asking (core.accesso).
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fis_portal.accounts.secondo_fattore import Stato, stato
from fis_portal.accounts.sessioni import INIZIO
from fis_portal.core.conservazione import is_da_conservare, pagina_conservata

# How exactly the last use is known.
PASSO_S = 60
Risposta = Callable[[HttpRequest], HttpResponseBase]
Vista = Callable[..., HttpResponseBase]


def is_pubblica(view_func: Vista) -> bool:
    return not getattr(view_func, "login_required", True)


def sessione_scaduta(request: HttpRequest) -> bool:
    """Too old, too long unused, or closed from elsewhere. Asks for the use to be noted."""
    user: Any = request.user
    adesso = int(time.time())
    inizio = request.session.get(INIZIO, 0)
    inattiva = (
        settings.SESSIONE_INATTIVA_PERSONALE_S if user.is_staff else settings.SESSIONE_INATTIVA_S
    )
    ultima = max(inizio, _ultima(request))
    chiusa = user.sessioni_dal is not None and inizio < user.sessioni_dal.timestamp()
    if chiusa or adesso - inizio >= settings.SESSIONE_MASSIMA_S or adesso - ultima >= inattiva:
        return True
    if adesso - ultima >= PASSO_S:
        request.usata_ora = adesso  # type: ignore[attr-defined]
    return False


def _sale(request: HttpRequest) -> str:
    """What binds the note of the last use to one session of one person."""
    return f"{request.user.pk}:{request.session.get(INIZIO, 0)}"


def _ultima(request: HttpRequest) -> int:
    """The last use, from a signed cookie: reading a page must not write in the database."""
    nome = settings.ATTIVITA_COOKIE_NAME
    return int(request.get_signed_cookie(nome, "0", salt=_sale(request)) or 0)


class _Middleware:
    def __init__(self, get_response: Risposta) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class SessioneMiddleware(_Middleware):
    """Ends sessions. Before AccessoMiddleware, which then leads to the log-in and back."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        risposta = self.get_response(request)
        adesso = getattr(request, "usata_ora", None)
        if adesso is not None and request.user.is_authenticated:
            risposta.set_signed_cookie(
                settings.ATTIVITA_COOKIE_NAME,
                str(adesso),
                salt=_sale(request),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return risposta

    def process_view(
        self, request: HttpRequest, view_func: Vista, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if is_pubblica(view_func) or not request.user.is_authenticated:
            return None
        if sessione_scaduta(request):
            logout(request)
            messages.info(
                request,
                _(
                    "La sessione è finita, per sicurezza. Entra di nuovo: torni alla pagina "
                    "dov'eri."
                ),
            )
        return None


class SecondoFattoreMiddleware(_Middleware):
    """No page for who has shown a password only, but those to show, or set up, a second proof."""

    per_verificare = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
    per_attivare = (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
    )

    def process_view(
        self, request: HttpRequest, view_func: Vista, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.SECONDO_FATTORE_OBBLIGATORIO or is_pubblica(view_func):
            return None
        if not request.user.is_authenticated:
            return None
        fin_qui = stato(request)
        if fin_qui is Stato.FACOLTATIVO:
            request.senza_secondo_fattore = True  # type: ignore[attr-defined]
        if fin_qui is Stato.DA_VERIFICARE:
            return self._verso(request, view_func, self.per_verificare, "mfa_reauthenticate")
        if fin_qui is Stato.DA_ATTIVARE:
            return self._verso(request, view_func, self.per_attivare, "mfa_index")
        return None

    def _verso(
        self, request: HttpRequest, view_func: Vista, ammessi: tuple[str, ...], nome: str
    ) -> HttpResponseBase | None:
        trovato = request.resolver_match
        if trovato is not None and trovato.view_name in ammessi:
            return None
        if is_da_conservare(request, view_func):
            return pagina_conservata(request, status=401)
        dove = {"next": request.get_full_path()} if request.method == "GET" else {}
        return HttpResponseRedirect(f"{reverse(nome)}?{urlencode(dove)}" if dove else reverse(nome))


class RiserboMiddleware(_Middleware):
    """What is behind the log-in is kept by no cache (the management area: sito.middleware)."""

    prefissi = ("/accesso/", "/area-comuni/", "/area-valutatori/", "/utenza/")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        risposta = self.get_response(request)
        if request.path_info.startswith(self.prefissi):
            patch_cache_control(risposta, private=True, no_store=True)
        return risposta
