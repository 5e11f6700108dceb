"""A lesson from a report, with one click."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from outcomes.services.lezioni import lezione_da_rendicontazione
from outcomes.views.area import pagina, rendicontazione_or_404


@require_POST
@isolata
def bozza(request: HttpRequest, pk: int) -> HttpResponseBase:
    mia = rendicontazione_or_404(request, pk)
    try:
        lezione = lezione_da_rendicontazione(rendicontazione=mia, by=persona(request))
    except DomainError as errore:
        return pagina(request, mia, errore=errore, status=409)
    return redirect("area_lezioni:detail", pk=lezione.pk)
