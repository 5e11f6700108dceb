from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from fis_portal.core.pagine import pagina_pubblica
from fis_portal.sito.selectors import home_dati


@pagina_pubblica
def home(request: HttpRequest) -> HttpResponse:
    dati = home_dati(timezone.localdate())
    return render(request, "sito/home.html", {"home": dati, "aggiornato_il": dati.aggiornato_il})
