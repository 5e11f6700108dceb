"""The diary of the projects one evaluates or is a partner of: read; one's own actions closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.enums import StatoAzione
from community.selectors.diario import (
    azioni_affidate,
    azioni_del_delegato,
    is_delegato,
    verbale_con_parti,
    verbali_del_delegato,
)
from community.services.diario import azione_close
from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.pagine import PAGINA

PER_PAGINA = 10


@require_safe
@isolata
def elenco(request: HttpRequest) -> HttpResponse:
    user, oggi = persona(request), timezone.localdate()
    if not is_delegato(user, oggi):
        raise Http404
    pagine = Paginator(verbali_del_delegato(user, oggi), PER_PAGINA)
    pagina = pagine.get_page(request.GET.get(PAGINA))
    contesto = {
        "azioni": azioni_affidate(user, oggi),
        "oggi": oggi,
        "pagina": pagina,
        "contiene_demo": any(verbale.progetto.is_demo for verbale in pagina),
    }
    return render(request, "community/area/diario_elenco.html", contesto)


@require_safe
@isolata
def diario(request: HttpRequest, pk: int) -> HttpResponse:
    return _pagina(request, pk)


@require_POST
@isolata
def azione_fatta(request: HttpRequest, pk: int) -> HttpResponse:
    user = persona(request)
    azione = get_object_or_404(azioni_del_delegato(user, timezone.localdate()), pk=pk)
    try:
        azione_close(azione=azione, stato=StatoAzione.FATTA, by=user)
    except DomainError as errore:
        return _pagina(request, azione.verbale_id, errore=errore, status=409)
    messages.success(request, _("Segnata come fatta: «%(azione)s».") % {"azione": azione.testo})
    if request.POST.get("da") == "diario":
        return redirect("area_diario:detail", azione.verbale_id)
    return redirect("area_diario:list")


def _pagina(
    request: HttpRequest, pk: int, *, errore: DomainError | None = None, status: int = 200
) -> HttpResponse:
    user, oggi = persona(request), timezone.localdate()
    verbale = get_object_or_404(verbale_con_parti(verbali_del_delegato(user, oggi)), pk=pk)
    sue = azioni_del_delegato(user, oggi).filter(verbale=verbale)
    contesto = {
        "verbale": verbale,
        "oggi": oggi,
        "chiudibili": set(sue.values_list("pk", flat=True)),
        "errore": errore,
        "contiene_demo": verbale.progetto.is_demo,
    }
    return render(request, "community/area/diario_progetto.html", contesto, status=status)
