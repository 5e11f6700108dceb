"""Before and after sending a report: consequences, check list, receipt, answers to remarks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.downloads import download_response
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from outcomes.enums import STATI_APERTI
from outcomes.forms import InvioForm
from outcomes.models import Invio, Osservazione, Rendicontazione
from outcomes.permissions import can_send
from outcomes.render.ricevuta import sezioni_inviate
from outcomes.selectors.anteprima import anteprima_pubblica
from outcomes.selectors.contenuto import contenuti_compare, contenuto
from outcomes.selectors.modulo import modulo
from outcomes.selectors.schermata import ancora
from outcomes.services.invio import modulo_token, rendicontazione_send, responsabili_di
from outcomes.services.osservazioni import osservazione_reply
from outcomes.views.area import pagina, pagina_non_salvata, rendicontazione_or_404

STATI_HTTP = {"solo_responsabile": 403}


@require_safe
@isolata
def anteprima(request: HttpRequest, pk: int) -> HttpResponse:
    mia = rendicontazione_or_404(request, pk)
    contesto = {
        "rendicontazione": mia,
        "contiene_demo": mia.progetto.is_demo,
        "voci": anteprima_pubblica(mia),
        "is_aperta": mia.stato in STATI_APERTI,
    }
    return render(request, "outcomes/area/anteprima.html", contesto)


@conserva
@require_http_methods(["GET", "HEAD", "POST"])
@isolata
def invia(request: HttpRequest, pk: int) -> HttpResponseBase:
    mia = rendicontazione_or_404(request, pk)
    form = InvioForm(request.POST or None)
    if request.method != "POST":
        return (
            _pagina_invia(request, mia, InvioForm())
            if mia.stato in STATI_APERTI
            else pagina(request, mia, status=409)
        )
    form = InvioForm(request.POST)
    if not form.is_valid():
        return _pagina_invia(request, mia, form, status=400)
    try:
        invio = rendicontazione_send(
            rendicontazione=mia,
            by=persona(request),
            nota=form.cleaned_data["nota"],
            modulo_token=form.cleaned_data["modulo_token"],
        )
    except DomainError as errore:
        mia.refresh_from_db()
        form.add_error(None, errore.message)
        return _pagina_invia(request, mia, form, status=STATI_HTTP.get(errore.code, 409))
    # The number is told by the next page: by then this transaction is committed.
    return redirect("area_comuni:ricevuta", pk=mia.pk, revisione=invio.revisione)


def _pagina_invia(
    request: HttpRequest, mia: Rendicontazione, form: InvioForm, status: int = 200
) -> HttpResponse:
    letto = modulo(mia)
    dati = contenuto(mia, letto)
    ultimo = Invio.objects.filter(rendicontazione=mia).first()
    contesto = {
        "rendicontazione": mia,
        "contiene_demo": mia.progetto.is_demo,
        "form": form,
        "token": modulo_token(mia, dati),
        "bloccanti": [(m, ancora(m.indirizzo)) for m in letto.bloccanti],
        "altre": [(m, ancora(m.indirizzo)) for m in letto.mancanze if not m.bloccante],
        "puo_inviare": can_send(persona(request), mia),
        "responsabili": responsabili_di(mia),
        "ultimo": ultimo,
        "differenze": contenuti_compare(ultimo.contenuto, dati) if ultimo else (),
        "evidenze": len(dati["evidenze"]),
        "is_aperta": mia.stato in STATI_APERTI,
    }
    return render(request, "outcomes/area/invia.html", contesto, status=status)


def _invio_or_404(request: HttpRequest, pk: int, revisione: int) -> Invio:
    mia = rendicontazione_or_404(request, pk)
    invii = Invio.objects.select_related("by", "ricevuta")
    invio = get_object_or_404(invii, rendicontazione=mia, revisione=revisione)
    invio.rendicontazione = mia
    return invio


@require_safe
@isolata
def ricevuta(request: HttpRequest, pk: int, revisione: int) -> HttpResponse:
    invio = _invio_or_404(request, pk, revisione)
    precedente = Invio.objects.filter(
        rendicontazione=invio.rendicontazione, revisione=revisione - 1
    ).first()
    contesto = {
        "invio": invio,
        "rendicontazione": invio.rendicontazione,
        "contiene_demo": invio.rendicontazione.progetto.is_demo,
        "sezioni": list(sezioni_inviate(invio.contenuto)),
        "evidenze": invio.contenuto.get("evidenze", []),
        "precedente": precedente,
        "differenze": contenuti_compare(precedente.contenuto, invio.contenuto)
        if precedente
        else (),
    }
    return render(request, "outcomes/area/ricevuta.html", contesto)


@require_safe
@isolata
def ricevuta_pdf(request: HttpRequest, pk: int, revisione: int) -> HttpResponseBase:
    invio = _invio_or_404(request, pk, revisione)
    if invio.ricevuta is None:
        raise Http404
    return download_response(request, invio.ricevuta.archiviato, invio.ricevuta.nome_originale)


@conserva
@require_POST
@isolata
def rispondi(request: HttpRequest, pk: int, osservazione: int) -> HttpResponseBase:
    mia = rendicontazione_or_404(request, pk)
    osservazioni = Osservazione.objects.filter(rendicontazione=mia, comunicata_il__isnull=False)
    trovata = get_object_or_404(osservazioni.select_related("rendicontazione"), pk=osservazione)
    try:
        osservazione_reply(
            osservazione=trovata,
            risposta=request.POST.get(f"risposta:{trovata.pk}", ""),
            by=persona(request),
        )
    except DomainError as errore:
        return pagina_non_salvata(request, mia, errore)
    messages.success(request, _("La tua risposta è salvata: parte con il prossimo invio."))
    indirizzo = reverse("area_comuni:rendicontazione", args=[mia.pk])
    return redirect(f"{indirizzo}#osservazione-{trovata.pk}")
