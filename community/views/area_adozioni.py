"""A Comune takes up a practice: the declaration, how it goes, the practice born from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.forms_pratiche import AdottaForm, AdozioneForm, ripresenta
from community.models import Adozione
from community.selectors.pratiche_area import pratiche_visibili
from community.services.adozioni import adozione_declare, adozione_update, pratica_da_adozione
from community.services.pratiche import versione_di
from community.views.area_pratiche import miei_comuni, mio_comune, pagina_scheda
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata


@conserva
@require_POST
@isolata
def adotta(request: HttpRequest, pk: int) -> HttpResponse:
    comune = mio_comune(request)
    pratica = get_object_or_404(pratiche_visibili(comune), pk=pk)
    form = AdottaForm(request.POST, comune=comune)
    if not form.is_valid():
        return pagina_scheda(request, pk, form=form, status=400)
    try:
        adozione = adozione_declare(
            pratica=pratica, comune=comune, by=persona(request), **form.cleaned_data
        )
    except DomainError as errore:
        campo = "che_cosa_cambia" if "che_cosa_cambia" in errore.fields else None
        form.add_error(campo, errore.message)
        return pagina_scheda(request, pk, form=form, status=400 if campo else 409)
    messages.success(request, _("Dichiarato: chi la offre lo sa. Racconta qui come va."))
    return redirect("area_pratiche:adozione", pk=adozione.pk)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def aggiorna(request: HttpRequest, pk: int) -> HttpResponse:
    adozione = _mia(request, pk)
    if request.method != "POST":
        return _pagina(request, adozione, AdozioneForm(initial=_iniziali(adozione)))
    form = AdozioneForm(request.POST)
    if not form.is_valid():
        return _pagina(request, adozione, form, 400)
    try:
        adozione_update(adozione=adozione, by=persona(request), **form.cleaned_data)
    except DomainError as errore:
        campo = "che_cosa_cambia" if "che_cosa_cambia" in errore.fields else None
        form.add_error(campo, errore.message)
        ripresenta(form, versione_di(Adozione.objects.get(pk=pk)))
        return _pagina(request, adozione, form, 400 if campo else 409)
    messages.success(request, _("Salvato."))
    return redirect("area_pratiche:adozione", pk=pk)


@require_POST
@isolata
def pratica_nata(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own practice, begun from the one that was taken up."""
    pratica = pratica_da_adozione(adozione=_mia(request, pk), by=persona(request))
    messages.success(
        request,
        _("Ecco la vostra pratica, cominciata da quella che avete ripreso: correggila dove serve."),
    )
    return redirect("area_pratiche:modifica", pk=pratica.pk)


def _mia(request: HttpRequest, pk: int) -> Adozione:
    mie = Adozione.objects.filter(comune__in=miei_comuni(request))
    return get_object_or_404(mie.select_related("pratica__comune", "comune", "pratica_nata"), pk=pk)


def _iniziali(adozione: Adozione) -> dict[str, str]:
    return {
        "tipo": adozione.tipo,
        "che_cosa_cambia": adozione.che_cosa_cambia,
        "stato": adozione.stato,
        "esito": adozione.esito,
        "versione": versione_di(adozione),
    }


def _pagina(
    request: HttpRequest, adozione: Adozione, form: AdozioneForm, status: int = 200
) -> HttpResponse:
    contesto = {
        "adozione": adozione,
        "comune": adozione.comune,
        "contiene_demo": adozione.is_demo,
        "form": form,
        "nata": getattr(adozione, "pratica_nata", None),
    }
    return render(request, "community/area/adozione.html", contesto, status=status)
