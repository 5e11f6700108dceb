"""The workbook of a report: download, upload, preview, confirmation."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import CSP_SANDBOX, TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from outcomes.forms import FoglioForm
from outcomes.models import Rendicontazione
from outcomes.permissions import can_edit
from outcomes.render.foglio import foglio_xlsx, nome_file
from outcomes.selectors.foglio.confronto import Anteprima, foglio_anteprima
from outcomes.selectors.modulo import modulo
from outcomes.services.foglio import AnteprimaCambiata, foglio_apply, foglio_keep
from outcomes.views.area import rendicontazione_or_404

logger = logging.getLogger(__name__)

MOSTRATE = 200
STATI_HTTP = {
    "anteprima_cambiata": 409,
    "anteprima_scaduta": 409,
    "archivio_non_disponibile": 503,
    "file_troppo_grande": 413,
    "riga_ignota": 409,
    "stato_non_aperto": 409,
    "valore_non_valido": 422,
}


@require_safe
@isolata
def scarica(request: HttpRequest, pk: int) -> HttpResponse:
    """In every state: what was sent can be read offline too."""
    mia = rendicontazione_or_404(request, pk)
    letto = modulo(mia)
    logger.info("export", extra={"evento": "esportazione", "oggetto": "outcomes.rendicontazione"})
    return HttpResponse(
        foglio_xlsx(letto),
        content_type=TIPI["xlsx"],
        headers={
            "Content-Disposition": content_disposition(nome_file(letto)),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": CSP_SANDBOX,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def carica(request: HttpRequest, pk: int) -> HttpResponse:
    mia = rendicontazione_or_404(request, pk)
    aperta = can_edit(persona(request), mia)
    if request.method != "POST":
        return _pagina(request, mia, FoglioForm())
    if not aperta:
        return _pagina(request, mia, FoglioForm(), status=409)
    form = FoglioForm(request.POST, request.FILES)
    if not form.is_valid():
        return _pagina(request, mia, form, status=400)
    try:
        dati = _contenuto(form.cleaned_data["file"])
        return _mostra(request, mia, dati, foglio_anteprima(dati, mia))
    except DomainError as errore:
        form.add_error("file", errore.message)
        return _pagina(request, mia, form, status=STATI_HTTP.get(errore.code, 400))


@conserva
@require_POST
@isolata
def conferma(request: HttpRequest, pk: int) -> HttpResponseBase:
    mia = rendicontazione_or_404(request, pk)
    try:
        scritte = foglio_apply(
            gettone=request.POST.get("gettone", ""),
            scelti=set(request.POST.getlist("usa")),
            rendicontazione=mia,
            by=persona(request),
        )
    except AnteprimaCambiata as errore:
        messages.warning(request, errore.message)
        nuova = foglio_anteprima(errore.dati, mia)
        return _mostra(request, mia, errore.dati, nuova, status=409)
    except DomainError as errore:
        status = STATI_HTTP.get(errore.code, 400)
        return _pagina(request, mia, FoglioForm(), status=status, errore=errore)
    logger.info(
        "import",
        extra={
            "evento": "importazione",
            "oggetto": "outcomes.rendicontazione",
            "righe": scritte,
        },
    )
    messages.success(request, _fatto(scritte))
    return redirect("area_comuni:rendicontazione", pk=mia.pk)


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
    mia: Rendicontazione,
    dati: bytes,
    anteprima: Anteprima,
    *,
    status: int = 200,
) -> HttpResponse:
    """The preview; with something to write and nothing wrong, also its confirmation."""
    gettone = ""
    if anteprima.errori:
        status = 422
    elif not anteprima.is_empty:
        gettone = foglio_keep(
            dati=dati, anteprima=anteprima, rendicontazione=mia, by=persona(request)
        )
    return _pagina(request, mia, FoglioForm(), status=status, anteprima=anteprima, gettone=gettone)


def _pagina(
    request: HttpRequest,
    mia: Rendicontazione,
    form: FoglioForm,
    *,
    status: int = 200,
    anteprima: Anteprima | None = None,
    gettone: str = "",
    errore: DomainError | None = None,
) -> HttpResponse:
    contesto = {
        "rendicontazione": mia,
        "contiene_demo": mia.progetto.is_demo,
        "is_aperta": can_edit(persona(request), mia),
        "form": form,
        "anteprima": anteprima,
        "gettone": gettone,
        "errore": errore,
        "mostrate": MOSTRATE,
        "massimo_mb": settings.FOGLIO_MAX_BYTE // 1_000_000,
    }
    modello = (
        "outcomes/area/foglio_carica.html"
        if anteprima is None
        else "outcomes/area/foglio_anteprima.html"
    )
    return render(request, modello, contesto, status=status)


def _fatto(righe: int) -> str:
    if not righe:
        return _("Non è cambiato nulla: hai tenuto i valori del portale.")
    return ngettext(
        "Il foglio è stato caricato: una voce scritta.",
        "Il foglio è stato caricato: %(n)s voci scritte.",
        righe,
    ) % {"n": righe}
