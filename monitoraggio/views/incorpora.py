from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from fis_portal.core.incorpora import incorporabile
from fis_portal.core.pagine import pagina_pubblica
from fis_portal.core.passato import PassatoOccupato, da_riprovare
from monitoraggio.cruscotto import CruscottoForm, pannello
from monitoraggio.cruscotto.incorpora import LARGHEZZA, VOCI_IN_CARTA
from monitoraggio.registro import REGISTRO
from monitoraggio.render.grafici import grafico
from monitoraggio.render.testi import is_riassuntiva
from progetti.models import Progetto
from progetti.selectors.brevi import progetti_brevi


@pagina_pubblica
@incorporabile
def figura_carta(request: HttpRequest, codice: str) -> HttpResponse:
    if codice not in REGISTRO:
        return _errore(request, 404, [_("Questa figura non esiste.")])
    form = CruscottoForm(request.GET)
    if problemi := form.problemi():
        return _errore(request, 400, problemi)
    try:
        calcolato = pannello(REGISTRO[codice], form.richiesta, alla_lettera=True)
    except DomainError as errore:
        return _errore(request, 400, [errore.message])
    except PassatoOccupato as errore:
        return da_riprovare(_errore(request, 429, [str(errore)]))
    dati = calcolato.pagina.dati
    disegno = grafico(dati, larghezza=LARGHEZZA, massimo=VOCI_IN_CARTA)
    voci = [voce for voce in dati["voci"] if not is_riassuntiva(voce)]
    contesto = {
        "pannello": calcolato,
        "figura": calcolato.pagina,
        "grafico": disegno,
        "accorciato": disegno and not dati.get("per") and len(disegno.righe) < len(voci),
        "alla": form.richiesta.alla,
    }
    return render(request, "monitoraggio/incorpora/figura.html", contesto)


@pagina_pubblica
@incorporabile
def progetto_carta(request: HttpRequest, slug: str) -> HttpResponse:
    trovati = progetti_brevi(Progetto.objects.public().filter(slug=slug))
    if not trovati:
        return _errore(request, 404, [_("Questo progetto non c'è, o non è pubblico.")])
    return render(request, "monitoraggio/incorpora/progetto.html", {"progetto": trovati[0]})


def _errore(request: HttpRequest, stato: int, problemi: list[str]) -> HttpResponse:
    """Small as a card: it is read in a frame too."""
    contesto = {"problemi": problemi}
    return render(request, "monitoraggio/incorpora/errore.html", contesto, status=stato)
