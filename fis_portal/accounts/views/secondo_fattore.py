"""Setting up and showing the second factor."""

import base64
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fis_portal.accounts import forms
from fis_portal.accounts.adapter import SecondoFattoreAdapter
from fis_portal.accounts.persone import persona
from fis_portal.accounts.secondo_fattore import codici_nuovi, codici_rimasti
from fis_portal.accounts.selectors import secondi_fattori
from fis_portal.accounts.views.accesso import con_metodi


@require_safe
def indice(request: HttpRequest) -> HttpResponse:
    """What one has, and what one can add."""
    fattori = secondi_fattori(persona(request))
    contesto = {
        "app": next((f for f in fattori if f.type == Authenticator.Type.TOTP), None),
        "passkey": [f for f in fattori if f.type == Authenticator.Type.WEBAUTHN],
        "quanti": len(fattori),
        "codici": codici_rimasti(persona(request)),
    }
    return render(request, "accounts/secondo_fattore.html", contesto)


def _provato(request: HttpRequest, authenticator: Authenticator) -> None:
    """Setting a factor up is showing it."""
    record_authentication(
        request, persona(request), "mfa", id=authenticator.pk, type=authenticator.type
    )


def _prosegui(request: HttpRequest) -> str:
    """After the first factor, the codes for the day it is lost."""
    return "mfa_index" if codici_rimasti(persona(request)) else "mfa_view_recovery_codes"


@con_metodi
class VerificaView(base.AuthenticateView):
    form_class = forms.CodiceForm
    webauthn_form_class = forms.VerificaPasskeyForm
    template_name = "accounts/verifica.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        fattori = secondi_fattori(self.stage.login.user)
        tipi = {fattore.type for fattore in fattori}
        return {**super().get_context_data(**kwargs),
                "con_app": Authenticator.Type.TOTP in tipi,
                "con_passkey": Authenticator.Type.WEBAUTHN in tipi}  # fmt: skip


@con_metodi
class ConfermaCodiceView(base.ReauthenticateView):
    form_class = forms.ConfermaCodiceForm
    template_name = "accounts/conferma.html"


# --- App -----------------------------------------------------------------------------------------
@con_metodi
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class AttivaAppView(totp.ActivateTOTPView):
    """Also to change app or telephone: the new one takes the place of the old."""

    form_class = forms.AttivaAppForm
    template_name = "accounts/attiva_app.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super(totp.ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        """The secret in groups of four, and a drawing with enough white around it."""
        contesto = super().get_context_data(**kwargs)
        segreto = contesto["form"].secret
        disegno = base64.b64encode(contesto["totp_svg"].encode()).decode()
        return {
            **contesto,
            "segreto": " ".join(segreto[n : n + 4] for n in range(0, len(segreto), 4)),
            "disegno": f"data:image/svg+xml;base64,{disegno}",
        }

    def form_valid(self, form: Any) -> HttpResponse:
        user = persona(self.request)
        with transaction.atomic():
            Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
            riga = TOTP.activate(user, form.secret).instance
            riga.data["ultimo"] = form.contatore
            riga.save(update_fields=["data"])
            get_account_adapter().send_notification_mail("mfa/email/totp_activated", user)
        clear_totp_secret(self.request)
        _provato(self.request, riga)
        messages.success(self.request, _("L'app è attiva: da ora serve il codice."))
        return redirect(_prosegui(self.request))


@con_metodi
class DisattivaAppView(totp.DeactivateTOTPView):
    template_name = "accounts/togli.html"


# --- Passkeys ------------------------------------------------------------------------------------
@con_metodi
class AggiungiPasskeyView(webauthn.AddWebAuthnView):
    form_class = forms.AggiungiPasskeyForm
    template_name = "accounts/aggiungi_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        contesto = super().get_context_data(**kwargs)
        return {"form": kwargs.get("form") or self.get_form(), **contesto}

    def form_valid(self, form: Any) -> HttpResponse:
        riga, _codici = webauthn_flows.add_authenticator(
            self.request,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        _provato(self.request, riga)
        return redirect(_prosegui(self.request))


@con_metodi
class TogliPasskeyView(webauthn.RemoveWebAuthnView):
    template_name = "accounts/togli.html"

    def form_valid(self, form: Any) -> HttpResponse:
        if len(secondi_fattori(persona(self.request))) < 2:
            messages.error(
                self.request,
                SecondoFattoreAdapter.error_messages["cannot_delete_authenticator"],
            )
            return redirect("mfa_index")
        return super().form_valid(form)


@con_metodi
@method_decorator(login_not_required, name="dispatch")
class EntraPasskeyView(webauthn.LoginWebAuthnView):
    form_class = forms.EntraPasskeyForm


@con_metodi
class ConfermaPasskeyView(webauthn.ReauthenticateWebAuthnView):
    form_class = forms.ConfermaPasskeyForm
    template_name = "accounts/conferma_passkey.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("La passkey non è stata riconosciuta: riprova."))
        return redirect("mfa_reauthenticate_webauthn")


# --- Recovery codes ------------------------------------------------------------------------------
@require_safe
def codici(request: HttpRequest) -> HttpResponse:
    contesto = {"rimasti": codici_rimasti(persona(request)), "nuovi": None,
                "puo": bool(secondi_fattori(persona(request)))}  # fmt: skip
    return render(request, "accounts/codici.html", contesto)


@require_POST
@reauthentication_required(app="allauth.mfa")
def codici_crea(request: HttpRequest) -> HttpResponse:
    """New codes, shown in this answer and never again; the old ones are no longer good."""
    user = persona(request)
    if not secondi_fattori(user):
        return redirect("mfa_index")
    nuovi, impronte = codici_nuovi()
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.RECOVERY_CODES, data={"impronte": impronte}
        )
        get_account_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)
    return render(
        request, "accounts/codici.html", {"nuovi": nuovi, "rimasti": len(nuovi), "puo": True}
    )
