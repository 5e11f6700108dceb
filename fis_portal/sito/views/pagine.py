"""Pages of the site itself: accessibility, privacy, legal notes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fis_portal.core.pagine import pagina_pubblica


@pagina_pubblica
def accessibilita(request: HttpRequest) -> HttpResponse:
    return render(request, "sito/accessibilita.html")


@pagina_pubblica
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "sito/privacy.html")


@pagina_pubblica
def note_legali(request: HttpRequest) -> HttpResponse:
    return render(request, "sito/note_legali.html")
