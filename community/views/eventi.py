from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from community.filters import EventoFilter
from community.models import Evento
from community.selectors.calendario import calendario_ics
from community.selectors.eventi import (
    ConteggiEventi,
    evento_conteggi,
    evento_per_elenco,
    riepilogo_senza_evento,
)
from community.selectors.mese import mese_da_testo, mese_eventi
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.filters import leggibile
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)

PER_PAGINA = 20
FACCETTE = ("tipo", "anno", "modalita", "tema", "intervento")
FACCETTE_MESE = ("tipo", "modalita", "tema", "intervento")
APERTE = ("tipo", "anno", "modalita", "intervento")


@pagina_pubblica
def evento_list(request: HttpRequest) -> HttpResponse:
    filtri = EventoFilter(request.GET, Evento.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
    conteggi = _conteggi(filtri)
    righe = evento_per_elenco(filtri.qs, timezone.localdate())
    pagina = pagina_chiesta(request, PaginatoreContato(righe, PER_PAGINA, totale=conteggi.totale))
    eventi = list(pagina.object_list)
    attivi = filtri.attivi()
    contesto = {
        **_dei_filtri(request, filtri, conteggi, FACCETTE),
        "pagina": pagina,
        "prossimi": [evento for evento in eventi if evento.is_prossimo],
        "passati": [evento for evento in eventi if not evento.is_prossimo],
        "riepiloghi": [] if attivi else riepilogo_senza_evento(filtri.con_dimostrativi),
        "contiene_demo": any(evento.is_demo for evento in eventi),
        "aggiornato_il": max((evento.updated_at for evento in eventi), default=None),
    }
    return render(request, "community/evento_list.html", contesto)


@pagina_pubblica
def evento_mese(request: HttpRequest) -> HttpResponse:
    filtri = EventoFilter(request.GET, Evento.objects.public())
    problemi = problemi_dei_filtri(filtri, ("mese",))
    oggi = timezone.localdate()
    chieste = {testo for testo in request.GET.getlist("mese") if testo}
    mesi = [mese_da_testo(testo) for testo in chieste] or [oggi.replace(day=1)]
    if len(mesi) > 1:
        problemi.append(_("Il calendario mostra un mese alla volta."))
    elif mesi[0] is None:
        testo = _("Mese: «%(chiesto)s» non è un mese. Scrivi anno e numero, per esempio 2026-11.")
        problemi.append(testo % {"chiesto": leggibile(chieste.pop(), 20)})
    if problemi or mesi[0] is None:
        return _con_problemi(request, problemi)
    mese = mese_eventi(filtri.qs, mesi[0], oggi)
    contesto = {
        **_dei_filtri(request, filtri, _conteggi(filtri), FACCETTE_MESE),
        "mese": mese,
        "contiene_demo": any(e.is_demo for s in mese.settimane for g in s for e in g.eventi),
    }
    contesto["nascosti"].append(("mese", f"{mese.primo:%Y-%m}"))
    return render(request, "community/evento_mese.html", contesto)


def _conteggi(filtri: EventoFilter) -> ConteggiEventi:
    return evento_conteggi({nome: filtri.senza(nome) for nome in ("", *FACCETTE)})


def _dei_filtri(
    request: HttpRequest, filtri: EventoFilter, conteggi: ConteggiEventi, nomi: tuple[str, ...]
) -> dict[str, Any]:
    """What the two views of the same result say of the filters."""
    return {
        "totale": conteggi.totale,
        "filtri_attivi": filtri.attivi(),
        "faccette": [
            faccetta(filtri, nome, conteggi.voci[nome], aperta=nome in APERTE) for nome in nomi
        ],
        "nascosti": [(n, request.GET[n]) for n in ("dimostrativi",) if request.GET.get(n)],
        "con_dimostrativi": filtri.con_dimostrativi,
    }


def _con_problemi(request: HttpRequest, problemi: list[str]) -> HttpResponse:
    return render(request, "community/evento_list.html", {"problemi": problemi}, status=400)


@pagina_pubblica
def evento_calendario(request: HttpRequest) -> HttpResponse:
    filtri = EventoFilter(request.GET, Evento.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
    contenuto = calendario_ics(filtri.qs, base=request.build_absolute_uri("/"))
    risposta = HttpResponse(contenuto, content_type=TIPI["ics"])
    risposta["Content-Disposition"] = content_disposition("eventi-fis.ics")
    return risposta
