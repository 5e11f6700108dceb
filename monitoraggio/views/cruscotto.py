from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from fis_portal.core.filters import leggibile
from fis_portal.core.pagine import pagina_pubblica
from monitoraggio.cruscotto import (
    CruscottoForm,
    Richiesta,
    comuni_nominabili,
    cruscotto,
    progetti_url,
)


@pagina_pubblica
def cruscotto_detail(request: HttpRequest) -> HttpResponse:
    form = CruscottoForm(request.GET)
    problemi, richiesta = form.problemi(), form.richiesta
    contesto = {
        "cruscotto": cruscotto(richiesta),
        "richiesta": richiesta,
        "scelte": list(form.scelte()),
        "dimensioni": form.dimensioni,
        "comuni": comuni_nominabili(richiesta),
        "comune": _scritto(request, richiesta, "comune"),
        "periodo": _scritto(request, richiesta, "periodo"),
        "filtri": [(taglio, richiesta.senza(taglio.dimensione)) for taglio in richiesta.filtri],
        "url_progetti": progetti_url(richiesta),
        "problemi": problemi,
        "alla": richiesta.alla,
        "oggi": timezone.localdate(),
        "dimostrativi": richiesta.dimostrativi,
        "contiene_demo": richiesta.dimostrativi,
        "aggiornato_il": timezone.localdate(),
    }
    stato = 400 if problemi else 200
    return render(request, "monitoraggio/cruscotto.html", contesto, status=stato)


def _scritto(request: HttpRequest, richiesta: Richiesta, nome: str) -> str:
    """A field that is typed: the name of what was found, or what was typed."""
    trovato = next((t.etichetta for t in richiesta.filtri if t.dimensione == nome), "")
    return trovato or leggibile(request.GET.get(nome, ""))
