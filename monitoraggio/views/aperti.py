from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from fis_portal.core.downloads import download_response
from fis_portal.core.pagine import pagina_pubblica
from monitoraggio.aperti.attribuzioni import ATTRIBUZIONI, LICENZA_NOME, LICENZA_URL
from monitoraggio.aperti.letture import (
    file_corrente,
    file_di_versione,
    prime_righe,
    tabella_pubblicata,
    versioni_di,
)
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.models import FileDati

CATALOGHI = {
    "text/turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
}
CINQUE_MINUTI = "public, max-age=300"
PER_SEMPRE = "public, max-age=31536000, immutable"


@pagina_pubblica
def tabella_detail(request: HttpRequest, codice: str) -> HttpResponse:
    if codice not in TABELLE:
        raise Http404
    pubblicata = tabella_pubblicata(codice)
    tabella = pubblicata.tabella
    contesto = {
        "tabella": tabella,
        "pubblicata": pubblicata,
        "versioni": versioni_di(codice),
        "righe": prime_righe(pubblicata),
        "licenza": {"nome": LICENZA_NOME, "url": LICENZA_URL},
        "attribuzioni": [ATTRIBUZIONI[codice] for codice in tabella.attribuzioni],
        "url_pagina": reverse(tabella.vista) if tabella.vista else "",
        "url_api": reverse(tabella.api) if tabella.api else "",
    }
    return render(request, "monitoraggio/tabella_detail.html", contesto)


@pagina_pubblica
def dati_file(request: HttpRequest, nome: str) -> HttpResponseBase:
    return _scarica(request, file_corrente(nome), CINQUE_MINUTI)


@pagina_pubblica
def dati_versione_file(request: HttpRequest, etichetta: str, nome: str) -> HttpResponseBase:
    return _scarica(request, file_di_versione(etichetta, nome), PER_SEMPRE)


@pagina_pubblica
def catalogo(request: HttpRequest) -> HttpResponseBase:
    """The catalogue in the form the client prefers: Turtle unless told."""
    preferita = request.get_preferred_type(list(CATALOGHI)) or "text/turtle"
    risposta = redirect("aperti:file", nome=f"catalogo.{CATALOGHI[preferita]}")
    risposta.status_code = 303
    patch_vary_headers(risposta, ["Accept"])
    return risposta


def _scarica(request: HttpRequest, file: FileDati | None, cache: str) -> HttpResponseBase:
    if file is None:
        raise Http404
    risposta = download_response(request, file.archiviato, file.nome, cache_control=cache)
    # Open data are for the pages of other sites too.
    risposta["Access-Control-Allow-Origin"] = "*"
    return risposta
