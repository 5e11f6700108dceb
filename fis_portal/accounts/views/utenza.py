"""One's own page, and the invitation that leads to it."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fis_portal.accounts import services
from fis_portal.accounts.aree import aree_di, incarichi_di
from fis_portal.accounts.forms import AvvisiForm, InvitoForm, NomeForm
from fis_portal.accounts.models import Invito
from fis_portal.accounts.persone import persona
from fis_portal.accounts.secondo_fattore import codici_rimasti
from fis_portal.accounts.selectors import avvisi_di, invito_find, secondi_fattori
from fis_portal.accounts.views.accesso import LEGGE_E_SCRIVE
from fis_portal.core.errors import DomainError


@require_http_methods(LEGGE_E_SCRIVE)
def utenza(request: HttpRequest) -> HttpResponse:
    inviato = request.POST if request.method == "POST" else None
    form = NomeForm(inviato, instance=persona(request))
    if request.method == "POST" and form.is_valid():
        services.utente_update(user=persona(request), by=persona(request), **form.cleaned_data)
        messages.success(request, _("I tuoi dati sono salvati."))
        return redirect("accounts:utenza")
    contesto = {
        "form": form,
        "fattori": secondi_fattori(persona(request)),
        "codici": codici_rimasti(persona(request)),
        "aree": aree_di(persona(request)),
        "incarichi": incarichi_di(persona(request)),
    }
    return render(request, "accounts/utenza.html", contesto, status=400 if form.errors else 200)


@require_http_methods(LEGGE_E_SCRIVE)
def avvisi(request: HttpRequest) -> HttpResponse:
    form = AvvisiForm()
    if request.method == "POST":
        form = AvvisiForm(request.POST)
        if form.is_valid():
            services.avvisi_set(
                user=persona(request), voluti=form.cleaned_data["voluti"], by=persona(request)
            )
            messages.success(request, _("Le tue scelte sono salvate."))
            return redirect("accounts:avvisi")
    contesto = {"form": form, "avvisi": avvisi_di(persona(request))}
    return render(request, "accounts/avvisi.html", contesto, status=400 if form.errors else 200)


@require_POST
def esci_ovunque(request: HttpRequest) -> HttpResponse:
    services.sessioni_close(user=persona(request), by=persona(request))
    logout(request)
    messages.success(request, _("Tutte le tue sessioni sono chiuse, su ogni dispositivo."))
    return redirect("account_login")


@login_not_required
@never_cache
@require_http_methods(LEGGE_E_SCRIVE)
def invito(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail. Whoever else was signed in on this browser goes out."""
    trovato = invito_find(token)
    if trovato is None or not trovato.is_valido:
        return render(request, "accounts/invito_non_valido.html", {"invito": trovato}, status=410)
    invitata = trovato.user
    iniziali = {"nome": invitata.nome, "cognome": invitata.cognome}
    inviato = request.POST if request.method == "POST" else None
    form = InvitoForm(inviato, user=invitata, initial=iniziali)
    if request.method == "POST" and form.is_valid():
        return _accetta(request, trovato, form)
    contesto = {"form": form, "invito": trovato}
    return render(request, "accounts/invito.html", contesto, status=400 if form.errors else 200)


def _accetta(request: HttpRequest, trovato: Invito, form: InvitoForm) -> HttpResponse:
    dati = form.cleaned_data
    try:
        user = services.invito_accept(
            invito=trovato, nome=dati["nome"], cognome=dati["cognome"], password=dati["password"]
        )
    except DomainError:
        return render(request, "accounts/invito_non_valido.html", {"invito": trovato}, status=410)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method="invito")
    return perform_login(request, Login(user=user, email=user.email))
