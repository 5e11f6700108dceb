"""The access keys of a Comune's own systems, kept by its `responsabile`."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comuni.models import Comune, Referente
from comuni.querysets import ComuneQuerySet
from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from outcomes.models import ChiaveComune
from outcomes.services.chiavi import chiave_create, chiave_revoke

RICHIESTO = {"required": gettext_lazy("Questo campo serve: compilalo.")}


class ChiaveForm(forms.Form):
    nome = forms.CharField(
        label=gettext_lazy("Quale sistema la usa"), max_length=100, error_messages=RICHIESTO
    )
    scade_il = forms.DateField(
        label=gettext_lazy("Scade il"),
        help_text=gettext_lazy("Al massimo fra un anno. Dopo, la chiave smette di funzionare."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**RICHIESTO, "invalid": gettext_lazy("Scrivi una data.")},
    )


def _miei(request: HttpRequest) -> ComuneQuerySet:
    """The Comuni one is `responsabile` of."""
    mie = Referente.objects.attivi().responsabili().filter(user=persona(request))
    return Comune.objects.filter(referenti__in=mie).order_by("nome_chiave")


def _comune(request: HttpRequest) -> Comune:
    scelto = request.POST.get("comune") or request.GET.get("comune")
    comune = next((c for c in _miei(request) if not scelto or c.slug == scelto), None)
    if comune is None:
        raise Http404
    return comune


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def chiavi(request: HttpRequest) -> HttpResponse:
    comune = _comune(request)
    form = ChiaveForm(request.POST or None)
    nuova, stato = "", 200
    if request.method == "POST":
        form = ChiaveForm(request.POST)
        nuova = _crea(request, comune, form)
        form, stato = (ChiaveForm(), 200) if nuova else (form, 400)
    contesto = {
        "comune": comune,
        "contiene_demo": comune.is_demo,
        "comuni": _miei(request),
        "chiavi": ChiaveComune.objects.filter(comune=comune).select_related("by"),
        "form": form,
        "nuova": nuova,
        "oggi": timezone.localdate(),
    }
    risposta = render(request, "outcomes/area/chiavi.html", contesto, status=stato)
    risposta["Cache-Control"] = "no-store"  # a key may be on the page, this once
    return risposta


def _crea(request: HttpRequest, comune: Comune, form: ChiaveForm) -> str:
    """The text of the new key, or "" with the reasons in the form."""
    if not form.is_valid():
        return ""
    try:
        _chiave, testo = chiave_create(comune=comune, by=persona(request), **form.cleaned_data)
    except DomainError as errore:
        form.add_error("scade_il" if "scade_il" in errore.fields else None, errore.message)
        return ""
    return testo


@require_POST
@isolata
def chiave_revoca(request: HttpRequest, pk: int) -> HttpResponse:
    chiave = get_object_or_404(ChiaveComune, pk=pk, comune__in=_miei(request))
    chiave_revoke(chiave=chiave, by=persona(request))
    messages.success(request, _("La chiave «%(nome)s» non funziona più.") % {"nome": chiave.nome})
    return redirect("area_chiavi:list")
