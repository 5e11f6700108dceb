from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fis_portal.core.downloads import CSP_SANDBOX, TIPI, content_disposition
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.pdf import PdfNonDisponibile, pdf_disponibile
from outcomes.models import QuadroImpatto
from outcomes.render.diagramma import quadro_diagramma
from outcomes.render.quadro_pdf import nome_file, quadro_pdf
from outcomes.selectors.confronto import ConfrontoQuadri, quadri_compare
from outcomes.selectors.quadro import quadri_leggi, quadri_pubblici, quadro_leggi
from progetti.models import Progetto

Versioni = list[QuadroImpatto]


@pagina_pubblica
def quadro_detail(request: HttpRequest, slug: str) -> HttpResponse:
    progetto = _progetto(slug)
    versioni = quadri_pubblici(progetto)
    contesto: dict[str, Any] = {
        "progetto": progetto,
        "versioni": versioni,
        "contiene_demo": progetto.is_demo,
        "aggiornato_il": max((quadro.updated_at for quadro in versioni), default=None),
        "confronto": _confronto(request, versioni),
        "pdf_disponibile": pdf_disponibile(),
    }
    if versioni:
        scelta = _versione(versioni, request.GET.get("versione", str(versioni[0].versione)))
        quadro = quadro_leggi(scelta, pubblico=True)
        contesto |= {
            "quadro": quadro,
            "diagramma": quadro_diagramma(quadro),
            "is_ultima": scelta == versioni[0],
        }
    return render(request, "outcomes/quadro_detail.html", contesto)


@pagina_pubblica
def quadro_download(request: HttpRequest, slug: str, versione: int) -> HttpResponse:
    progetto = _progetto(slug)
    quadro = _versione(quadri_pubblici(progetto), str(versione))
    try:
        contenuto = quadro_pdf(quadro, pubblico=True)
    except PdfNonDisponibile:
        contesto = {"progetto": progetto, "contiene_demo": progetto.is_demo}
        return render(request, "outcomes/pdf_non_disponibile.html", contesto, status=503)
    return pdf_response(contenuto, nome_file(quadro))


def pdf_response(contenuto: bytes, nome: str) -> HttpResponse:
    """A PDF made in this request, as an attachment."""
    risposta = HttpResponse(contenuto, content_type=TIPI["pdf"])
    risposta["Content-Disposition"] = content_disposition(nome)
    risposta["Content-Security-Policy"] = CSP_SANDBOX
    return risposta


def _progetto(slug: str) -> Progetto:
    return get_object_or_404(Progetto.objects.public().select_related("comune"), slug=slug)


def _versione(versioni: Versioni, chiesta: str) -> QuadroImpatto:
    for quadro in versioni:
        if str(quadro.versione) == chiesta:
            return quadro
    raise Http404


def _confronto(request: HttpRequest, versioni: Versioni) -> ConfrontoQuadri | None:
    """`?confronta=1,2`, or the two menus of the form: the older version comes first."""
    chieste = [v for testo in request.GET.getlist("confronta") for v in testo.split(",")]
    if not chieste:
        return None
    if len(chieste) != 2:
        raise Http404
    due = sorted((_versione(versioni, v) for v in chieste), key=lambda quadro: quadro.versione)
    return quadri_compare(*quadri_leggi(due, pubblico=True))
