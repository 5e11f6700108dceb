"""What public lists share: filters that cannot be, and the list as a file to take away."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.spreadsheets import csv_a_pezzi, write_xlsx

# What says how a list is looked at, not which rows it has.
DI_VISTA = ("vista", "page", "dopo")


def elenco_con_problemi(request: HttpRequest, template: str, problemi: list[str]) -> HttpResponse:
    """The page of a list whose filters cannot be, with what was typed to search."""
    contesto = {"problemi": problemi, "q": request.GET.get("q", "")[:200].replace("\x00", "")}
    return render(request, template, contesto, status=400)


def file_da_scaricare(
    request: HttpRequest, *, csv: str, xlsx: str, json: str
) -> list[dict[str, str]]:
    """Where the rows one is looking at are to be had whole: names of addresses, by format."""
    query = request.GET.copy()
    for nome in DI_VISTA:
        query.pop(nome, None)
    coda = f"?{query.urlencode()}" if query else ""
    return [
        {"formato": formato, "url": f"{reverse(nome)}{coda}", "descrizione": descrizione}
        for formato, nome, descrizione in (
            ("CSV", csv, _("per fogli di calcolo e programmi")),
            ("XLSX", xlsx, _("per Excel e LibreOffice")),
            ("JSON", json, _("dall’API, a pagine")),
        )
    ]


def elenco_file(
    formato: str, titolo: str, colonne: Iterable[Any], righe: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The rows as a CSV or XLSX file, named after what they are and the day.

    A CSV leaves as it is read, in memory that does not grow with its rows.
    """
    teste = [str(colonna) for colonna in colonne]  # said in the language of the page
    risposta: HttpResponseBase
    if formato == "csv":
        risposta = StreamingHttpResponse(csv_a_pezzi(teste, righe), content_type=TIPI[formato])
    else:
        risposta = HttpResponse(write_xlsx(titolo, teste, righe), content_type=TIPI[formato])
    risposta["Content-Disposition"] = content_disposition(
        f"{titolo.lower()}-fis-{timezone.localdate():%Y-%m-%d}.{formato}"
    )
    return risposta
