from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.filters import leggibile
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.passato import PassatoOccupato
from monitoraggio.collect import FiguraReport
from monitoraggio.cruscotto import FiguraForm, Pannello, Richiesta, pannello, scritti
from monitoraggio.cruscotto.incorpora import carta_url
from monitoraggio.cruscotto.incorpora import codice as codice_carta
from monitoraggio.enums import TipoReport
from monitoraggio.forms import FigureForm
from monitoraggio.provenienza import andamento, corretta, esclusi
from monitoraggio.registro import (
    REGISTRO,
    Ambito,
    DefinizioneFigura,
    Figura,
    PaginaRecord,
    figura,
    record,
    record_pagina,
)
from monitoraggio.registro.completezza import COMPLETEZZA
from monitoraggio.render.pagina import figura_pagina
from monitoraggio.render.provenienza import (
    andamento_pagina,
    correzione_pagina,
    differenze,
    voce_principale,
)
from monitoraggio.render.tabella import render_csv
from monitoraggio.selectors import (
    Confronto,
    FonteCitata,
    confronti,
    confronti_per_figura,
    report_pubblicati,
)

REPORT_MOSTRATI = 3
RECORD_PER_PAGINA = 200
# What a first-time visitor wants to know, each with its small trend.
PICCOLO = 260
IN_BREVE = ("progetti", "incontri", "persone", "lezioni")


@pagina_pubblica
def figura_list(request: HttpRequest) -> HttpResponse:
    form = FigureForm(request.GET)
    problemi, ambito = form.problemi(), form.ambito
    richiesta = Richiesta(ambito.alla, ambito.dimostrativi, conosciuto_al=form.giorno_conosciuto)
    figure = [figura(codice, ambito) for codice in REGISTRO]
    pubblicati = confronti_per_figura(figure, alla=ambito.alla)
    accanto = {f.codice: confrontabili(f, pubblicati[f.codice]) for f in figure}
    altri = () if ambito.dimostrativi else pubblicati[""]
    contesto: dict[str, Any] = {
        "in_breve": list(_in_breve(figure, ambito)),
        "figure": [
            figura_pagina(FiguraReport(calcolata, (), accanto[calcolata.codice]).as_dict())
            for calcolata in figure
        ],
        "senza_progetti": not figure[list(REGISTRO).index(COMPLETEZZA.codice)].denominatore,
        "altri_pubblicati": altri,
        "fonti": fonti_citate(c for gruppo in (*accanto.values(), altri) for c in gruppo),
        "report": report_pubblicati(dimostrativi=ambito.dimostrativi)[:REPORT_MOSTRATI],
        "richiesta": richiesta,
        "conosciuto": richiesta.conosciuto_al,
        "query": richiesta.query,
    }
    return _pagina(request, "monitoraggio/index.html", ambito, problemi, contesto)


def _in_breve(figure: list[Figura], ambito: Ambito) -> Iterator[dict[str, Any]]:
    """The key figures; the trend as it was known once would ask the past too many times."""
    per_codice = {calcolata.codice: calcolata for calcolata in figure}
    ogni = TipoReport.ANNUALE
    for calcolata in (per_codice[codice] for codice in IN_BREVE):
        voce = voce_principale(calcolata)
        punti = () if ambito.conosciuto_al else andamento(calcolata, ambito, ogni)
        yield {
            "figura": calcolata,
            "valore": voce.valore if voce else None,
            "url": FiguraReport(calcolata, (), ()).percorso,
            "andamento": andamento_pagina(punti, voce, ogni, larghezza=PICCOLO) if punti else None,
        }


@pagina_pubblica
def figura_detail(request: HttpRequest, codice: str) -> HttpResponse:
    if codice not in REGISTRO:
        return figura_ignota(request, codice)
    definizione, form = REGISTRO[codice], FiguraForm(request.GET)
    problemi = form.problemi()
    richiesta, diviso, calcolata = _calcolata(definizione, form.richiesta, problemi)
    ambito = replace(richiesta.ambito, per=())
    accanto = confrontabili(calcolata, confronti(calcolata))
    if form.cleaned_data.get("formato") and not problemi:
        intera = FiguraReport(calcolata, record(codice, ambito), accanto).as_dict()
        return figura_csv(intera, fonti_citate(accanto))
    voce, pagina = _scelti(form, calcolata, ambito, problemi)
    dati = FiguraReport(calcolata, pagina.record, accanto).as_dict()
    punti = andamento(calcolata, ambito, form.passo)
    principale = calcolata.voce(voce) if voce else voce_principale(calcolata)
    carta, di_oggi = diviso.pagina.dati if diviso else dati, ambito.alla == timezone.localdate()
    contesto: dict[str, Any] = {
        "figura": figura_pagina(dati),
        "diviso": diviso,
        "richiesta": richiesta,
        "incorpora": codice_carta(carta, di_oggi=di_oggi),
        "incorpora_url": carta_url(carta, di_oggi=di_oggi),
        "definizione": definizione,
        "fonti": fonti_citate(accanto),
        "esclusi": esclusi(calcolata, replace(ambito, filtri=())),
        "andamento": andamento_pagina(punti, principale, form.passo),
        "ogni": form.passo,
        "voce": calcolata.voce(voce) if voce else None,
        "seguente": pagina.seguente,
        "dopo": form.detto("dopo"),
        "query": richiesta.query_senza_tagli,
        "url_api": request.build_absolute_uri(
            f"{reverse('api:figura-detail', args=[codice])}?{_query_api(richiesta)}"
        ),
        "file": file_della_figura(codice, richiesta),
        **_filtri(form, definizione, richiesta),
        **_come_risultava(richiesta, calcolata, ambito),
    }
    return _pagina(request, "monitoraggio/figura_detail.html", ambito, problemi, contesto)


