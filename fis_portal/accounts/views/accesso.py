"""The door: allauth's views with our forms and our pages."""

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormView

from fis_portal.accounts import forms, freno
from fis_portal.accounts.aree import aree_di

LEGGE_E_SCRIVE = ("GET", "HEAD", "POST")
con_metodi = method_decorator(require_http_methods(LEGGE_E_SCRIVE), name="dispatch")


def troppi(risposta: HttpResponse, attesa: int) -> HttpResponse:
    """429 and when to come back."""
    risposta.status_code = 429
    risposta["Retry-After"] = str(attesa)
    return risposta


@con_metodi
class EntraView(allauth.LoginView):
    form_class = forms.AccessoForm
    template_name = "accounts/entra.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        con_oidc = settings.OIDC_NOME if settings.OIDC_SERVER_URL else ""
        return {**super().get_context_data(**kwargs), "OIDC_NOME": con_oidc}

    def form_invalid(self, form: Any) -> HttpResponse:
        risposta = super().form_invalid(form)
        return troppi(risposta, form.attesa) if form.attesa else risposta


@con_metodi
class EsciView(allauth.LogoutView):
    template_name = "accounts/esci.html"


@con_metodi
@method_decorator(never_cache, name="dispatch")
class RecuperoView(allauth.PasswordResetView):
    form_class = forms.RecuperoForm
    template_name = "accounts/recupero.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            freno.recupero_indirizzo(self.request)
        except freno.TroppiTentativi as molti:
            form.add_error(None, molti)
            return troppi(self.form_invalid(form), molti.attesa)
        form.save(self.request)
        return FormView.form_valid(self, form)


@con_metodi
class NuovaPasswordView(allauth.PasswordResetFromKeyView):
    form_class = forms.NuovaPasswordForm
    template_name = "accounts/nuova_password.html"


@con_metodi
class CambiaPasswordView(allauth.PasswordChangeView):
    form_class = forms.CambiaPasswordForm
    template_name = "accounts/cambia_password.html"


@con_metodi
class ConfermaView(allauth.ReauthenticateView):
    form_class = forms.ConfermaPasswordForm
    template_name = "accounts/conferma.html"


def _cartello(template: str, stato: int = 200) -> Any:
    """A page that only says something, to anybody."""

    @login_not_required
    @require_safe
    def vista(request: HttpRequest) -> HttpResponse:
        return render(request, template, status=stato)

    return vista


recupero_inviato = _cartello("accounts/recupero_inviato.html")
nuova_password_fatta = _cartello("accounts/nuova_password_fatta.html")
inattiva = _cartello("accounts/inattiva.html", 403)
oidc_negato = _cartello("accounts/oidc_negato.html", 403)


@require_safe
def ingresso(request: HttpRequest) -> HttpResponse:
    """Where the log-in leads: to one's own area, or to one's own page."""
    aree = aree_di(request.user)
    return redirect(aree[0].url if aree else "accounts:utenza")
