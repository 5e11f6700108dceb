"""What changed in the institution, as the people of its Comune write it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.forms_riflessioni import CambiamentoForm
from community.models import CambiamentoIstituzionale
from community.permissions import puo_condividere, puo_scrivere
from community.selectors.riflessioni import passi_di, versione_di
from community.services.cambiamenti import (
    CAMPI,
    cambiamento_create,
    cambiamento_delete,
    cambiamento_update,
)
from community.views.area_riflessioni import cambia_visibilita
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata

CONFLITTO = "cambiamento_cambiato"


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def nuovo(request: HttpRequest) -> HttpResponse:
    user = persona(request)
    if not user.referenze.attivi().exists():
        raise Http404
    form = CambiamentoForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            fatto = cambiamento_create(
                comune=form.cleaned_data["comune"], campi=_campi(form), by=user
            )
        except DomainError as errore:
            form.add_error(None, errore.message)
        else:
            messages.success(request, _("Il cambiamento è scritto: per ora lo legge il gruppo."))
            return redirect("area_riflessioni:cambiamento", fatto.pk)
    return _pagina(request, form, None, 400 if form.errors else 200)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def cambiamento(request: HttpRequest, pk: int) -> HttpResponse:
    mio = _mio_or_404(request, pk)
    user = persona(request)
    if request.method != "POST":
        iniziali = {nome: getattr(mio, nome) for nome in ("comune", *CAMPI)}
        iniziali |= {"quando": mio.data, "versione": versione_di(mio)}
        return _pagina(request, CambiamentoForm(initial=iniziali, cambiamento=mio, user=user), mio)
    form = CambiamentoForm(request.POST, cambiamento=mio, user=user)
    stato = 400
    if form.is_valid():
        try:
            cambiamento_update(
                cambiamento=mio,
                campi=_campi(form),
                versione=form.cleaned_data["versione"],
                by=user,
            )
        except DomainError as errore:
            stato = 409 if errore.code == CONFLITTO else 400
            form.add_error(None, errore.message)
            mio.refresh_from_db()
            # What is shown beside is what there is now: saving again answers to that.
            riletto = request.POST.copy()
            riletto["versione"] = versione_di(mio)
            form.data = riletto
        else:
            messages.success(request, _("Il cambiamento è salvato."))
            return redirect("area_riflessioni:cambiamento", mio.pk)
    return _pagina(request, form, mio, stato)


@require_POST
@isolata
def elimina(request: HttpRequest, pk: int) -> HttpResponse:
    mio = _mio_or_404(request, pk)
    try:
        cambiamento_delete(cambiamento=mio, by=persona(request))
    except DomainError as errore:
        messages.error(request, errore.message)
        return redirect("area_riflessioni:cambiamento", pk)
    messages.success(request, _("Il cambiamento è stato tolto."))
    return redirect("area_riflessioni:list")


@require_POST
@isolata
def visibilita(request: HttpRequest, pk: int) -> HttpResponse:
    cambia_visibilita(request, _mio_or_404(request, pk))
    return redirect("area_riflessioni:cambiamento", pk)


def _mio_or_404(request: HttpRequest, pk: int) -> CambiamentoIstituzionale:
    miei = CambiamentoIstituzionale.objects.filter(
        comune__referenti__in=persona(request).referenze.attivi()
    )
    righe = miei.select_related("comune", "progetto__comune", "documento", "consenso_di")
    return get_object_or_404(righe, pk=pk)


def _campi(form: CambiamentoForm) -> dict[str, object]:
    scritti = {"data": form.cleaned_data["quando"], **form.cleaned_data}
    return {nome: scritti[nome] for nome in CAMPI}


def _pagina(
    request: HttpRequest,
    form: CambiamentoForm,
    mio: CambiamentoIstituzionale | None,
    status: int = 200,
) -> HttpResponse:
    user = persona(request)
    contesto = {
        "form": form,
        "cambiamento": mio,
        "in_conflitto": status == 409,
        "scrive": mio is None or puo_scrivere(user, mio),
        "decide": mio is not None and puo_condividere(user, mio),
        "passi": passi_di(mio) if mio else (),
        "contiene_demo": mio is not None and mio.is_demo,
    }
    return render(request, "community/area/cambiamento.html", contesto, status=status)
