from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from fis_portal.core.pagine import pagina_pubblica
from monitoraggio.cruscotto import (
    CruscottoForm,
    comuni_nominabili,
    cruscotto,
    progetti_url,
    scritti,
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
        "scritti": scritti(form, richiesta),
        "conosciuto": richiesta.conosciuto_al,
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
