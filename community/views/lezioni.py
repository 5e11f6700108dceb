"""Public lessons: what was tried, what worked and what disappointed."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from community.filters_lezioni import LezioneFilter
from community.models import Lezione
from community.selectors.lezioni import (
    COLONNE,
    FACCETTE,
    lezione_conteggi,
    lezione_per_elenco,
    lezione_righe,
    progetto_pubblico,
    riusata_da,
)
from fis_portal.core.elenchi import elenco_con_problemi, elenco_file, file_da_scaricare
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)
from progetti.enums import VisibilitaDocumento

PER_PAGINA = 12
ELENCO = "community/lezione_list.html"
FILE = {
    "csv": "lezioni:export_csv",
    "xlsx": "lezioni:export_xlsx",
    "json": "api:lezione-list",
}


@pagina_pubblica
def lezione_list(request: HttpRequest) -> HttpResponse:
    filtri = LezioneFilter(request.GET, Lezione.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return elenco_con_problemi(request, ELENCO, problemi)
    trovate = filtri.qs
    conteggi = lezione_conteggi(trovate, {nome: filtri.senza(nome) for nome in FACCETTE})
    righe = PaginatoreContato(lezione_per_elenco(trovate), PER_PAGINA, totale=conteggi.totale)
    pagina = pagina_chiesta(request, righe)
    lezioni = list(pagina.object_list)
    contesto = {
        "q": filtri.form.cleaned_data["q"],
        "totale": conteggi.totale,
        "pagina": pagina,
        "lezioni": lezioni,
        "filtri_attivi": filtri.attivi(),
        "faccette": [faccetta(filtri, nome, conteggi.voci[nome], aperta=True) for nome in FACCETTE],
        "nascosti": [(n, request.GET[n]) for n in ("dimostrativi",) if request.GET.get(n)],
        "con_dimostrativi": filtri.con_dimostrativi,
        "contiene_demo": any(lezione.is_demo for lezione in lezioni),
        "aggiornato_il": conteggi.aggiornato_il,
        "file": file_da_scaricare(request, **FILE) if conteggi.totale else [],
    }
    return render(request, ELENCO, contesto)


@pagina_pubblica
def lezione_export_csv(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "csv")


@pagina_pubblica
def lezione_export_xlsx(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "xlsx")


def _export(request: HttpRequest, formato: str) -> HttpResponseBase:
    filtri = LezioneFilter(request.GET, Lezione.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return elenco_con_problemi(request, ELENCO, problemi)
    righe = lezione_righe(filtri.qs, base=request.build_absolute_uri("/"))
    return elenco_file(formato, _("Lezioni"), COLONNE, righe)


@pagina_pubblica
def lezione_detail(request: HttpRequest, slug: str) -> HttpResponse:
    lezioni = lezione_per_elenco(Lezione.objects.public()).select_related(
        "progetto__comune", "intervento", "fonte", "documento", "evento"
    )
    lezione = get_object_or_404(lezioni, slug=slug)
    documento, progetto = lezione.documento, progetto_pubblico(lezione)
    is_pubblico = documento and documento.visibilita == VisibilitaDocumento.PUBBLICO
    contesto = {
        "lezione": lezione,
        "progetto": progetto,
        "evento": lezione.evento if lezione.evento and lezione.evento.is_public else None,
        "documento": documento if progetto and is_pubblico else None,
        "riusata_da": riusata_da(lezione),
        "aggiornato_il": lezione.updated_at,
        "contiene_demo": lezione.is_demo,
    }
    return render(request, "community/lezione_detail.html", contesto)
