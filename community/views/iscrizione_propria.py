"""The page of one registration: its secret code opens it, without signing in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.enums import StatoIscrizione
from community.forms_iscrizioni import AccettaForm
from community.models import Iscrizione, MaterialeEvento
from community.permissions import is_sua
from community.render.attestato import attestato_pdf
from community.render.qr import qr_svg
from community.selectors.agenda import agenda_ics, persona_dell_agenda
from community.selectors.attestati import attestato_numero, attestato_per_firma
from community.selectors.iscrizioni import (
    is_evento_finito,
    iscrizione_attiva,
    iscrizione_per_codice,
    iscrizioni_chiuse_perche,
    iscrizioni_di,
    materiali_di,
    posto_in_lista,
    presenza_di,
    puo_avere_materiale,
)
from community.services.agenda import agenda_create, agenda_revoke, agenda_send
from community.services.inviti import invito_accept
from community.services.iscrizioni import iscrizione_cancel, iscrizione_restore
from community.views.iscrizioni import ISCRIZIONI_PER_INDIRIZZO, chi, troppe
from fis_portal.accounts.freno import moduli_indirizzo
from fis_portal.core.downloads import CSP_SANDBOX, TIPI, content_disposition, file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.pdf import PdfNonDisponibile

Vista = Callable[..., HttpResponseBase]


def segreta(view: Vista) -> Vista:
    """A page whose address is a key: no cache keeps it, no robot lists it, no site is told it."""

    @wraps(view)
    def avvolta(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        risposta = view(request, *args, **kwargs)
        risposta["Cache-Control"] = "private, no-store"
        risposta["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": with it browsers post our own forms from nowhere (Origin: null).
        risposta["Referrer-Policy"] = "same-origin"
        return risposta

    return login_not_required(avvolta)


@segreta
@pagina_pubblica
def propria(request: HttpRequest, codice: str) -> HttpResponse:
    return _pagina(request, _iscrizione(codice))


@segreta
@require_http_methods(["GET", "HEAD", "POST"])
def accetta(request: HttpRequest, codice: str) -> HttpResponse:
    iscrizione = _iscrizione(codice)
    if iscrizione.is_attiva:
        return redirect("community:iscrizione_propria", codice)
    form = AccettaForm(
        request.POST or None, evento=iscrizione.evento, initial=_gia_detto(iscrizione)
    )
    stato = 200
    if request.method == "POST":
        stato = 429 if troppe(request, form) else 400
        if form.is_valid():
            try:
                invito_accept(iscrizione=iscrizione, by=chi(request), **form.detto())
            except DomainError as errore:
                form.add_domain_error(errore)
                stato = 409
            else:
                return redirect("community:iscrizione_propria", codice)
    contesto = {
        "iscrizione": iscrizione,
        "evento": iscrizione.evento,
        "form": form,
        "contiene_demo": iscrizione.evento.is_demo,
    }
    return render(request, "community/iscrizioni/accetta.html", contesto, status=stato)


@segreta
@require_POST
def annulla(request: HttpRequest, codice: str) -> HttpResponse:
    iscrizione = _iscrizione(codice)
    try:
        iscrizione_cancel(iscrizione=iscrizione, by=chi(request))
    except DomainError as errore:
        return _pagina(request, iscrizione, problema=errore.message, status=409)
    messages.success(request, _("Fatto: non sei più in elenco."))
    return redirect("community:iscrizione_propria", codice)


@segreta
@require_POST
def riprendi(request: HttpRequest, codice: str) -> HttpResponse:
    iscrizione = _iscrizione(codice)
    if moduli_indirizzo(request, "iscrizione", ISCRIZIONI_PER_INDIRIZZO):
        testo = _("Da qui sono arrivate troppe richieste: riprova più tardi.")
        return _pagina(request, iscrizione, problema=testo, status=429)
    try:
        iscrizione_restore(iscrizione=iscrizione, by=chi(request))
    except DomainError as errore:
        return _pagina(request, iscrizione, problema=errore.message, status=409)
    messages.success(request, _("Fatto: sei di nuovo in elenco."))
    return redirect("community:iscrizione_propria", codice)


@segreta
@require_POST
def agenda(request: HttpRequest, codice: str) -> HttpResponse:
    """Mail her the secret address of her calendar, or take it back.

    It tells all her meetings, the code only this one: it is shown to who signed in as her alone.
    """
    iscrizione = _iscrizione(codice)
    if "revoca" in request.POST:
        agenda_revoke(persona=iscrizione.persona)
        messages.success(request, _("L'indirizzo del calendario non funziona più."))
        return redirect("community:iscrizione_propria", codice)
    if is_sua(chi(request), iscrizione.persona):
        token = agenda_create(persona=iscrizione.persona)
        indirizzo = request.build_absolute_uri(reverse("community:agenda", args=[token]))
        return _pagina(request, iscrizione, indirizzo=indirizzo)
    try:
        agenda_send(persona=iscrizione.persona)
    except DomainError as errore:
        return _pagina(request, iscrizione, problema=errore.message, status=409)
    messages.success(request, _("Ti abbiamo scritto: l'indirizzo del calendario è nell'e-mail."))
    return redirect("community:iscrizione_propria", codice)


@segreta
@pagina_pubblica
def agenda_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads: it cannot sign in, the address is its key."""
    persona = persona_dell_agenda(token)
    if persona is None:
        raise Http404
    return _ics(request, iscrizioni_di(persona.pk), "i-miei-incontri-fis.ics")


