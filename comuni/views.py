"""The people who act for a Comune, as its `responsabile` sees and keeps them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comuni import services
from comuni.forms import InvitaForm, RuoloForm
from comuni.models import Comune, Referente
from comuni.permissions import can_manage_referenti
from comuni.querysets import ComuneQuerySet
from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError


def _miei(request: HttpRequest) -> ComuneQuerySet:
    attivi = Referente.objects.attivi().filter(user=persona(request))
    return Comune.objects.filter(referenti__in=attivi)


def _comune(request: HttpRequest) -> Comune:
    """The Comune one acts for: the one named in the address, or the first."""
    scelto = request.GET.get("comune") or request.POST.get("comune")
    miei = _miei(request).order_by("nome_chiave")
    comune = next((c for c in miei if not scelto or c.slug == scelto), None)
    if comune is None:
        raise Http404
    return comune


def _persone_url(comune: Comune) -> str:
    return f"{reverse('area_comuni_persone:list')}?{urlencode({'comune': comune.slug})}"


@require_http_methods(["GET", "HEAD", "POST"])
def persone(request: HttpRequest) -> HttpResponse:
    comune = _comune(request)
    gestisce = can_manage_referenti(persona(request), comune)
    if request.method == "POST" and not gestisce:
        raise Http404
    form = InvitaForm()
    stato = 200
    if request.method == "POST":
        form = InvitaForm(request.POST)
        if form.is_valid() and _invita(request, comune, form):
            return redirect(_persone_url(comune))
        stato = 400
    contesto = {
        "comune": comune,
        "contiene_demo": comune.is_demo,
        "comuni": _miei(request),
        "gestisce": gestisce,
        "referenti": comune.referenti.select_related("user").order_by(
            "-attivo", "user__cognome", "user__email"
        ),
        "form": form,
    }
    return render(request, "comuni/area_persone.html", contesto, status=stato)


def _invita(request: HttpRequest, comune: Comune, form: InvitaForm) -> bool:
    try:
        services.referente_invite(comune=comune, by=persona(request), **form.cleaned_data)
    except DomainError as errore:
        form.add_error("email" if "email" in errore.fields else None, errore.message)
        return False
    except ValidationError as errore:
        form.add_error(None, list(errore.messages))
        return False
    messages.success(
        request,
        _("Fatto: %(email)s riceve una mail che spiega come entrare.")
        % {"email": form.cleaned_data["email"]},
    )
    return True


def _referente(request: HttpRequest, pk: int) -> Referente:
    referente = get_object_or_404(
        Referente.objects.select_related("comune", "user"), pk=pk, attivo=True
    )
    if not can_manage_referenti(persona(request), referente.comune):
        raise Http404
    return referente


@require_POST
def disattiva(request: HttpRequest, pk: int) -> HttpResponse:
    referente = _referente(request, pk)
    try:
        services.referente_disable(referente=referente, by=persona(request))
        messages.success(
            request, _("%(chi)s non agisce più per il Comune.") % {"chi": referente.user}
        )
    except DomainError as errore:
        messages.error(request, errore.message)
    return redirect(_persone_url(referente.comune))


@require_POST
def cambia_ruolo(request: HttpRequest, pk: int) -> HttpResponse:
    referente = _referente(request, pk)
    form = RuoloForm(request.POST)
    try:
        if form.is_valid():
            services.referente_set_role(
                referente=referente, ruolo=form.cleaned_data["ruolo"], by=persona(request)
            )
            messages.success(
                request, _("Il ruolo di %(chi)s è cambiato.") % {"chi": referente.user}
            )
        else:
            messages.error(request, _("Scegli uno dei due ruoli."))
    except DomainError as errore:
        messages.error(request, errore.message)
    return redirect(_persone_url(referente.comune))
