from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fis_portal.core.pagine import pagina_pubblica
from fis_portal.sito.esperienze import esperienze_dati


@pagina_pubblica
def esperienze(request: HttpRequest) -> HttpResponse:
    dati = esperienze_dati()
    contesto = {"esperienze": dati, "aggiornato_il": dati.aggiornato_il}
    return render(request, "sito/esperienze.html", contesto)
