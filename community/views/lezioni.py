"""Public lessons: what was tried, what worked and what disappointed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
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
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.pagine import (
    PaginatoreContato,
    faccetta,
    pagina_chiesta,
    pagina_pubblica,
    problemi_dei_filtri,
)
from fis_portal.core.spreadsheets import write_csv, write_xlsx
from progetti.enums import VisibilitaDocumento

PER_PAGINA = 12


@pagina_pubblica
def lezione_list(request: HttpRequest) -> HttpResponse:
    filtri = LezioneFilter(request.GET, Lezione.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
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
        "file": _scarica(request) if conteggi.totale else [],
    }
    return render(request, "community/lezione_list.html", contesto)


def _con_problemi(request: HttpRequest, problemi: list[str]) -> HttpResponse:
    contesto = {"problemi": problemi, "q": request.GET.get("q", "")[:200].replace("\x00", "")}
    return render(request, "community/lezione_list.html", contesto, status=400)


def _scarica(request: HttpRequest) -> list[dict[str, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    coda = f"?{query.urlencode()}" if query else ""
    return [
        {"formato": formato, "url": f"{reverse(nome)}{coda}", "descrizione": descrizione}
        for formato, nome, descrizione in (
            ("CSV", "lezioni:export_csv", _("per fogli di calcolo e programmi")),
            ("XLSX", "lezioni:export_xlsx", _("per Excel e LibreOffice")),
            ("JSON", "api:lezione-list", _("dall’API, a pagine")),
        )
    ]


@pagina_pubblica
def lezione_export_csv(request: HttpRequest) -> HttpResponse:
    return _export(request, "csv", write_csv)


@pagina_pubblica
def lezione_export_xlsx(request: HttpRequest) -> HttpResponse:
    return _export(request, "xlsx", lambda colonne, righe: write_xlsx(_("Lezioni"), colonne, righe))


def _export(request: HttpRequest, formato: str, scrivi: Callable[..., bytes]) -> HttpResponse:
    filtri = LezioneFilter(request.GET, Lezione.objects.public())
    if problemi := problemi_dei_filtri(filtri):
        return _con_problemi(request, problemi)
    righe = lezione_righe(filtri.qs, base=request.build_absolute_uri("/"))
    risposta = HttpResponse(scrivi(COLONNE, righe), content_type=TIPI[formato])
    risposta["Content-Disposition"] = content_disposition(
        f"lezioni-fis-{timezone.localdate():%Y-%m-%d}.{formato}"
    )
    return risposta


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