def _calcolata(
    definizione: DefinizioneFigura, chiesta: Richiesta, problemi: list[str]
) -> tuple[Richiesta, Pannello | None, Figura]:
    """What was asked for, cut and whole; the whole figure where it cannot take what was asked."""
    try:
        diviso = pannello(definizione, chiesta, alla_lettera=True) if chiesta.per else None
        calcolata = figura(definizione.codice, replace(chiesta.ambito, per=()))
    except DomainError as errore:
        problemi.append(errore.message)
        intera = replace(chiesta, filtri=(), per=())
        return intera, None, figura(definizione.codice, intera.ambito)
    return chiesta, diviso, calcolata


def _filtri(
    form: FiguraForm, definizione: DefinizioneFigura, richiesta: Richiesta
) -> dict[str, Any]:
    """What this figure can be chosen by and cut by, and what was chosen."""
    return {
        "scelte": list(form.scelte(definizione.filtrabili)),
        "dimensioni": definizione.nomi_dimensioni,
        "filtri": [(taglio, richiesta.senza(taglio.dimensione)) for taglio in richiesta.filtri],
        "scritti": scritti(form, richiesta, definizione.filtrabili),
        "tagli": [
            (nome, _da_dividere(definizione, richiesta).diviso(per))
            for per, nome in definizione.nomi_dimensioni
        ],
    }


def _da_dividere(definizione: DefinizioneFigura, richiesta: Richiesta) -> Richiesta:
    """People are cut or chosen by one dimension at a time."""
    return replace(richiesta, filtri=()) if definizione.conta_persone else richiesta


def _query_api(richiesta: Richiesta) -> str:
    """The same for programs, which write the dimensions one after the other."""
    per = urlencode({"per": ",".join(richiesta.per)}) if richiesta.per else ""
    return "&".join(filter(None, (richiesta.query_senza_tagli, per)))


def _scelti(
    form: FiguraForm, calcolata: Figura, ambito: Ambito, problemi: list[str]
) -> tuple[str, PaginaRecord]:
    """The line and the page of records asked for; what cannot be goes among the problems."""
    voce = form.detto("voce")
    if voce and calcolata.voce(voce) is None:
        problemi.append(_("Questa figura non ha la voce «%(voce)s».") % {"voce": leggibile(voce)})
        voce = ""
    chiedi = partial(record_pagina, calcolata.codice, ambito, voce=voce, quanti=RECORD_PER_PAGINA)
    try:
        return voce, chiedi(dopo=form.detto("dopo"))
    except DomainError as errore:
        problemi.append(errore.message)
        return voce, chiedi()


def _come_risultava(richiesta: Richiesta, calcolata: Figura, ambito: Ambito) -> dict[str, Any]:
    """What the day said before, or says now where it is asked for as it was known."""
    if not ambito.conosciuto_al:
        try:
            trovata = corretta(calcolata, ambito)
        except PassatoOccupato:  # the figure of a past day is worth reading without it
            return {"conosciuto": None, "correzione": None, "confronto_rimandato": True}
        cambiata = correzione_pagina(trovata, calcolata.unita)
        allora = replace(richiesta, per=(), conosciuto_al=cambiata.giorno if cambiata else None)
        return {"conosciuto": None, "correzione": cambiata, "query_allora": allora.query}
    if REGISTRO[calcolata.codice].conta_persone:  # its sentence says why it does not answer
        return {"conosciuto": None, "correzione": None}
    adesso = figura(calcolata.codice, replace(ambito, conosciuto_al=None))
    return {
        "conosciuto": richiesta.conosciuto_al,
        "differenze": differenze(calcolata, adesso),
        "query_adesso": richiesta.query_adesso,
    }


def figura_ignota(request: HttpRequest, codice: str) -> HttpResponse:
    ignota = {"codice": codice[:60], "figure": REGISTRO.values()}
    return render(request, "monitoraggio/figura_ignota.html", ignota, status=404)


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


def confrontabili(calcolata: Figura, pubblicati: tuple[Confronto, ...]) -> tuple[Confronto, ...]:
    """What was published is about all the real Comuni, once there was something to count."""
    vuota = not any(voce.valore for voce in calcolata.voci)
    troppo_presto = vuota and calcolata.alla < timezone.localdate()
    di_altro = calcolata.dimostrativi or calcolata.filtri
    return () if di_altro or troppo_presto else pubblicati


def fonti_citate(confronti: Iterable[Confronto]) -> list[FonteCitata]:
    """The sources quoted, once each."""
    return list({c.fonte.codice: c.fonte for c in confronti}.values())


def file_della_figura(codice: str, richiesta: Richiesta) -> list[dict[str, str]]:
    """The figure and its records to take away, at addresses with their day in them."""
    coda = replace(richiesta, per=()).query_senza_giorno
    return [
        {
            "formato": formato,
            "che": che,
            "url": reverse(
                "monitoraggio:figura_file", args=[codice, richiesta.alla.isoformat(), che, formato]
            )
            + (f"?{coda}" if coda else ""),
        }
        for che in ("figura", "record")
        for formato in ("csv", "json")
    ]
