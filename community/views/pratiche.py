"""The practices anybody may read: list, page, kit."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from community.filters_pratiche import PraticaFilter
from community.models import ElementoKit, Pratica
from community.render.lignaggio import lignaggio_disegno
from community.selectors.lignaggio import lignaggio
from community.selectors.pratiche import pratica_conteggi, pratica_per_elenco, pratica_per_pagina
from community.selectors.pratiche_esporta import COLONNE, pratica_righe
from fis_portal.core.downloads import file_response
from fis_portal.core.elenchi import elenco_con_problemi, elenco_file, file_da_scaricare
from fis_portal.core.models import FileProtetto
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)

PER_PAGINA = 12
ELENCO = "community/pratiche/pratica_list.html"
FILE = {
    "csv": "pratiche:export_csv",
    "xlsx": "pratiche:export_xlsx",
    "json": "api:pratica-list",
}
APERTE = ("bisogno", "dimensione")


@pagina_pubblica
def pratica_list(request: HttpRequest) -> HttpResponse:
    filtri = PraticaFilter(request.GET, Pratica.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return elenco_con_problemi(request, ELENCO, problemi)
    conteggi = pratica_conteggi({nome: filtri.senza(nome) for nome in ("", *filtri.faccette)})
    righe = pratica_per_elenco(filtri.qs)
    pagina = pagina_chiesta(request, PaginatoreContato(righe, PER_PAGINA, totale=conteggi.totale))
    pratiche = list(pagina.object_list)
    contesto = {
        "q": filtri.form.cleaned_data["q"],
        "totale": conteggi.totale,
        "pagina": pagina,
        "pratiche": pratiche,
        "filtri_attivi": filtri.attivi(),
        "faccette": [
            faccetta(filtri, nome, conteggi.voci[nome], aperta=nome in APERTE)
            for nome in filtri.faccette
        ],
        "nascosti": [(n, request.GET[n]) for n in ("dimostrativi",) if request.GET.get(n)],
        "con_dimostrativi": filtri.con_dimostrativi,
        "contiene_demo": any(pratica.is_demo for pratica in pratiche),
        "aggiornato_il": max((pratica.updated_at for pratica in pratiche), default=None),
        "file": file_da_scaricare(request, **FILE) if conteggi.totale else [],
    }
    return render(request, ELENCO, contesto)


@pagina_pubblica
def pratica_export_csv(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "csv")


@pagina_pubblica
def pratica_export_xlsx(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "xlsx")


def _export(request: HttpRequest, formato: str) -> HttpResponseBase:
    filtri = PraticaFilter(request.GET, Pratica.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return elenco_con_problemi(request, ELENCO, problemi)
    righe = pratica_righe(filtri.qs, base=request.build_absolute_uri("/"))
    return elenco_file(formato, _("Pratiche"), COLONNE, righe)


@pagina_pubblica
def pratica_detail(request: HttpRequest, slug: str) -> HttpResponse:
    pubbliche = Pratica.objects.public()
    pratica = get_object_or_404(pratica_per_pagina(pubbliche), slug=slug)
    contesto = {**pratica_contesto(pratica, pubbliche), "aggiornato_il": pratica.updated_at}
    return render(request, "community/pratiche/pratica_detail.html", contesto)


def pratica_contesto(pratica: Pratica, visibili: Any) -> dict[str, Any]:
    """What the page of a practice shows, to all and in the area."""
    albero = lignaggio(pratica, visibili)
    return {
        "pratica": pratica,
        "lignaggio": albero,
        "disegno": None if albero.is_solo else lignaggio_disegno(albero),
        "contiene_demo": pratica.is_demo,
    }


@pagina_pubblica
def kit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file of the kit of a public practice."""
    pubbliche = Pratica.objects.public().filter(slug=slug)
    elemento = ElementoKit.objects.filter(pk=pk, pratica__in=pubbliche.order_by())
    return file_response(request, get_object_or_404(FileProtetto, elementi_kit__in=elemento))
