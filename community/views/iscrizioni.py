"""Registering for a meeting."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.forms_iscrizioni import IscrizioneForm
from community.models import Evento
from community.selectors.iscrizioni import (
    evento_visibile,
    is_invitato,
    is_solo_su_invito,
    iscrizioni_chiuse_perche,
)
from community.services.iscrizioni import iscrizione_create
from fis_portal.accounts.freno import moduli_indirizzo
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.pagine import pagina_pubblica

# A whole office may register from one address; a program that tries people does not get far.
ISCRIZIONI_PER_INDIRIZZO = 60


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def iscrizione(request: HttpRequest, slug: str) -> HttpResponse:
    evento, utente = _evento(request, slug), chi(request)
    if motivo := _non_si_puo(evento, utente):
        form = IscrizioneForm(request.POST or None, evento=evento, utente=utente)
        stato = 409 if request.method == "POST" else 200
        return _pagina(request, evento, form, stato, motivo)
    iniziali = dati_di(utente)
    form = IscrizioneForm(request.POST or None, evento=evento, utente=utente, initial=iniziali)
    if request.method != "POST":
        return _pagina(request, evento, form, 200)
    if form.is_trappola():
        return redirect("community:iscrizione_inviata", slug)
    if attesa := troppe(request, form):
        risposta = _pagina(request, evento, form, 429)
        risposta["Retry-After"] = str(attesa)
        return risposta
    if not form.is_valid():
        return _pagina(request, evento, form, 400)
    try:
        iscrizione_create(evento=evento, by=utente, **form.detto())
    except DomainError as errore:
        form.add_domain_error(errore)
        return _pagina(request, evento, form, 409)
    # The same for everybody: only the mail says whether the address was there already.
    return redirect("community:iscrizione_inviata", slug)


@never_cache
@pagina_pubblica
def inviata(request: HttpRequest, slug: str) -> HttpResponse:
    evento = _evento(request, slug)
    contesto = {"evento": evento, "contiene_demo": evento.is_demo}
    return render(request, "community/iscrizioni/inviata.html", contesto)


@pagina_pubblica
def informativa(request: HttpRequest) -> HttpResponse:
    return render(request, "community/iscrizioni/informativa.html")


def chi(request: HttpRequest) -> User | None:
    """Who is signed in, on a page open to all."""
    return request.user if isinstance(request.user, User) else None


def dati_di(utente: User | None) -> dict[str, str]:
    if utente is None:
        return {}
    return {"nome": utente.nome, "cognome": utente.cognome, "email": utente.email}


def troppe(request: HttpRequest, form: IscrizioneForm) -> int:
    """Counts this sending; over the limit says so on the form, and how many seconds to wait."""
    attesa = moduli_indirizzo(request, "iscrizione", ISCRIZIONI_PER_INDIRIZZO)
    if attesa:
        minuti = -(-attesa // 60)
        testo = ngettext(
            "Da qui sono arrivate troppe iscrizioni. Riprova tra %(n)s minuto.",
            "Da qui sono arrivate troppe iscrizioni. Riprova tra %(n)s minuti.",
            minuti,
        )
        form.add_error(None, testo % {"n": minuti})
    return attesa


def _evento(request: HttpRequest, slug: str) -> Evento:
    evento = evento_visibile(slug, chi(request))
    if evento is None:
        raise Http404
    return evento


def _non_si_puo(evento: Evento, utente: User | None) -> str:
    if motivo := iscrizioni_chiuse_perche(evento, timezone.now()):
        return motivo
    if is_solo_su_invito(evento) and not is_invitato(evento, utente):
        return _("A questo evento ci si iscrive con il collegamento ricevuto nell'invito.")
    return ""


def _pagina(
    request: HttpRequest, evento: Evento, form: IscrizioneForm, status: int, chiuse: str = ""
) -> HttpResponse:
    contesto = {
        "evento": evento,
        "form": form,
        "chiuse": chiuse,
        # Closed meanwhile: what was typed stays in sight.
        "con_modulo": not chiuse or form.is_bound,
        "contiene_demo": evento.is_demo,
    }
    return render(request, "community/iscrizioni/iscrizione.html", contesto, status=status)
