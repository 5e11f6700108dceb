"""The answers of the projects to one guiding question, side by side, for anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.filters_riflessioni import RiflessioneFilter
from community.selectors.riflessioni import confronto_di, riflessioni_pubbliche
from fis_portal.core.pagine import pagina_pubblica, problemi_dei_filtri

PAGINA = "community/riflessioni/confronto.html"


@pagina_pubblica
def confronto(request: HttpRequest) -> HttpResponse:
    """One question at a time: the first, unless another is asked for."""
    filtri = RiflessioneFilter(request.GET, riflessioni_pubbliche(dimostrativi=True))
    if problemi := problemi_dei_filtri(filtri):
        return render(request, PAGINA, {"problemi": problemi}, status=400)
    base = riflessioni_pubbliche(dimostrativi=filtri.con_dimostrativi)
    affiancate = confronto_di(filtri.qs, base, {n: filtri.valori(n) for n in filtri.voci})
    contesto = {
        "confronto": affiancate,
        "con_dimostrativi": filtri.con_dimostrativi,
        "contiene_demo": affiancate.contiene_demo,
        "aggiornato_il": affiancate.aggiornato_at,
    }
    return render(request, PAGINA, contesto)