@segreta
@pagina_pubblica
def evento_ics(request: HttpRequest, codice: str) -> HttpResponse:
    iscrizione = _iscrizione(codice)
    return _ics(request, [iscrizione], f"{iscrizione.evento.slug}.ics")


@segreta
@pagina_pubblica
def materiale(request: HttpRequest, codice: str, pk: int) -> HttpResponseBase:
    iscrizione = _iscrizione(codice)
    trovato = get_object_or_404(
        MaterialeEvento.objects.select_related("file"), pk=pk, evento=iscrizione.evento_id
    )
    if trovato.file is None or not puo_avere_materiale(iscrizione, trovato):
        raise Http404
    return file_response(request, trovato.file)


@segreta
@pagina_pubblica
def attestato(request: HttpRequest, codice: str) -> HttpResponse:
    iscrizione = _iscrizione(codice)
    presenza = presenza_di(iscrizione)
    if presenza is None or not is_evento_finito(iscrizione.evento, timezone.now()):
        raise Http404
    # The name as the person wrote it in her own row, whichever row the attendance is under.
    presenza.persona, presenza.evento = iscrizione.persona, iscrizione.evento
    try:
        contenuto = attestato_pdf(presenza)
    except PdfNonDisponibile as errore:
        return _pagina(request, iscrizione, problema=errore.message, status=503)
    risposta = HttpResponse(contenuto, content_type=TIPI["pdf"])
    nome = f"attestato-{iscrizione.evento.slug}.pdf"
    risposta["Content-Disposition"] = content_disposition(nome)
    risposta["Content-Security-Policy"] = CSP_SANDBOX
    return risposta


@segreta
@pagina_pubblica
def attestato_verifica(request: HttpRequest, firma: str) -> HttpResponse:
    """Says that a certificate is authentic and of what, never whose."""
    presenza = attestato_per_firma(firma)
    if presenza is None:
        raise Http404
    contesto = {
        "presenza": presenza,
        "evento": presenza.evento,
        "numero": attestato_numero(presenza),
        "contiene_demo": presenza.evento.is_demo,
    }
    return render(request, "community/attestato/verifica.html", contesto)


def _iscrizione(codice: str) -> Iscrizione:
    iscrizione = iscrizione_per_codice(codice)
    if iscrizione is None:
        raise Http404
    return iscrizione


def _gia_detto(iscrizione: Iscrizione) -> dict[str, Any]:
    persona = iscrizione.persona
    return {
        "nome": persona.nome,
        "cognome": persona.cognome,
        "email": persona.email,
        "ente": iscrizione.ente or (iscrizione.organizzazione or ""),
        "tipo_ente": iscrizione.tipo_ente,
        "comune": iscrizione.comune,
    }


def _ics(request: HttpRequest, iscrizioni: Any, nome: str) -> HttpResponse:
    contenuto = agenda_ics(iscrizioni, base=request.build_absolute_uri("/"))
    risposta = HttpResponse(contenuto, content_type=TIPI["ics"])
    risposta["Content-Disposition"] = content_disposition(nome)
    return risposta


def _pagina(
    request: HttpRequest,
    iscrizione: Iscrizione,
    *,
    problema: str = "",
    indirizzo: str = "",
    status: int = 200,
) -> HttpResponse:
    evento, adesso = iscrizione.evento, timezone.now()
    finito = is_evento_finito(evento, adesso)
    in_lista = iscrizione.stato == StatoIscrizione.IN_ATTESA
    contesto = {
        "iscrizione": iscrizione,
        "evento": evento,
        "persona": iscrizione.persona,
        "problema": problema,
        "indirizzo": indirizzo,
        "finito": finito,
        "posto": posto_in_lista(iscrizione) if in_lista else None,
        "qr": qr_svg(iscrizione.codice) if _entra_con_il_codice(iscrizione, finito) else "",
        "altrove": not iscrizione.is_attiva
        and iscrizione_attiva(evento, iscrizione.persona) is not None,
        "materiali": materiali_di(iscrizione),
        "con_attestato": finito and presenza_di(iscrizione) is not None,
        "chiuse": iscrizioni_chiuse_perche(evento, adesso),
        "contiene_demo": evento.is_demo,
    }
    return render(request, "community/iscrizioni/propria.html", contesto, status=status)


def _entra_con_il_codice(iscrizione: Iscrizione, finito: bool) -> bool:
    """There is a door to come to: also of a meeting no longer published, which is held still."""
    evento = iscrizione.evento
    return iscrizione.stato == StatoIscrizione.ISCRITTA and not (finito or evento.annullato_il)
