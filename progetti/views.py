from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from fis_portal.core.elenchi import elenco_con_problemi, elenco_file, file_da_scaricare
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)
from fis_portal.core.scorrimento import CONTATE, DOPO, PostoSbagliato
from progetti.filters import ProgettoFilter
from progetti.models import Progetto, Tema
from progetti.pagine import cursore_di, progetti_dopo
from progetti.selectors.brevi import progetti_brevi
from progetti.selectors.elenco import Conteggi, progetto_conteggi
from progetti.selectors.esporta import COLONNE, progetto_righe
from progetti.selectors.mappa import MASSIMO_PUNTI, mappa_progetti

PER_PAGINA = 12
ELENCO = "progetti/progetto_list.html"
FILE = {
    "csv": "progetti:export_csv",
    "xlsx": "progetti:export_xlsx",
    "json": "api:progetto-list",
}
VISTE = ("elenco", "mappa")
# Short enough to show at once how the projects are spread.
APERTE = ("macroarea", "tema", "intervento", "stato")


@pagina_pubblica
def progetto_list(request: HttpRequest) -> HttpResponse:
    filtri = ProgettoFilter(request.GET, Progetto.objects.public())
    problemi = problemi_dei_filtri(filtri, ammessi=("vista", DOPO))
    vista = request.GET.get("vista") or VISTE[0]
    if vista not in VISTE:
        problemi.append(_("La vista può essere «elenco» oppure «mappa»."))
    if not problemi and DOPO in request.GET:
        problemi += _problemi_del_posto(request, filtri)
    if problemi:
        return elenco_con_problemi(request, ELENCO, problemi)
    conteggi = progetto_conteggi(filtri.senza(*filtri.faccette), filtri.scelte, filtri.trova)
    mostra = _in_mappa if vista == "mappa" else _in_elenco
    contesto = {
        **_contesto(request, filtri, conteggi),
        "vista": vista,
        **mostra(request, filtri.qs, conteggi),
    }
    return render(request, ELENCO, contesto)


def _contesto(request: HttpRequest, filtri: ProgettoFilter, conteggi: Conteggi) -> dict[str, Any]:
    attivi = filtri.attivi()
    return {
        "q": filtri.form.cleaned_data["q"],
        "conteggi": conteggi,
        "aggiornato_il": conteggi.aggiornato_il,
        "filtri_attivi": attivi,
        "faccette": [
            faccetta(
                filtri,
                nome,
                [(voce.codice, voce.nome, voce.conteggio) for voce in conteggi.voci[nome]],
                aperta=nome in APERTE,
            )
            for nome in filtri.faccette
        ],
        "nascosti": [(n, request.GET[n]) for n in ("vista", "dimostrativi") if request.GET.get(n)],
        "con_dimostrativi": filtri.con_dimostrativi,
        "file": file_da_scaricare(request, **FILE) if conteggi.totale else [],
    }


def _problemi_del_posto(request: HttpRequest, filtri: ProgettoFilter) -> list[str]:
    """A place in the list can be gone on from, unless it is none or the best come first."""
    try:
        progetti_dopo(Progetto.objects.none(), request.GET[DOPO])
    except PostoSbagliato:
        return [_("L'indirizzo non dice da quale progetto proseguire: torna all'inizio.")]
    if filtri.form.cleaned_data["q"]:
        return [_("I risultati di una ricerca si scorrono per pagine: torna all'inizio.")]
    return []


def _in_elenco(request: HttpRequest, trovati: Any, conteggi: Conteggi) -> dict[str, Any]:
    if posto := request.GET.get(DOPO):
        progetti = progetti_brevi(progetti_dopo(trovati, posto)[: PER_PAGINA + 1])
        pagina, ancora = None, len(progetti) > PER_PAGINA
        progetti = progetti[:PER_PAGINA]
    else:
        paginatore = PaginatoreContato(trovati, PER_PAGINA, totale=conteggi.totale)
        pagina = pagina_chiesta(request, paginatore)
        progetti = progetti_brevi(pagina.object_list)
        ancora = conteggi.oltre and not pagina.has_next() and not request.GET.get("q")
    return {
        "pagina": pagina,
        "progetti": progetti,
        "seguito": cursore_di(progetti[-1]) if ancora else "",
        "solo_simili": bool(progetti) and (progetti[0].rilevanza or 1) < 1,
        "contiene_demo": any(progetto.is_demo for progetto in progetti),
    }


def _in_mappa(request: HttpRequest, trovati: Any, conteggi: Conteggi) -> dict[str, Any]:
    in_ordine = trovati.order_by("comune__nome_chiave", "comune_id", "titolo_chiave", "pk")
    progetti = progetti_brevi(in_ordine[:MASSIMO_PUNTI])
    grafico, luoghi = mappa_progetti(progetti)
    return {
        "grafico": grafico,
        "luoghi": luoghi,
        "oltre": conteggi.oltre or conteggi.totale > MASSIMO_PUNTI,
        "contiene_demo": any(progetto.is_demo for progetto in progetti),
    }


@pagina_pubblica
def progetto_export_csv(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "csv")


@pagina_pubblica
def progetto_export_xlsx(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "xlsx")


def _export(request: HttpRequest, formato: str) -> HttpResponseBase:
    filtri = ProgettoFilter(request.GET, Progetto.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return elenco_con_problemi(request, ELENCO, problemi)
    righe = progetto_righe(filtri.tutti, base=request.build_absolute_uri("/"))
    return elenco_file(formato, _("Progetti"), COLONNE, righe)


@pagina_pubblica
def tema_detail(request: HttpRequest, slug: str) -> HttpResponse:
    tema = get_object_or_404(Tema.objects.select_related("fonte"), slug=slug)
    progetti = Progetto.objects.public().reali().in_temi([tema.slug])
    trovati = progetti.order_by()[: CONTATE + 1].count()
    paginatore = PaginatoreContato(progetti, PER_PAGINA, totale=min(trovati, CONTATE))
    pagina = pagina_chiesta(request, paginatore)
    righe = progetti_brevi(pagina.object_list)
    contesto = {
        "tema": tema,
        "oltre": trovati > CONTATE,
        "pagina": pagina,
        "progetti": righe,
        "aggiornato_il": max((progetto.updated_at for progetto in righe), default=None),
    }
    return render(request, "progetti/tema_detail.html", contesto)
