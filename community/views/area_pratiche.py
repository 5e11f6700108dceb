"""The practices in the area of a Comune: those that fit it, its own, who reads them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.enums import Visibilita
from community.forms_pratiche import AdottaForm, KitForm, PraticaForm, ripresenta
from community.models import Adozione, Pratica
from community.permissions import puo_condividere, puo_scrivere
from community.selectors.pratiche import pratica_per_elenco, pratica_per_pagina, pratiche_cercate
from community.selectors.pratiche_area import (
    adozioni_mie,
    pratiche_adatte,
    pratiche_degli_altri,
    pratiche_mie,
    pratiche_visibili,
)
from community.services.pratiche import pratica_create, pratica_save, versione_di
from community.services.visibilita import visibilita_set
from community.views.pratiche import pratica_contesto
from comuni.models import Comune, Referente
from comuni.querysets import ComuneQuerySet
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata

PER_PAGINA = 12
ADATTE_IN_PAGINA = 6
PASSI = {
    Visibilita.TEAM: (Visibilita.COMUNITA, None),
    Visibilita.COMUNITA: (Visibilita.PUBBLICA, Visibilita.TEAM),
    Visibilita.PUBBLICA: (None, Visibilita.COMUNITA),
}


def miei_comuni(request: HttpRequest) -> ComuneQuerySet:
    attivi = Referente.objects.attivi().filter(user=persona(request))
    return Comune.objects.filter(referenti__in=attivi).order_by("nome_chiave")


def mio_comune(request: HttpRequest) -> Comune:
    """The Comune one acts for: the one named in the address, or the first."""
    scelto = request.POST.get("comune") or request.GET.get("comune")
    comune = next((c for c in miei_comuni(request) if not scelto or c.slug == scelto), None)
    if comune is None:
        raise Http404
    return comune


def mia_pratica(request: HttpRequest, pk: int) -> Pratica:
    """A practice of the Comuni one acts for that one may change; others do not exist."""
    mie = Pratica.objects.filter(comune__in=miei_comuni(request))
    pratica = get_object_or_404(pratica_per_pagina(mie), pk=pk)
    if not puo_scrivere(persona(request), pratica):
        raise Http404
    return pratica


def indirizzo(nome: str, comune: Comune) -> str:
    return f"{reverse(nome)}?{urlencode({'comune': comune.slug})}"


@require_safe
@isolata
def pagina(request: HttpRequest) -> HttpResponse:
    comune = mio_comune(request)
    adatte = pratiche_adatte(comune)
    contesto = {
        "comune": comune,
        "comuni": miei_comuni(request),
        "contiene_demo": comune.is_demo,
        "adatte": adatte[:ADATTE_IN_PAGINA],
        "altre_adatte": max(0, len(adatte) - ADATTE_IN_PAGINA),
        "mie": pratiche_mie(comune),
        "adozioni": adozioni_mie(comune),
    }
    return render(request, "community/area/pratiche.html", contesto)


@require_safe
@isolata
def comunita(request: HttpRequest) -> HttpResponse:
    """All that the Comune could take up, searched by words."""
    comune = mio_comune(request)
    q = request.GET.get("q", "")[:200].replace("\x00", "")
    trovate = pratiche_cercate(pratiche_degli_altri(comune), q)  # type: ignore[arg-type]
    righe = Paginator(pratica_per_elenco(trovate), PER_PAGINA).get_page(request.GET.get("page"))
    contesto = {
        "comune": comune,
        "contiene_demo": comune.is_demo,
        "q": q,
        "pagina": righe,
        "pratiche": list(righe.object_list),
    }
    return render(request, "community/area/comunita.html", contesto)


@require_safe
@isolata
def scheda(request: HttpRequest, pk: int) -> HttpResponse:
    return pagina_scheda(request, pk)


def pagina_scheda(
    request: HttpRequest, pk: int, *, form: AdottaForm | None = None, status: int = 200
) -> HttpResponse:
    """A practice as the area shows it, with what one may do about it."""
    comune = _comune_per(request, pk)
    visibili = pratiche_visibili(comune)
    pratica = get_object_or_404(pratica_per_pagina(visibili), pk=pk)
    user = persona(request)
    avanti, indietro = PASSI[Visibilita(pratica.visibilita)]
    condivide = puo_condividere(user, pratica)
    contesto = {
        **pratica_contesto(pratica, visibili),
        "comune": comune,
        "comuni": miei_comuni(request),
        "mia": pratica.comune_id == comune.pk,
        "scrive": puo_scrivere(user, pratica),
        "avanti": avanti if condivide else None,
        "indietro": indietro if condivide else None,
        "adozione": Adozione.objects.filter(pratica=pratica, comune=comune).first(),
        "form": form or AdottaForm(comune=comune),
    }
    return render(request, "community/area/pratica.html", contesto, status=status)


def _comune_per(request: HttpRequest, pk: int) -> Comune:
    """Of who acts for several Comuni: the one chosen, or the one that offers the practice, or the
    first of its kind (invented or real)."""
    if request.GET.get("comune") or request.POST.get("comune"):
        return mio_comune(request)
    pratica = get_object_or_404(Pratica, pk=pk)
    miei = list(miei_comuni(request))
    adatti = [c for c in miei if c.pk == pratica.comune_id]
    adatti += [c for c in miei if c.is_demo == pratica.is_demo]
    if not adatti:
        raise Http404
    return adatti[0]


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def nuova(request: HttpRequest) -> HttpResponse:
    comune = mio_comune(request)
    form = PraticaForm(request.POST if request.method == "POST" else None, comune=comune)
    if request.method != "POST":
        return _modulo(request, form, comune)
    if not form.is_valid():
        return _modulo(request, form, comune, status=400)
    pratica = pratica_create(comune=comune, dati=form.cleaned_data, by=persona(request))
    messages.success(request, _("La pratica è scritta: per ora la legge solo il vostro gruppo."))
    return redirect("area_pratiche:modifica", pk=pratica.pk)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def modifica(request: HttpRequest, pk: int) -> HttpResponse:
    pratica = mia_pratica(request, pk)
    comune: Any = pratica.comune
    if request.method != "POST":
        return pagina_modifica(request, pratica)
    form = PraticaForm(request.POST, instance=Pratica.objects.get(pk=pk), comune=comune)
    if not form.is_valid():
        return pagina_modifica(request, pratica, form=form, status=400)
    dati = dict(form.cleaned_data)
    try:
        pratica_save(pratica=pratica, versione=dati.pop("versione"), dati=dati, by=persona(request))
    except DomainError as errore:
        form.add_error(None, errore.message)
        ripresenta(form, versione_di(Pratica.objects.get(pk=pk)))
        return pagina_modifica(request, pratica, form=form, status=409)
    messages.success(request, _("La pratica è salvata."))
    return redirect("area_pratiche:detail", pk=pk)


def pagina_modifica(
    request: HttpRequest,
    pratica: Pratica,
    *,
    form: PraticaForm | None = None,
    kit: KitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The text of a practice, and its kit below."""
    comune: Any = pratica.comune
    vuoto = PraticaForm(instance=pratica, comune=comune, initial={"versione": versione_di(pratica)})
    altro = {"pratica": pratica, "kit_form": kit or KitForm()}
    return _modulo(request, form or vuoto, comune, status=status, **altro)


def _modulo(
    request: HttpRequest, form: PraticaForm, comune: Comune, *, status: int = 200, **altro: Any
) -> HttpResponse:
    contesto = {
        "pratica": None,
        "kit_form": None,
        **altro,
        "form": form,
        "comune": comune,
        "contiene_demo": comune.is_demo,
    }
    return render(request, "community/area/pratica_modulo.html", contesto, status=status)


@require_POST
@isolata
def visibilita(request: HttpRequest, pk: int) -> HttpResponse:
    """Let more people read a practice, or fewer: the service asks who may."""
    mie = Pratica.objects.filter(comune__in=miei_comuni(request))
    pratica = get_object_or_404(mie, pk=pk)
    scelta = request.POST.get("a", "")
    if scelta not in Visibilita.values:
        messages.error(request, _("Scegli chi la legge."))
        return redirect("area_pratiche:detail", pk=pk)
    try:
        pratica = visibilita_set(pratica, a=Visibilita(scelta), by=persona(request))
        messages.success(
            request, _("Chi la legge ora: %(chi)s.") % {"chi": pratica.get_visibilita_display()}
        )
    except DomainError as errore:
        messages.error(request, errore.message)
    return redirect("area_pratiche:detail", pk=pk)
