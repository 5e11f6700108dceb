from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fis_portal.core.downloads import download_response
from fis_portal.core.pagine import pagina_chiesta, pagina_pubblica
from fis_portal.core.storage import ArchivedFile
from monitoraggio.forms import DimostrativiForm
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import periodo_da_indirizzo
from monitoraggio.render.pagina import citazioni_mostrate
from monitoraggio.selectors import report_pubblicati, report_versioni

PER_PAGINA = 24


@pagina_pubblica
def report_list(request: HttpRequest) -> HttpResponse:
    form = DimostrativiForm(request.GET)
    if problemi := form.problemi():
        contesto = {"problemi": problemi}
        return render(request, "monitoraggio/report_list.html", contesto, status=400)
    dimostrativi = form.con_dimostrativi
    paginatore = Paginator(report_pubblicati(dimostrativi=dimostrativi), PER_PAGINA)
    pagina = pagina_chiesta(request, paginatore)
    return render(
        request,
        "monitoraggio/report_list.html",
        {
            "pagina": pagina,
            "dimostrativi": dimostrativi,
            "contiene_demo": any(report.is_demo for report in pagina),
            "aggiornato_il": next((report.pubblicato_at for report in pagina), None),
        },
    )


@pagina_pubblica
def report_detail(request: HttpRequest, anno: int, periodo: str) -> HttpResponse:
    versioni = _versioni(request, anno, periodo)
    report = _versione(versioni, request.GET.get("versione"))
    return render(
        request,
        "monitoraggio/report_detail.html",
        {
            "report": report,
            "versioni": versioni,
            "is_ultima": report == versioni[0],
            "figure": (report.dati or {}).get("figure", []),
            "parole": citazioni_mostrate(report.dati or {}),
            "contiene_demo": report.is_demo,
            "aggiornato_il": report.pubblicato_at,
        },
    )


@pagina_pubblica
def report_download(
    request: HttpRequest, anno: int, periodo: str, versione: int, formato: str
) -> HttpResponseBase:
    report = _versione(_versioni(request, anno, periodo), str(versione))
    file = next((file for file in report.file.all() if file.formato == formato), None)
    if file is None:
        raise Http404(_("Il report non ha un file in questo formato."))
    return download_response(
        request,
        ArchivedFile(nome=file.nome, sha256=file.sha256, byte=file.byte),
        report.nome_file(file.formato),
        cache_control="public, max-age=300",
    )


def _con_dimostrativi(request: HttpRequest) -> bool:
    return request.GET.get("dimostrativi") == "1"


def _versioni(request: HttpRequest, anno: int, periodo: str) -> list[ReportMonitoraggio]:
    """The published versions of the period in the address, or 404."""
    trovato = periodo_da_indirizzo(anno, periodo)
    versioni = (
        report_versioni(
            tipo=trovato[0],
            periodo_inizio=trovato[1].inizio,
            is_demo=_con_dimostrativi(request),
        )
        if trovato
        else []
    )
    if not versioni:
        raise Http404(_("Per questo periodo non c'è un report pubblicato."))
    return versioni


def _versione(versioni: list[ReportMonitoraggio], chiesta: str | None) -> ReportMonitoraggio:
    if chiesta is None:
        return versioni[0]
    for report in versioni:
        if str(report.versione) == chiesta:
            return report
    raise Http404(_("Questa versione del report non è pubblicata."))
