"""Pages of the Comuni: they put places, projects and meetings together."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.filters import ComuneFilter
from comuni.models import Comune
from fis_portal.core.pagine import (
    Faccetta,
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)
from fis_portal.sito.presenze import presenze_di
from fis_portal.sito.territorio import (
    ConteggiComuni,
    cambiamenti_di,
    comune_pagina,
    comuni_conteggi,
    comuni_per_elenco,
    con_cambiamenti,
)

PER_PAGINA = 50
TUTTI = "tutti"


@pagina_pubblica
def comune_list(request: HttpRequest) -> HttpResponse:
    """Comuni with projects unless the address asks for all of them."""
    filtri = ComuneFilter(_con_progetti(request.GET), Comune.objects.validi(timezone.localdate()))
    problemi = problemi_dei_filtri(filtri, ammessi=(TUTTI,))
    if request.GET.get(TUTTI, "1") not in ("", "1"):
        problemi.append(_("Il filtro «tutti» accetta solo il valore 1."))
    if problemi:
        return render(request, "comuni/comune_list.html", {"problemi": problemi}, status=400)
    scelte = filtri.form.cleaned_data
    base = filtri.senza("regione", "provincia")
    conteggi = comuni_conteggi(base, scelte["regione"] or [], scelte["provincia"] or [])
    righe = comuni_per_elenco(filtri.qs, dimostrativi=filtri.con_dimostrativi)
    pagina = pagina_chiesta(request, PaginatoreContato(righe, PER_PAGINA, totale=conteggi.totale))
    comuni = list(pagina.object_list)
    contesto = {
        "q": scelte["q"],
        "tutti": request.GET.get(TUTTI) == "1",
        "con_dimostrativi": filtri.con_dimostrativi,
        "totale": conteggi.totale,
        "filtri_attivi": [a for a in filtri.attivi() if a.chiave in request.GET],
        "faccette": _faccette(filtri, conteggi),
        "nascosti": [(n, request.GET[n]) for n in (TUTTI, "dimostrativi") if request.GET.get(n)],
        "pagina": pagina,
        "comuni": comuni,
        "contiene_demo": any(comune.is_demo for comune in comuni),
        "aggiornato_il": max((comune.updated_at for comune in comuni), default=None),
    }
    return render(request, "comuni/comune_list.html", contesto)


def _con_progetti(query: QueryDict) -> QueryDict:
    if TUTTI in query or "con_progetti" in query:
        return query
    con_progetti = query.copy()
    con_progetti["con_progetti"] = "1"
    return con_progetti


def _faccette(filtri: ComuneFilter, conteggi: ConteggiComuni) -> list[Faccetta]:
    return [
        faccetta(filtri, "regione", conteggi.regioni, aperta=True),
        faccetta(filtri, "provincia", conteggi.province),
    ]


@pagina_pubblica
def comune_detail(request: HttpRequest, slug: str) -> HttpResponse:
    comune = get_object_or_404(con_cambiamenti(Comune.objects.con_territorio()), slug=slug)
    pagina = comune_pagina(comune)
    aggiornamenti = [riga.progetto.updated_at for riga in pagina.progetti]
    contesto = {
        "comune": comune,
        "pagina": pagina,
        "cambiamenti": cambiamenti_di(comune),
        "presenze": presenze_di(comune, timezone.localdate()),
        "aggiornato_il": max([comune.updated_at, *aggiornamenti]),
        "contiene_demo": comune.is_demo or any(r.progetto.is_demo for r in pagina.progetti),
    }
    return render(request, "comuni/comune_detail.html", contesto)
