import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.passato import PassatoOccupato, da_riprovare
from monitoraggio.cruscotto import CruscottoForm, Pannello, Richiesta, pannello
from monitoraggio.cruscotto.immagini import Immagine, immagine
from monitoraggio.cruscotto.pannelli import FORMATI
from monitoraggio.registro import REGISTRO
from monitoraggio.views.figure import figura_csv

# A drawing runs nothing and asks for nothing: it only carries its own letters.
CSP_DISEGNO = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'; sandbox"
)
IMMUTABILE = "public, max-age=31536000, immutable"
DI_OGGI = "public, max-age=300"
# A record may still be corrected: only what was known on a past day can never change. What was true
# on one is asked again, cheaply, by ETag.
DI_IERI = "public, max-age=86400"


@pagina_pubblica
def grafico_file(request: HttpRequest, codice: str, formato: str) -> HttpResponse:
    """The chart of a figure as a picture, or its table, on exactly what the address asks."""
    if codice not in REGISTRO or formato not in FORMATI:
        raise Http404
    form = CruscottoForm(request.GET)
    if problemi := form.problemi():
        return _rifiuto(problemi, 400)
    try:
        calcolato = pannello(REGISTRO[codice], form.richiesta, alla_lettera=True)
    except DomainError as errore:
        return _rifiuto([errore.message], 400)
    except PassatoOccupato as errore:
        return da_riprovare(_rifiuto([str(errore)], 429))
    if formato == "csv":
        return _con_cache(figura_csv(calcolato.pagina.dati, []), form.richiesta)
    disegno = immagine(calcolato)
    if disegno is None:
        return _rifiuto([_("A questa data e con questi filtri non c'è nulla da disegnare.")], 404)
    return _immagine(request, disegno, formato, calcolato)


def _immagine(
    request: HttpRequest, disegno: Immagine, formato: str, calcolato: Pannello
) -> HttpResponse:
    """The same drawing is not drawn twice for who already has it."""
    etag = f'"{hashlib.sha256(disegno.disegno.encode()).hexdigest()[:32]}-{formato}"'
    conosciuti = parse_etags(request.headers.get("If-None-Match", ""))
    risposta: HttpResponse
    if etag in [conosciuto.removeprefix("W/") for conosciuto in conosciuti]:
        risposta = HttpResponseNotModified()
    else:
        contenuto = disegno.png() if formato == "png" else disegno.svg()
        risposta = HttpResponse(contenuto, content_type=TIPI[formato])
        risposta["Content-Disposition"] = _nome(calcolato, formato)
        risposta["Content-Security-Policy"] = CSP_DISEGNO
    risposta["ETag"] = etag
    return _con_cache(risposta, calcolato.richiesta)


def _nome(calcolato: Pannello, formato: str) -> str:
    """Shown where a page asks for it, and saved under a name that says what it is."""
    prova = "-dimostrativo" if calcolato.richiesta.dimostrativi else ""
    nome = f"grafico-{calcolato.codice}-{calcolato.richiesta.alla}{prova}.{formato}"
    return content_disposition(nome).replace("attachment", "inline", 1)


def _con_cache(risposta: HttpResponse, richiesta: Richiesta) -> HttpResponse:
    quanto = DI_IERI if richiesta.alla < timezone.localdate() else DI_OGGI
    risposta["Cache-Control"] = IMMUTABILE if richiesta.conosciuto_al else quanto
    return risposta


def _rifiuto(problemi: list[str], stato: int) -> HttpResponse:
    return HttpResponse("\n".join(problemi), status=stato, content_type="text/plain; charset=utf-8")
