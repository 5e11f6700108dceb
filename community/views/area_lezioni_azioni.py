"""What is done to a lesson in the area of the Comuni: who reads it, comments, signs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.enums import TipoSegno, Visibilita
from community.forms_lezioni import CommentoForm, SegnoForm, VisibilitaForm
from community.models import Lezione
from community.permissions import puo_condividere
from community.selectors.area_lezioni import comuni_di, per_conto_di, responsabili_di
from community.services.lezioni import commento_add, segno_remove, segno_set
from community.services.visibilita import visibilita_set
from community.views.area_lezioni import lezione_or_404, pagina
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata

SCALA = list(Visibilita)


def lezione_mia_or_404(request: HttpRequest, pk: int) -> Lezione:
    """A lesson of the Comuni she acts for; others do not exist."""
    lezione = lezione_or_404(request, pk)
    if lezione.progetto is None or lezione.progetto.comune not in comuni_di(persona(request)):
        raise Http404
    return lezione


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def chi_la_legge(request: HttpRequest, pk: int) -> HttpResponseBase:
    lezione, user = lezione_mia_or_404(request, pk), persona(request)
    if request.method != "POST":
        return _chi_la_legge(request, lezione)
    form = VisibilitaForm(request.POST)
    if not form.is_valid():
        return _chi_la_legge(request, lezione, _("Scegli di nuovo chi la legge."), status=400)
    a = Visibilita(form.cleaned_data["a"])
    if SCALA.index(a) > SCALA.index(Visibilita(lezione.visibilita)):
        if not puo_condividere(user, lezione):
            return _chi_la_legge(request, lezione, _("Può deciderlo solo un responsabile."), 403)
        if not form.cleaned_data["consenso"]:
            testo = _("Per mostrarla ad altri serve il consenso: spunta la casella.")
            return _chi_la_legge(request, lezione, testo, status=400)
    try:
        visibilita_set(lezione, a=a, by=user)
    except DomainError as errore:
        stato = 403 if errore.code == "non_responsabile" else 409
        return _chi_la_legge(request, lezione, errore.message, status=stato)
    messages.success(request, _("Fatto: ora la legge %(chi)s.") % {"chi": _chi(a)})
    return redirect("area_lezioni:detail", pk=lezione.pk)


def _chi(visibilita: Visibilita) -> str:
    return {
        Visibilita.TEAM: _("solo il gruppo del progetto"),
        Visibilita.COMUNITA: _("la comunità di pratica"),
        Visibilita.PUBBLICA: _("chiunque"),
    }[visibilita]


def _chi_la_legge(
    request: HttpRequest, lezione: Lezione, errore: str = "", status: int = 200
) -> HttpResponse:
    livello = SCALA.index(Visibilita(lezione.visibilita))
    contesto = {
        "lezione": lezione,
        "errore": errore,
        "form": VisibilitaForm(),
        "puo_decidere": puo_condividere(persona(request), lezione),
        "responsabili": responsabili_di(lezione),
        "su": SCALA[livello + 1] if livello + 1 < len(SCALA) else None,
        "giu": SCALA[:livello][::-1],
        "contiene_demo": lezione.is_demo,
    }
    return render(request, "community/area/lezione_visibilita.html", contesto, status=status)


@conserva
@require_POST
@isolata
def commenta(request: HttpRequest, pk: int) -> HttpResponseBase:
    lezione, user = lezione_or_404(request, pk), persona(request)
    form = CommentoForm(request.POST)
    if not form.is_valid():
        return pagina(request, lezione, commento=form, status=400)
    commento_add(
        lezione=lezione,
        testo=form.cleaned_data["testo"],
        per_conto_di=per_conto_di(user),
        by=user,
    )
    messages.success(request, _("Commento aggiunto."))
    return redirect("area_lezioni:detail", pk=lezione.pk)


@conserva
@require_POST
@isolata
def segna(request: HttpRequest, pk: int) -> HttpResponseBase:
    """«Utile a noi», «riusata da noi»: said, or taken back, for one of one's Comuni."""
    lezione, user = lezione_or_404(request, pk), persona(request)
    form = SegnoForm(request.POST)
    if not form.is_valid():
        raise Http404
    dati = form.cleaned_data
    comune = next((c for c in comuni_di(user) if c.slug == dati["comune"]), None)
    if comune is None:
        raise Http404
    tipo = TipoSegno(dati["tipo"])
    try:
        if dati["togli"]:
            segno_remove(lezione=lezione, comune=comune, tipo=tipo, by=user)
        else:
            segno_set(lezione=lezione, comune=comune, tipo=tipo, nota=dati["nota"], by=user)
    except DomainError as errore:
        stato = 400 if errore.fields else 409
        return pagina(request, lezione, errore=errore, nota=dati["nota"], status=stato)
    messages.success(request, _("Grazie: lo abbiamo segnato."))
    return redirect("area_lezioni:detail", pk=lezione.pk)
