"""The files that prove what a report says: sent, taken away, downloaded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.storage import ArchivioNonDisponibile
from outcomes.models import Evidenza, Rendicontazione
from outcomes.selectors.schermata import ancora
from outcomes.services.evidenze import evidenza_add, evidenza_remove
from outcomes.views.area import pagina, rendicontazione_or_404


@conserva
@require_POST
@isolata
def aggiungi(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The button pressed says which row the file proves (`riga`); empty: the whole report."""
    mia = rendicontazione_or_404(request, pk)
    indirizzo = request.POST.get("riga", "")
    sezione, _barra, chiave = indirizzo.partition("/")
    upload = request.FILES.get(f"file:{indirizzo}")
    try:
        if upload is None:
            raise DomainError("manca_il_file", _("Scegli il file da allegare."))
        evidenza = evidenza_add(
            rendicontazione=mia,
            upload=upload,
            by=persona(request),
            sezione=sezione,
            chiave=chiave,
            descrizione=request.POST.get(f"descrizione:{indirizzo}", ""),
        )
    except DomainError as errore:
        return _rifiutata(request, mia, errore)
    if _vuole_json(request):
        return JsonResponse(_dati(evidenza), status=201)
    messages.success(request, _("«%(nome)s» è allegato.") % {"nome": evidenza.file})
    return redirect(_dove(mia, indirizzo))


@conserva
@require_POST
@isolata
def togli(request: HttpRequest, pk: int) -> HttpResponseBase:
    evidenza = _evidenza_or_404(request, pk)
    try:
        evidenza_remove(evidenza=evidenza, by=persona(request))
    except DomainError as errore:
        return _rifiutata(request, evidenza.rendicontazione, errore)
    messages.success(
        request,
        _("«%(nome)s» non è più allegato. Resta negli invii che lo contengono.")
        % {"nome": evidenza.file},
    )
    return redirect(_dove(evidenza.rendicontazione, ""))


@require_safe
@isolata
def scarica(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_response(request, _evidenza_or_404(request, pk).file)


def _evidenza_or_404(request: HttpRequest, pk: int) -> Evidenza:
    mie = Evidenza.objects.del_referente(persona(request))
    return get_object_or_404(
        mie.select_related(
            "file",
            "rendicontazione__progetto__comune",
            "rendicontazione__periodo",
            "rendicontazione__quadro",
        ),
        pk=pk,
    )


def _rifiutata(request: HttpRequest, mia: Rendicontazione, errore: DomainError) -> HttpResponse:
    status = 409 if errore.code == "stato_non_aperto" else 400
    if isinstance(errore, ArchivioNonDisponibile):
        status = 507
    if _vuole_json(request):
        corpo = {"code": errore.code, "message": str(errore.message)}
        return JsonResponse(corpo, status=status)
    return pagina(request, mia, errore=errore, status=status)


def _vuole_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _dati(evidenza: Evidenza) -> dict[str, str | int]:
    return {
        "id": evidenza.pk,
        "nome": str(evidenza.file),
        "descrizione": evidenza.descrizione,
        "stato": "" if evidenza.file.is_pulito else str(evidenza.file.get_stato_display()),
        "url": reverse("area_comuni:evidenza", args=[evidenza.pk]),
        "togli": reverse("area_comuni:evidenza_togli", args=[evidenza.pk]),
    }


def _dove(mia: Rendicontazione, indirizzo: str) -> str:
    posto = ancora(indirizzo) if indirizzo else "sezione-evidenze"
    return f"{reverse('area_comuni:rendicontazione', args=[mia.pk])}#{posto}"
