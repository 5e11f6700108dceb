"""The door of an event: the page for phones, what its script talks to, its service worker."""

import json
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.enums import AzionePersona, CanalePresenza
from community.forms_ingresso import NuovaForm
from community.models import Evento
from community.permissions import can_accogliere
from community.selectors.accoglienza import (
    accoglienza_elenco,
    dati_fino_al,
    totale_di,
    trovate,
)
from community.services.accessi import accesso_record
from community.services.accoglienza import GIA, RIFIUTATA, EsitoMossa, presenti_ora, presenze_sync
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.middleware import FOTOCAMERA, PERMESSI
from fis_portal.core.pagine import pagina_pubblica

LAVORATORE = Path(settings.BASE_DIR) / "static" / "js" / "accoglienza_sw.js"
STATI_HTTP = {"troppe_mosse": 413}


def evento_or_404(request: HttpRequest, slug: str) -> Evento:
    """Drafts and reserved events too; for who may not take attendances no event exists."""
    if not can_accogliere(request.user):
        raise Http404
    return get_object_or_404(Evento, slug=slug)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
def accoglienza(request: HttpRequest, slug: str) -> HttpResponseBase:
    evento = evento_or_404(request, slug)
    if request.method != "POST":
        return _pagina(request, evento, NuovaForm())
    (esito,) = presenze_sync(evento=evento, mosse=[_mossa(request)], by=persona(request))
    if esito.esito == RIFIUTATA:
        form = NuovaForm(request.POST if "cognome" in request.POST else None)
        return _pagina(request, evento, form, status=400, errore=esito.motivo)
    _di(request, esito)
    cerca = request.POST.get("q", "")
    coda = f"?{urlencode({'q': cerca})}" if cerca else ""
    return HttpResponseRedirect(reverse("community:accoglienza", args=[slug]) + coda)


@require_POST
def sincronizza(request: HttpRequest, slug: str) -> HttpResponse:
    """Taps as JSON, and one answer for each; with who is there now, from this phone or another."""
    evento = evento_or_404(request, slug)
    try:
        corpo = json.loads(request.body)
        mosse = corpo.get("mosse") if isinstance(corpo, dict) else None
        esiti = presenze_sync(evento=evento, mosse=mosse, by=persona(request))
    except RequestDataTooBig:
        return _errore("troppe_mosse", _("Sono troppe presenze in una volta."))
    except DomainError as errore:
        return _errore(errore.code, errore.message)
    except (ValueError, RecursionError):
        return _errore("richiesta_non_valida", _("Le presenze non si riescono a leggere."))
    return JsonResponse(
        {
            "esiti": [asdict(esito) for esito in esiti],
            "presenti": presenti_ora(evento),
            "adesso": timezone.now().isoformat(),
        }
    )


@pagina_pubblica
def lavoratore(request: HttpRequest) -> HttpResponse:
    """The service worker: one script for all events. Without data, so it is everybody's."""
    return HttpResponse(
        LAVORATORE.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={
            "Service-Worker-Allowed": reverse("community:evento_list"),
            "Cache-Control": "no-cache",
        },
    )


def _errore(codice: str, messaggio: str) -> HttpResponse:
    corpo = {"code": codice, "message": str(messaggio), "fields": {}}
    return JsonResponse(corpo, status=STATI_HTTP.get(codice, 400))


def _mossa(request: HttpRequest) -> dict[str, Any]:
    """A form without script as the tap a phone would send."""
    dati = request.POST
    mossa: dict[str, Any] = {
        "chiave": dati.get("chiave") or uuid.uuid4().hex,
        "quando": timezone.now().isoformat(),
        "presente": "togli" not in dati,
    }
    if "cognome" in dati:
        return mossa | {"nuova": {n: dati.get(n, "") for n in NuovaForm.base_fields}}
    if "codice" in dati:
        return mossa | {"codice": dati["codice"], "canale": CanalePresenza.CODICE}
    scelta = dati.get("togli", dati.get("segna", ""))
    valida = scelta.isascii() and scelta.isdigit() and len(scelta) <= 18
    return mossa | {"persona": int(scelta) if valida else 0}


def _di(request: HttpRequest, esito: EsitoMossa) -> None:
    """Say it once, with what there is to know."""
    if esito.esito == GIA:
        testo = f"{esito.nome}: {esito.motivo}"
    elif esito.presente:
        testo = _("%(nome)s: presente.") % {"nome": esito.nome}
    else:
        testo = _("%(nome)s: presenza tolta.") % {"nome": esito.nome}
    livello = messages.WARNING if esito.avviso or esito.esito == GIA else messages.SUCCESS
    messages.add_message(request, livello, " ".join(filter(None, (testo, esito.avviso))))


def _pagina(
    request: HttpRequest,
    evento: Evento,
    form: NuovaForm,
    *,
    status: int = 200,
    errore: str = "",
) -> HttpResponse:
    elenco = accoglienza_elenco(evento)
    accesso_record(
        azione=AzionePersona.ELENCO,
        by=persona(request),
        evento=evento,
        quante=len(elenco.righe),
        nota="accoglienza",
    )
    cerca = (request.POST if request.method == "POST" else request.GET).get("q", "")[:100]
    contesto = {
        "evento": evento,
        "contiene_demo": evento.is_demo,
        "elenco": elenco,
        "righe": trovate(elenco.righe, cerca),
        "cerca": cerca,
        "totale": totale_di(evento),
        "form": form,
        "errore": errore,
        "chiave_nuova": uuid.uuid4().hex,
        "fino_al": dati_fino_al(evento, timezone.localdate()),
        "adesso": timezone.now().isoformat(),
    }
    risposta = render(request, "community/accoglienza.html", contesto, status=status)
    risposta[PERMESSI] = FOTOCAMERA
    return risposta
