"""The card of a figure: its address, how high it is, the code that puts it in a page."""

import math
import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fis_portal.core.incorpora import codice_iframe
from monitoraggio.cruscotto.richiesta import Richiesta
from monitoraggio.registro import Taglio
from monitoraggio.render.grafici import grafico
from monitoraggio.render.testi import Dati

VOCI_IN_CARTA = 6
LARGHEZZA = 440
PAROLE = 250  # title, sentence, date, links: as high as they get on a narrow card
SENZA_GRAFICO = 360
MASSIMA = 680


def altezza(dati: Dati) -> int:
    """How high the frame should be; what does not fit scrolls inside it."""
    disegno = grafico(dati, larghezza=LARGHEZZA, massimo=VOCI_IN_CARTA)
    trovata = re.search(r'<svg[^>]* height="([\d.]+)"', disegno.svg) if disegno else None
    if trovata is None:
        return SENZA_GRAFICO
    return min(math.ceil((float(trovata[1]) + PAROLE) / 20) * 20, MASSIMA)


def carta_url(dati: Dati, *, di_oggi: bool) -> str:
    """`di_oggi`: the card follows the figure day by day, instead of staying on one."""
    richiesta = Richiesta(
        date.fromisoformat(dati["alla"]),
        dati["dimostrativi"],
        filtri=tuple(Taglio(**taglio) for taglio in dati.get("filtri", ())),
        per=tuple(dati.get("per", ())),
        conosciuto_al=_conosciuto_al(dati),
    )
    parametri = richiesta.query_senza_giorno if di_oggi else richiesta.query
    indirizzo = reverse("incorpora:figura", args=[dati["codice"]])
    return f"{indirizzo}?{parametri}" if parametri else indirizzo


def _conosciuto_al(dati: Dati) -> date | None:
    """The day at whose end the records stood so."""
    if not dati.get("conosciuto_al"):
        return None
    istante = timezone.localtime(datetime.fromisoformat(dati["conosciuto_al"]))
    return (istante - timedelta(microseconds=1)).date()


def codice(dati: Dati, *, di_oggi: bool) -> str:
    """The code that puts the card of a figure in a page."""
    indirizzo = settings.SITE_URL + carta_url(dati, di_oggi=di_oggi)
    return codice_iframe(indirizzo, f"{dati['titolo']} – {settings.SITE_NAME}", altezza(dati))
