"""What one throws away in the area: a draft never shared, a comment of one's own. Asked first."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.models import CommentoLezione, Pratica
from community.services.lezioni import commento_delete, lezione_delete
from community.services.pratiche import pratica_delete
from community.views.area_lezioni import lezione_or_404
from community.views.area_lezioni_azioni import lezione_mia_or_404
from community.views.area_pratiche import miei_comuni
from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def lezione(request: HttpRequest, pk: int) -> HttpResponse:
    bozza = lezione_mia_or_404(request, pk)
    contesto = {
        "domanda": _("Eliminare la bozza di lezione?"),
        "che_cosa": bozza.titolo,
        "effetto": _("Sparisce per tutto il gruppo, con i commenti che ha ricevuto."),
        "sezione": (_("Lezioni"), reverse("area_lezioni:list")),
        "indietro": reverse("area_lezioni:detail", args=[pk]),
        "contiene_demo": bozza.is_demo,
    }
    return _ask(
        request,
        contesto,
        lambda: lezione_delete(lezione=bozza, by=persona(request)),
        _("La bozza è stata eliminata."),
        reverse("area_lezioni:list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def commento(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, on a lesson that one still reads."""
    suo = get_object_or_404(
        CommentoLezione, pk=pk, autore=persona(request), nascosto_il__isnull=True
    )
    di = lezione_or_404(request, suo.lezione_id)
    indietro = reverse("area_lezioni:detail", args=[di.pk])
    contesto = {
        "domanda": _("Eliminare il tuo commento?"),
        "che_cosa": suo.testo,
        "effetto": _("Nessuno lo leggerà più."),
        "sezione": (_("Lezioni"), reverse("area_lezioni:list")),
        "indietro": indietro,
        "contiene_demo": di.is_demo,
    }
    return _ask(
        request,
        contesto,
        lambda: commento_delete(commento=suo, by=persona(request)),
        _("Il commento è stato eliminato."),
        indietro,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def pratica(request: HttpRequest, pk: int) -> HttpResponse:
    bozza = get_object_or_404(Pratica, pk=pk, comune__in=miei_comuni(request))
    contesto = {
        "domanda": _("Eliminare la bozza di pratica?"),
        "che_cosa": bozza.titolo,
        "effetto": _("Sparisce per tutto il gruppo, con i file del suo kit."),
        "sezione": (_("Pratiche"), reverse("area_pratiche:list")),
        "indietro": reverse("area_pratiche:detail", args=[pk]),
        "contiene_demo": bozza.is_demo,
    }
    return _ask(
        request,
        contesto,
        lambda: pratica_delete(pratica=bozza, by=persona(request)),
        _("La bozza è stata eliminata."),
        reverse("area_pratiche:list"),
    )


def _ask(
    request: HttpRequest,
    contesto: dict[str, object],
    elimina: Callable[[], None],
    fatto: str,
    poi: str,
) -> HttpResponse | HttpResponseRedirect:
    """The page that asks; at its button, done, or refused and said why (409)."""
    status = 200
    if request.method == "POST":
        try:
            elimina()
        except DomainError as errore:
            contesto["errore"], status = errore.message, 409
        else:
            messages.success(request, fatto)
            return redirect(poi)
    return render(request, "community/area/elimina.html", contesto, status=status)
