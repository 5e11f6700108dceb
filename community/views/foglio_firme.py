"""The sign-in sheet of an event: download, upload, preview, confirmation."""

import logging
import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.enums import AzionePersona
from community.forms_ingresso import FoglioFirmeForm
from community.models import Evento
from community.render.foglio_firme import foglio_firme_xlsx, nome_file
from community.selectors.accoglienza import totale_di
from community.selectors.foglio_confronto import NUOVA, AnteprimaFirme, firme_anteprima
from community.services.accessi import accesso_record
from community.services.foglio_firme import (
    AnteprimaFirmeCambiata,
    foglio_firme_apply,
    foglio_firme_keep,
)
from community.views.accoglienza import evento_or_404
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import CSP_SANDBOX, TIPI, content_disposition
from fis_portal.core.errors import DomainError

logger = logging.getLogger(__name__)

SCELTA = re.compile(r"riga-([0-9]{1,5})", re.ASCII)
STATI_HTTP = {
    "anteprima_cambiata": 409,
    "anteprima_scaduta": 409,
    "archivio_non_disponibile": 503,
    "file_troppo_grande": 413,
}


@require_safe
def scarica(request: HttpRequest, slug: str) -> HttpResponse:
    evento = evento_or_404(request, slug)
    dati, quante = foglio_firme_xlsx(evento)
    accesso_record(
        azione=AzionePersona.FOGLIO,
        by=persona(request),
        evento=evento,
        quante=quante,
        nota="scaricato",
    )
    return HttpResponse(
        dati,
        content_type=TIPI["xlsx"],
        headers={
            "Content-Disposition": content_disposition(nome_file(evento)),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": CSP_SANDBOX,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def carica(request: HttpRequest, slug: str) -> HttpResponse:
    evento = evento_or_404(request, slug)
    if request.method != "POST":
        return _pagina(request, evento, FoglioFirmeForm())
    form = FoglioFirmeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _pagina(request, evento, form, status=400)
    try:
        dati = _contenuto(form.cleaned_data["file"])
        return _mostra(request, evento, dati, firme_anteprima(dati, evento))
    except DomainError as errore:
        form.add_error("file", errore.message)
        return _pagina(request, evento, form, status=STATI_HTTP.get(errore.code, 400))


@conserva
@require_POST
def conferma(request: HttpRequest, slug: str) -> HttpResponseBase:
    evento = evento_or_404(request, slug)
    try:
        scritte = foglio_firme_apply(
            gettone=request.POST.get("gettone", ""),
            scelte=_scelte(request),
            evento=evento,
            by=persona(request),
        )
    except AnteprimaFirmeCambiata as errore:
        messages.warning(request, errore.message)
        return _mostra(request, evento, errore.dati, errore.anteprima, status=409)
    except DomainError as errore:
        status = STATI_HTTP.get(errore.code, 400)
        return _pagina(request, evento, FoglioFirmeForm(), status=status, errore=errore.message)
    logger.info(
        "import",
        extra={"evento": "importazione", "oggetto": "community.partecipazione", "righe": scritte},
    )
    messages.success(request, _fatto(scritte))
    return redirect("community:accoglienza", slug=slug)


def _scelte(request: HttpRequest) -> dict[int, str]:
    """Row of the sheet -> who she is, of the fields «riga-<n>»."""
    return {
        int(trovata[1]): str(valore)
        for nome, valore in request.POST.items()
        if (trovata := SCELTA.fullmatch(nome))
    }


def _contenuto(file: Any) -> bytes:
    if file.size > settings.FOGLIO_MAX_BYTE:
        raise DomainError(
            "file_troppo_grande",
            _("Il foglio supera %(mb)s MB: elimina immagini, formati e fogli in più.")
            % {"mb": settings.FOGLIO_MAX_BYTE // 1_000_000},
        )
    return file.read()


def _mostra(
    request: HttpRequest,
    evento: Evento,
    dati: bytes,
    anteprima: AnteprimaFirme,
    *,
    status: int = 200,
) -> HttpResponse:
    """The preview; with something to write and nothing wrong, also its confirmation."""
    gettone = ""
    if anteprima.errori:
        status = 422
    elif not anteprima.is_empty:
        gettone = foglio_firme_keep(
            dati=dati, anteprima=anteprima, evento=evento, by=persona(request)
        )
    altro = {"anteprima": anteprima, "gettone": gettone, "nuova": NUOVA}
    return _pagina(request, evento, FoglioFirmeForm(), status=status, altro=altro)


def _pagina(
    request: HttpRequest,
    evento: Evento,
    form: FoglioFirmeForm,
    *,
    status: int = 200,
    errore: str = "",
    altro: dict[str, Any] | None = None,
) -> HttpResponse:
    contesto = {
        "evento": evento,
        "contiene_demo": evento.is_demo,
        "totale": totale_di(evento),
        "form": form,
        "errore": errore,
        "massimo_mb": settings.FOGLIO_MAX_BYTE // 1_000_000,
        **(altro or {}),
    }
    modello = "community/foglio_firme_anteprima.html" if altro else "community/foglio_firme.html"
    return render(request, modello, contesto, status=status)


def _fatto(righe: int) -> str:
    if not righe:
        return _("Non si è aggiunta nessuna presenza: c'erano già tutte.")
    return ngettext(
        "Il foglio è stato caricato: una presenza aggiunta.",
        "Il foglio è stato caricato: %(n)s presenze aggiunte.",
        righe,
    ) % {"n": righe}
