"""What was published beside what is computed, and figures with their records as files."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.passato import prendi_posto
from fis_portal.core.spreadsheets import cella_sicura
from monitoraggio.collect import FiguraReport
from monitoraggio.cruscotto import FiguraForm
from monitoraggio.forms import RiconciliazioneForm
from monitoraggio.provenienza import Esito, esclusi, riconciliazione
from monitoraggio.registro import REGISTRO, Ambito, Record, ammesso, figura, record_scorri
from monitoraggio.render.provenienza import (
    COLONNE_RICONCILIAZIONE,
    ESITI,
    righe_riconciliazione,
    tabella_riconciliazione,
)
from monitoraggio.render.tabella import indirizzo, render_csv
from monitoraggio.selectors import confronti
from monitoraggio.views.figure import confrontabili, figura_ignota, fonti_citate

COLONNE_RECORD = ("figura", "alla", "voce", "tipo", "chiave", "etichetta", "indirizzo")
BLOCCO = 500


@pagina_pubblica
def riconcilia(request: HttpRequest) -> HttpResponse:
    form = RiconciliazioneForm(request.GET, auto_id="%s")
    problemi = form.problemi()
    oggi = timezone.localdate()
    tutte = riconciliazione(oggi)
    scelte = form.scelte(tutte)
    if form.cleaned_data.get("formato") and not problemi:
        righe = tabella_riconciliazione(scelte, settings.SITE_URL)
        contenuto = "".join(_righe_csv(COLONNE_RICONCILIAZIONE, righe)).encode()
        return _scaricabile(HttpResponse(contenuto), "csv", f"riconciliazione-{oggi}")
    query = request.GET.copy()
    query["formato"] = "csv"
    contesto: dict[str, Any] = {
        "form": form,
        "righe": righe_riconciliazione(scelte),
        "quante": {e.name: sum(riga.esito == e for riga in tutte) for e in Esito},
        "in_tutto": len(tutte),
        "esiti": ESITI.values(),
        "oggi": oggi,
        "alla": oggi,
        "problemi": problemi,
        "url_csv": f"{request.path}?{query.urlencode()}",
        "aggiornato_il": oggi,
    }
    stato = 400 if problemi else 200
    return render(request, "monitoraggio/riconciliazione.html", contesto, status=stato)


@pagina_pubblica
def figura_file(
    request: HttpRequest, codice: str, alla: str, che: str, formato: str
) -> HttpResponseBase:
    """The figure or its records on a day, as CSV or JSON: the address says which day."""
    if codice not in REGISTRO:
        return figura_ignota(request, codice)
    if che not in ("figura", "record") or formato not in ("csv", "json"):
        raise Http404
    ambito = _ambito(request, codice, alla)
    if ambito is None:
        return render(request, "400.html", status=400)
    prova = "-dimostrativo" if ambito.dimostrativi else ""
    nome = f"{che}-{codice}-{ambito.alla}{prova}"
    if che == "record":
        if ambito.conosciuto_al:
            prendi_posto()  # once the answer has begun it cannot be refused any more
        scorri = record_scorri(codice, ambito)
        pezzi = (
            _record_json(codice, ambito, scorri)
            if formato == "json"
            else _record_csv(codice, ambito, scorri)
        )
        return _scaricabile(StreamingHttpResponse(pezzi), formato, nome)
    calcolata = figura(codice, ambito)
    accanto = confrontabili(calcolata, confronti(calcolata))
    dati = FiguraReport(calcolata, (), accanto).as_dict()
    fonti = [fonte.as_dict() for fonte in fonti_citate(accanto)]
    if formato == "json":
        dati.pop("record")
        dati["esclusi"] = [
            gruppo.as_dict() for gruppo in esclusi(calcolata, replace(ambito, filtri=()))
        ]
        dati["fonti"] = fonti
        dati["indirizzo"] = settings.SITE_URL + dati["percorso"]
        return _scaricabile(HttpResponse(_json(dati)), formato, nome)
    insieme = {
        "figure": [dati],
        "altri_pubblicati": [],
        "fonti": fonti,
        "portale": {"sito": settings.SITE_URL},
    }
    return _scaricabile(HttpResponse(render_csv(insieme)), formato, nome)


def _ambito(request: HttpRequest, codice: str, alla: str) -> Ambito | None:
    """None for what may not be asked. Http404 for an address without a day."""
    try:
        date.fromisoformat(alla)
    except ValueError as errore:
        raise Http404 from errore
    chiesto = request.GET.copy()
    chiesto["alla"] = alla
    form = FiguraForm(chiesto)
    if form.problemi():
        return None
    try:
        return ammesso(codice, form.richiesta.ambito)
    except DomainError:
        return None


def _scaricabile(risposta: Any, formato: str, nome: str) -> Any:
    risposta["Content-Type"] = TIPI[formato]
    risposta["Content-Disposition"] = content_disposition(f"{nome}.{formato}")
    return risposta


def _righe_csv(colonne: Sequence[str], righe: Iterable[Sequence[Any]]) -> Iterator[str]:
    """RFC 4180, in pieces."""
    uscita = io.StringIO(newline="")
    scrittore = csv.writer(uscita, lineterminator="\r\n")
    scrittore.writerow(colonne)
    for n, riga in enumerate(righe, start=1):
        scrittore.writerow([cella_sicura(dato) for dato in riga])
        if n % BLOCCO == 0:
            yield uscita.getvalue()
            uscita.seek(0)
            uscita.truncate()
    yield uscita.getvalue()


def _record_csv(codice: str, ambito: Ambito, scorri: Iterable[Record]) -> Iterator[str]:
    sito, alla = settings.SITE_URL, ambito.alla
    return _righe_csv(
        COLONNE_RECORD,
        (
            (codice, alla, r.voce, r.tipo, r.chiave, r.etichetta, indirizzo(sito, r.url))
            for r in scorri
        ),
    )


def _record_json(codice: str, ambito: Ambito, scorri: Iterable[Record]) -> Iterator[str]:
    """An object with the records in a list, written as they are read."""
    yield f'{{"figura": {json.dumps(codice)}, "alla": "{ambito.alla}", "record": ['
    segno = "\n"
    for r in scorri:
        riga = {**r.as_dict(), "url": indirizzo(settings.SITE_URL, r.url)}
        yield segno + json.dumps(riga, ensure_ascii=False)
        segno = ",\n"
    yield "\n]}\n"


def _json(dati: dict[str, Any]) -> str:
    return json.dumps(dati, ensure_ascii=False, indent=1, sort_keys=True)
