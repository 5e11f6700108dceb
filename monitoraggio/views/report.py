from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fis_portal.core.downloads import download_response
from fis_portal.core.pagine import pagina_chiesta, pagina_pubblica
from fis_portal.core.storage import ArchivedFile
from monitoraggio.forms import ConfrontoForm, DimostrativiForm
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.periodi import periodo_da_indirizzo
from monitoraggio.render.pagina import confronto_pagina, report_pagina
from monitoraggio.selectors import (
    report_da_confrontare,
    report_precedente,
    report_pubblicati,
    report_versioni,
    stesso_genere,
)

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
def report_detail(
    request: HttpRequest, anno: int, periodo: str, comune: str | None = None
) -> HttpResponse:
    versioni = _versioni(request, anno, periodo, comune)
    report = _versione(versioni, request.GET.get("versione"))
    return _pagina(request, report, versioni)


@pagina_pubblica
def report_download(
    request: HttpRequest,
    anno: int,
    periodo: str,
    versione: int,
    formato: str,
    comune: str | None = None,
) -> HttpResponseBase:
    versioni = _versioni(request, anno, periodo, comune)
    report = _versione(versioni, str(versione))
    file = next((file for file in report.file.all() if file.formato == formato), None)
    if file is None:
        raise Http404(_("Il report non ha un file in questo formato."))
    if report.ritirato_at:
        return _pagina(request, report, versioni, status=410)
    return download_response(
        request,
        ArchivedFile(nome=file.nome, sha256=file.sha256, byte=file.byte),
        report.nome_file(file.formato),
        cache_control="public, max-age=300",
    )


@pagina_pubblica
def report_confronto(request: HttpRequest) -> HttpResponse:
    """What changed between two published reports of a kind."""
    form = ConfrontoForm(request.GET)
    problemi = form.problemi()
    dopo = _scelto(form, "dopo")
    prima = _scelto(form, "prima") or (dopo and report_precedente(dopo))
    if prima and dopo and not problemi:
        problemi = stesso_genere(prima, dopo)
    contesto: dict[str, Any] = {
        "prima": prima,
        "dopo": dopo,
        "problemi": problemi,
        "scelte": report_da_confrontare(dopo or prima, dimostrativi=form.con_dimostrativi),
        "dimostrativi": form.con_dimostrativi,
        "contiene_demo": bool(dopo and dopo.is_demo),
        "aggiornato_il": dopo and dopo.pubblicato_at,
    }
    if prima and dopo and not problemi:
        contesto |= {"confronto": confronto_pagina(prima.dati or {}, dopo.dati or {})}
    stato = 400 if problemi else 200
    return render(request, "monitoraggio/report_confronto.html", contesto, status=stato)


def _scelto(form: ConfrontoForm, nome: str) -> ReportMonitoraggio | None:
    """The published report asked for; None where none is, 404 where it is not there."""
    form.is_valid()
    pk = form.cleaned_data.get(nome)
    if pk is None:
        return None
    report = ReportMonitoraggio.objects.public().select_related("comune").filter(pk=pk).first()
    if report is None:
        raise Http404(_("Uno dei due report non è pubblicato, o è stato ritirato."))
    return report


def _pagina(
    request: HttpRequest,
    report: ReportMonitoraggio,
    versioni: list[ReportMonitoraggio],
    *,
    status: int = 200,
) -> HttpResponse:
    contesto: dict[str, Any] = {
        "report": report,
        "versioni": versioni,
        "is_ultima": report == versioni[0],
        "contiene_demo": report.is_demo,
        "aggiornato_il": report.ritirato_at or report.pubblicato_at,
    }
    if not report.ritirato_at:
        contesto |= report_pagina(report.dati or {})
    return render(request, "monitoraggio/report_detail.html", contesto, status=status)


def _con_dimostrativi(request: HttpRequest) -> bool:
    return request.GET.get("dimostrativi") == "1"


def _versioni(
    request: HttpRequest, anno: int, periodo: str, comune: str | None
) -> list[ReportMonitoraggio]:
    """The versions of the period in the address that were ever published, or 404."""
    trovato = periodo_da_indirizzo(anno, periodo)
    versioni = (
        report_versioni(
            tipo=trovato[0],
            periodo_inizio=trovato[1].inizio,
            is_demo=_con_dimostrativi(request),
            comune=comune,
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
