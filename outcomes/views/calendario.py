"""Due dates of one's own Comuni: a page, and a calendar that programs subscribe to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fis_portal.accounts.models import User
from fis_portal.accounts.persone import persona
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.isolamento import isolata, isolato
from outcomes.models import Rendicontazione
from outcomes.selectors.calendario import abbonamento_di, abbonamento_of, scadenze, scadenze_ics
from outcomes.services.calendario import abbonamento_create, abbonamento_revoke


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def scadenza_list(request: HttpRequest) -> HttpResponse:
    user = persona(request)
    if not user.referenze.attivi().exists():
        raise Http404
    indirizzo = ""
    if request.method == "POST" and "revoca" in request.POST:
        abbonamento_revoke(by=user)
        messages.success(request, _("L'indirizzo del calendario non funziona più."))
        return redirect("scadenze:list")
    if request.method == "POST":
        token = abbonamento_create(by=user)
        indirizzo = request.build_absolute_uri(reverse("scadenze:feed", args=[token]))
    rendicontazioni = list(scadenze(Rendicontazione.objects.del_referente(user).aperte()))
    contesto = {
        "rendicontazioni": rendicontazioni,
        "contiene_demo": any(r.progetto.is_demo for r in rendicontazioni),
        "oggi": timezone.localdate(),
        "abbonamento": abbonamento_di(user),
        "indirizzo": indirizzo,
    }
    return render(request, "outcomes/calendario/scadenza_list.html", contesto)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads: it cannot sign in, the address is its key."""
    abbonamento = abbonamento_of(token)
    if abbonamento is None:
        raise Http404
    risposta = HttpResponse(_calendario(request, abbonamento.user), content_type=TIPI["ics"])
    risposta["Content-Disposition"] = content_disposition("scadenze-fis.ics")
    risposta["Cache-Control"] = "private, no-store"
    return risposta


def _calendario(request: HttpRequest, user: User) -> str:
    """With the rights the person has now, not those she had when she made the address."""
    pagina = reverse("area_comuni:rendicontazione", args=[0])
    with isolato(user.pk):
        return scadenze_ics(
            scadenze(Rendicontazione.objects.del_referente(user)),
            base=request.build_absolute_uri("/"),
            percorso=pagina.replace("/0/", "/{pk}/"),
        )
