from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from community.filters import EventoFilter
from community.models import Evento
from community.selectors.calendario import calendario_ics
from community.selectors.eventi import (
    evento_conteggi,
    evento_per_elenco,
    riepilogo_senza_evento,
)
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)

PER_PAGINA = 20
FACCETTE = ("tipo", "anno", "intervento")


@pagina_pubblica
def evento_list(request: HttpRequest) -> HttpResponse:
    filtri = EventoFilter(request.GET, Evento.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
    conteggi = evento_conteggi({nome: filtri.senza(nome) for nome in ("", *FACCETTE)})
    righe = evento_per_elenco(filtri.qs, timezone.localdate())
    pagina = pagina_chiesta(request, PaginatoreContato(righe, PER_PAGINA, totale=conteggi.totale))
    eventi = list(pagina.object_list)
    attivi = filtri.attivi()
    contesto = {
        "totale": conteggi.totale,
        "pagina": pagina,
        "prossimi": [evento for evento in eventi if evento.is_prossimo],
        "passati": [evento for evento in eventi if not evento.is_prossimo],
        "riepiloghi": [] if attivi else riepilogo_senza_evento(filtri.con_dimostrativi),
        "filtri_attivi": attivi,
        "faccette": [faccetta(filtri, nome, conteggi.voci[nome], aperta=True) for nome in FACCETTE],
        "nascosti": [(n, request.GET[n]) for n in ("dimostrativi",) if request.GET.get(n)],
        "con_dimostrativi": filtri.con_dimostrativi,
        "contiene_demo": any(evento.is_demo for evento in eventi),
        "aggiornato_il": max((evento.updated_at for evento in eventi), default=None),
    }
    return render(request, "community/evento_list.html", contesto)


def _con_problemi(request: HttpRequest, problemi: list[str]) -> HttpResponse:
    return render(request, "community/evento_list.html", {"problemi": problemi}, status=400)


@pagina_pubblica
def evento_detail(request: HttpRequest, slug: str) -> HttpResponse:
    eventi = evento_per_elenco(Evento.objects.public(), timezone.localdate())
    evento = get_object_or_404(eventi.prefetch_related("fonti"), slug=slug)
    contesto = {
        "evento": evento,
        "aggiornato_il": evento.updated_at,
        "contiene_demo": evento.is_demo,
    }
    return render(request, "community/evento_detail.html", contesto)


@pagina_pubblica
def evento_calendario(request: HttpRequest) -> HttpResponse:
    filtri = EventoFilter(request.GET, Evento.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
    contenuto = calendario_ics(filtri.qs, base=request.build_absolute_uri("/"))
    risposta = HttpResponse(contenuto, content_type=TIPI["ics"])
    risposta["Content-Disposition"] = content_disposition("eventi-fis.ics")
    return risposta
