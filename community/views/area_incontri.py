"""The meetings of a Comune, in its own area: what comes, what was agreed, what is still to do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.enums import StatoAzione
from community.selectors.diario import (
    azioni_aperte,
    azioni_del_comune,
    verbale_con_parti,
    verbali_condivisi,
)
from community.selectors.incontri import (
    eventi_del_comune,
    incontri_futuri,
    incontri_passati,
    iscritta_o_presente,
    materiali_per,
    resoconto_di,
    sessioni,
)
from community.selectors.iscrizioni import iscrizioni_aperte
from community.services.diario import azione_close
from fis_portal.accounts.persone import persona
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.pagine import PAGINA

PER_PAGINA = 10


@require_safe
@isolata
def elenco(request: HttpRequest) -> HttpResponse:
    user, oggi = persona(request), timezone.localdate()
    contesto = {
        "azioni": azioni_aperte(user),
        "oggi": oggi,
        "prossimi": list(incontri_futuri(user, oggi)[:20]),
        "passati": list(incontri_passati(user, oggi)[:20]),
        "pagina": Paginator(verbali_condivisi(user), PER_PAGINA).get_page(request.GET.get(PAGINA)),
    }
    return render(request, "community/area/incontri.html", contesto)


@require_safe
@isolata
def incontro(request: HttpRequest, slug: str) -> HttpResponse:
    user = persona(request)
    evento = get_object_or_404(eventi_del_comune(user).select_related("intervento"), slug=slug)
    contesto = {
        "evento": evento,
        "sessioni": list(sessioni(evento)),
        "materiali": list(materiali_per(evento, user)),
        "iscritta": iscritta_o_presente(evento, user),
        "resoconto": resoconto_di(evento),
        "verbali": list(verbali_condivisi(user).filter(evento=evento)),
        "iscrizioni_aperte": iscrizioni_aperte(evento, timezone.now()),
        "contiene_demo": evento.is_demo,
    }
    return render(request, "community/area/incontro.html", contesto)


@require_safe
@isolata
def materiale(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    user = persona(request)
    evento = get_object_or_404(eventi_del_comune(user), slug=slug)
    suo = get_object_or_404(materiali_per(evento, user), pk=pk, file__isnull=False)
    return file_response(request, suo.file)  # type: ignore[arg-type]


@require_safe
@isolata
def diario(request: HttpRequest, pk: int) -> HttpResponse:
    return _pagina_diario(request, pk)


@require_POST
@isolata
def azione_fatta(request: HttpRequest, pk: int) -> HttpResponse:
    azione = get_object_or_404(azioni_del_comune(persona(request)), pk=pk)
    try:
        azione_close(azione=azione, stato=StatoAzione.FATTA, by=persona(request))
    except DomainError as errore:
        return _pagina_diario(request, azione.verbale_id, errore=errore, status=409)
    messages.success(request, _("Segnata come fatta: «%(azione)s».") % {"azione": azione.testo})
    if request.POST.get("da") == "diario":
        return redirect("area_incontri:diario", azione.verbale_id)
    return redirect("area_incontri:list")


def _pagina_diario(
    request: HttpRequest, pk: int, *, errore: DomainError | None = None, status: int = 200
) -> HttpResponse:
    user = persona(request)
    verbale = get_object_or_404(verbale_con_parti(verbali_condivisi(user)), pk=pk)
    sue = azioni_del_comune(user).filter(verbale=verbale)
    contesto = {
        "verbale": verbale,
        "oggi": timezone.localdate(),
        "chiudibili": set(sue.values_list("pk", flat=True)),
        "errore": errore,
        "contiene_demo": verbale.progetto.is_demo,
    }
    return render(request, "community/area/diario.html", contesto, status=status)
