"""What the script of the report's screen talks to: one row saved, the state of the screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fis_portal.accounts.persone import persona
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.presenza import presenti
from outcomes.models import Rendicontazione, Rilevazione
from outcomes.selectors.avvisi import avvisi_aperti
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga, riga_modulo
from outcomes.selectors.schermata import ancora, impronta_riga
from outcomes.services.bozza import RigaCambiata, riga_save
from outcomes.views.area import campi_inviati, rendicontazione_or_404, versione_letta

PREFISSO = "campo:"
STATI_HTTP = {"stato_non_aperto": 409, "riga_cambiata": 409, "riga_ignota": 404}


@require_POST
@isolata
def salva_riga(request: HttpRequest, pk: int) -> HttpResponse:
    mia = rendicontazione_or_404(request, pk)
    sezione, chiave = request.POST.get("sezione", ""), request.POST.get("chiave", "")
    letta = riga_modulo(mia, sezione, chiave)
    if letta is None:
        return _errore(DomainError("riga_ignota", _("Questa riga non c'è: ricarica la pagina.")))
    try:
        riga = riga_save(
            rendicontazione=mia,
            sezione=sezione,
            chiave=chiave,
            campi=campi_inviati(request.POST, letta, PREFISSO),
            versione=versione_letta(request.POST.get("versione")),
            by=persona(request),
        )
    except RigaCambiata as errore:
        return _errore(errore, attuale=_riga(errore.attuale))
    except DomainError as errore:
        return _errore(errore)
    return _json({"riga": _riga(riga), **_stato(request, mia)})


@require_safe
@never_cache
@isolata
def stato(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else is here, what is missing, and a token that is good now."""
    mia = rendicontazione_or_404(request, pk)
    return _json({"csrf": get_token(request), "stato": mia.stato, **_stato(request, mia)})


def _stato(request: HttpRequest, mia: Rendicontazione) -> dict[str, Any]:
    user = persona(request)
    mancanze = [
        {"indirizzo": m.indirizzo, "ancora": ancora(m.indirizzo), "testo": m.testo,
         "bloccante": m.bloccante}
        for m in modulo(mia).mancanze
    ]  # fmt: skip
    return {
        "mancanze": mancanze,
        "presenti": presenti(f"rendicontazione:{mia.pk}", user.pk, str(user)),
    }


def _riga(riga: Riga) -> dict[str, Any]:
    rilevazione = riga.oggetto if isinstance(riga.oggetto, Rilevazione) else None
    quando = timezone.localtime(riga.modificata_il) if riga.modificata_il else None
    return {
        "indirizzo": f"{riga.sezione}/{riga.chiave}",
        "versione": riga.versione,
        "impronta": impronta_riga(riga, riga.valori),
        "valori": dict(riga.valori),
        "errori": dict(riga.errori),
        "avvisi": [a.testo for a in avvisi_aperti(rilevazione, riga.avvisi)],
        "modificata_da": riga.modificata_da,
        "modificata_alle": f"{quando:%H:%M}" if quando else "",
    }


def _errore(errore: DomainError, **altro: Any) -> HttpResponse:
    corpo = {"code": errore.code, "message": str(errore.message), "fields": errore.fields, **altro}
    return _json(corpo, STATI_HTTP.get(errore.code, 400))


def _json(corpo: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(corpo, status=status, json_dumps_params={"ensure_ascii": False})
