"""The kit of a practice in the area: pieces added, taken away, downloaded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.forms_pratiche import KitForm
from community.models import ElementoKit, Pratica
from community.services.pratiche import kit_add, kit_remove
from community.views.area_pratiche import mia_pratica, miei_comuni, pagina_modifica
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import ArchivioNonDisponibile


@conserva
@require_POST
@isolata
def aggiungi(request: HttpRequest, pk: int) -> HttpResponse:
    pratica = mia_pratica(request, pk)
    form = KitForm(request.POST, request.FILES)
    if not form.is_valid():
        return pagina_modifica(request, pratica, kit=form, status=400)
    try:
        elemento = kit_add(pratica=pratica, by=persona(request), **form.cleaned_data)
    except DomainError as errore:
        form.add_error("upload", errore.message)
        pieno = isinstance(errore, ArchivioNonDisponibile)
        return pagina_modifica(request, pratica, kit=form, status=507 if pieno else 400)
    messages.success(request, _("«%(titolo)s» è nel kit.") % {"titolo": elemento.titolo})
    return redirect("area_pratiche:modifica", pk=pk)


@conserva
@require_POST
@isolata
def togli(request: HttpRequest, pk: int) -> HttpResponse:
    miei = ElementoKit.objects.filter(pratica__comune__in=miei_comuni(request))
    elemento = get_object_or_404(miei.select_related("file"), pk=pk)
    pratica = mia_pratica(request, elemento.pratica_id)
    kit_remove(elemento=elemento, by=persona(request))
    messages.success(request, _("«%(titolo)s» non è più nel kit.") % {"titolo": elemento.titolo})
    return redirect("area_pratiche:modifica", pk=pratica.pk)


@require_safe
@isolata
def scarica(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of the kit of a practice that the community shares, or of one's own."""
    comuni = miei_comuni(request)
    if not comuni.exists():
        raise Http404
    visibili = Pratica.objects.della_comunita() | Pratica.objects.filter(comune__in=comuni)
    elemento = ElementoKit.objects.filter(pk=pk, pratica__in=visibili.order_by().values("pk"))
    return file_response(request, get_object_or_404(FileProtetto, elementi_kit__in=elemento))
