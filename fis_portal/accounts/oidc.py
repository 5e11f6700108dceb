"""SPID and CIE, through an aggregator that speaks OpenID Connect (settings OIDC_*).

Nobody gets an account by it: it only opens that of a person already invited, found by the address
that the aggregator vouches for.
"""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render

from fis_portal.accounts.models import User
from fis_portal.accounts.stages import IDP

logger = logging.getLogger(__name__)


class OidcAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[Any]:
        """Those of the settings alone: nobody adds a way in from the management area."""
        trovate = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in trovate.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("accounts:utenza"))
        if not sociallogin.is_existing:
            user = self._invitato(sociallogin)
            if user is None:
                self._nega(request)
            sociallogin.connect(request, user)
        if not sociallogin.user.is_active:
            self._nega(request)
        if _acr(sociallogin) in settings.OIDC_ACR_SECONDO_FATTORE:
            record_authentication(request, sociallogin.user, "mfa", type=IDP)

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """By e-mail only as `pre_social_login` says: allauth would take the password away."""

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None,
        extra_context: Any = None,
    ) -> None:  # fmt: skip
        logger.warning("oidc failed", extra={"evento": "accesso", "esito": "oidc_errore"})
        raise ImmediateHttpResponse(
            render(request, "accounts/oidc_negato.html", {"guasto": True}, status=403)
        )

    @staticmethod
    def _invitato(sociallogin: Any) -> User | None:
        indirizzi = [
            indirizzo.email.lower()
            for indirizzo in sociallogin.email_addresses
            if indirizzo.verified or settings.OIDC_EMAIL_AFFIDABILE
        ]
        return User.objects.filter(email__in=indirizzi, is_active=True).first()

    @staticmethod
    def _nega(request: HttpRequest) -> None:
        logger.warning("oidc refused", extra={"evento": "accesso", "esito": "oidc_sconosciuto"})
        raise ImmediateHttpResponse(
            render(request, "accounts/oidc_negato.html", {"guasto": False}, status=403)
        )


def _acr(sociallogin: Any) -> str:
    """What the identity provider says of how the person proved who they are."""
    dati = sociallogin.account.extra_data or {}
    return str((dati.get("id_token") or dati).get("acr", ""))
