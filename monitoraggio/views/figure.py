from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.pagine import pagina_pubblica
from monitoraggio.collect import FiguraReport
from monitoraggio.cruscotto.incorpora import carta_url
from monitoraggio.cruscotto.incorpora import codice as codice_carta
from monitoraggio.forms import FiguraForm, FigureForm
from monitoraggio.registro import REGISTRO, Ambito, Figura, figura, record
from monitoraggio.registro.completezza import COMPLETEZZA
from monitoraggio.render.pagina import figura_pagina
from monitoraggio.render.tabella import render_csv
from monitoraggio.selectors import (
    Confronto,
    FonteCitata,
    confronti,
    confronti_per_figura,
    report_pubblicati,
)

REPORT_MOSTRATI = 3


@pagina_pubblica
def figura_list(request: HttpRequest) -> HttpResponse:
    form = FigureForm(request.GET)
    problemi, ambito = form.problemi(), form.ambito
    figure = [figura(codice, ambito) for codice in REGISTRO]
    pubblicati = confronti_per_figura(figure, alla=ambito.alla)
    accanto = {f.codice: _confrontabili(f, pubblicati[f.codice]) for f in figure}
    altri = () if ambito.dimostrativi else pubblicati[""]
    contesto: dict[str, Any] = {
        "figure": [
            figura_pagina(FiguraReport(calcolata, (), accanto[calcolata.codice]).as_dict())
            for calcolata in figure
        ],
        "senza_progetti": not figure[list(REGISTRO).index(COMPLETEZZA.codice)].denominatore,
        "altri_pubblicati": altri,
        "fonti": _fonti(c for gruppo in (*accanto.values(), altri) for c in gruppo),
        "report": report_pubblicati(dimostrativi=ambito.dimostrativi)[:REPORT_MOSTRATI],
    }
    return _pagina(request, "monitoraggio/index.html", ambito, problemi, contesto)


@pagina_pubblica
def figura_detail(request: HttpRequest, codice: str) -> HttpResponse:
    if codice not in REGISTRO:
        ignota = {"codice": codice[:60], "figure": REGISTRO.values()}
        return render(request, "monitoraggio/figura_ignota.html", ignota, status=404)
    form = FiguraForm(request.GET)
    problemi, ambito = form.problemi(), form.ambito
    calcolata = figura(codice, ambito)
    accanto = _confrontabili(calcolata, confronti(calcolata))
    dati = FiguraReport(calcolata, record(codice, ambito), accanto).as_dict()
    if form.cleaned_data.get("formato") and not problemi:
        return figura_csv(dati, _fonti(accanto))
    query = _query(ambito)
    di_oggi = ambito.alla == timezone.localdate()
    indirizzo_api = reverse("api:figura-detail", args=[codice])
    contesto: dict[str, Any] = {
        "figura": figura_pagina(dati),
        "incorpora": codice_carta(dati, di_oggi=di_oggi),
        "incorpora_url": carta_url(dati, di_oggi=di_oggi),
        "fonti": _fonti(accanto),
        "url_api": request.build_absolute_uri(f"{indirizzo_api}?{query}"),
        "url_csv": f"{request.path}?{query}&formato=csv",
    }
    return _pagina(request, "monitoraggio/figura_detail.html", ambito, problemi, contesto)


def _pagina(
    request: HttpRequest,
    template: str,
    ambito: Ambito,
    problemi: list[str],
    contesto: dict[str, Any],
) -> HttpResponse:
    comune = {
        "alla": ambito.alla,
        "oggi": timezone.localdate(),
        "dimostrativi": ambito.dimostrativi,
        "contiene_demo": ambito.dimostrativi,
        "problemi": problemi,
        "query": _query(ambito),
        "aggiornato_il": timezone.localdate(),
    }
    return render(request, template, comune | contesto, status=400 if problemi else 200)


def figura_csv(dati: dict[str, Any], fonti: list[FonteCitata]) -> HttpResponse:
    """The figure in the same table that reports are delivered in."""
    contenuto = render_csv(
        {
            "figure": [dati],
            "altri_pubblicati": [],
            "fonti": [fonte.as_dict() for fonte in fonti],
            "portale": {"sito": settings.SITE_URL},
        }
    )
    prova = "-dimostrativo" if dati["dimostrativi"] else ""
    risposta = HttpResponse(contenuto, content_type=TIPI["csv"])
    risposta["Content-Disposition"] = content_disposition(
        f"figura-{dati['codice']}-{dati['alla']}{prova}.csv"
    )
    return risposta


def _confrontabili(calcolata: Figura, pubblicati: tuple[Confronto, ...]) -> tuple[Confronto, ...]:
    """What was published is about real Comuni, once there was something to count."""
    vuota = not any(voce.valore for voce in calcolata.voci)
    troppo_presto = vuota and calcolata.alla < timezone.localdate()
    return () if calcolata.dimostrativi or troppo_presto else pubblicati


def _fonti(confronti: Iterable[Confronto]) -> list[FonteCitata]:
    """The sources quoted, once each."""
    return list({c.fonte.codice: c.fonte for c in confronti}.values())


def _query(ambito: Ambito) -> str:
    chiesto: dict[str, object] = {"alla": ambito.alla.isoformat()}
    return urlencode(chiesto | ({"dimostrativi": 1} if ambito.dimostrativi else {}))
