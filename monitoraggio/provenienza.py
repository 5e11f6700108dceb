"""Where a figure comes from: what it left out, how it got here, what others published on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.tenuta import leggi, tieni
from monitoraggio.enums import TipoReport
from monitoraggio.periodi import periodo_of
from monitoraggio.registro import (
    REGISTRO,
    Ambito,
    Correzione,
    Figura,
    Gruppo,
    correzione,
    figura,
    record_esclusi,
)
from monitoraggio.selectors import Confronto, confronto_di, dati_pubblicati

PUNTI = 6
# A point of the past changes only when the past is corrected: the figure itself is never kept.
SECONDI = 600


# --- What is left out ---------------------------------------------------------------------------
def esclusi(calcolata: Figura, ambito: Ambito) -> tuple[Gruppo, ...]:
    """What the figure leaves out, by reason, and the lines it computed and does not show."""
    return (*record_esclusi(calcolata.codice, ambito), *_soppresse(calcolata))


def _soppresse(calcolata: Figura) -> Iterator[Gruppo]:
    quante = sum(voce.soppressa for voce in calcolata.voci)
    if quante:
        motivo = _("Contate e non mostrate: meno di %(soglia)s persone, o ricavabili da altre.")
        motivo %= {"soglia": settings.SOGLIA_CELLE}
        yield Gruppo("soppresse", motivo, quante, ngettext("voce", "voci", quante))


# --- How it got here ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Punto:
    """The figure at the end of a period, or on the day asked for."""

    alla: date
    figura: Figura


def fini_di_periodo(alla: date, ogni: TipoReport, quanti: int = PUNTI) -> tuple[date, ...]:
    """The last days of the last periods that ended before a day, and the day itself."""
    giorni = [alla]
    while len(giorni) <= quanti and giorni[-1].year > MINYEAR:
        giorni.append(periodo_of(ogni, giorni[-1]).inizio - timedelta(days=1))
    return tuple(reversed(giorni))


def andamento(calcolata: Figura, ambito: Ambito, ogni: TipoReport) -> tuple[Punto, ...]:
    """The figure at the ends of the last periods: a query for each that is not in the cache."""
    *prima, ultimo = fini_di_periodo(ambito.alla, ogni)
    chiavi = {giorno: _chiave(calcolata.codice, ambito, giorno) for giorno in prima}
    pronte = leggi(chiavi.values())
    punti, nuove = [], {}
    for giorno, chiave in chiavi.items():
        trovata = pronte.get(chiave)
        if trovata is None:
            trovata = nuove[chiave] = figura(calcolata.codice, _al_giorno(ambito, giorno))
        punti.append(Punto(giorno, trovata))
    tieni(nuove, SECONDI)
    return (*punti, Punto(ultimo, calcolata))


def _al_giorno(ambito: Ambito, giorno: date) -> Ambito:
    return Ambito(
        giorno,
        dimostrativi=ambito.dimostrativi,
        conosciuto_al=ambito.conosciuto_al,
        filtri=ambito.filtri,
    )


def _chiave(codice: str, ambito: Ambito, giorno: date) -> str:
    saputo = ambito.conosciuto_al.timestamp() if ambito.conosciuto_al else ""
    filtri = ",".join(f"{nome}={valore}" for nome, valore in sorted(ambito.filtri))
    return f"figura:{codice}:{giorno}:{int(ambito.dimostrativi)}:{saputo}:{filtri}"


# --- What was corrected -------------------------------------------------------------------------
def corretta(calcolata: Figura, ambito: Ambito) -> Correzione | None:
    """What a past day says otherwise since then; it asks the past many times, so it is kept."""
    if ambito.conosciuto_al or ambito.alla >= timezone.localdate():
        return None
    chiave = f"correzione:{_chiave(calcolata.codice, ambito, ambito.alla)}"
    pronta = leggi([chiave])
    if chiave not in pronta:
        pronta = {chiave: (correzione(calcolata.codice, ambito),)}
        tieni(pronta, SECONDI)
    (trovata,) = pronta[chiave]
    return trovata


# --- What others published ----------------------------------------------------------------------
class Esito(StrEnum):
    """How a published figure and the computed one stand to each other."""

    COINCIDE = "coincide"
    DIFFERISCE = "differisce"
    NON_CALCOLATO = "non-calcolato"


@dataclass(frozen=True, slots=True)
class Riconciliazione:
    """A published figure beside the computed one, on the day it was published of."""

    confronto: Confronto
    alla: date
    titolo: str
    esito: Esito
    perche: str

    @property
    def percorso(self) -> str:
        return percorso_di(self.confronto.figura, self.alla) if self.titolo else ""


def percorso_di(codice: str, alla: date) -> str:
    """The page that explains a figure, on a day."""
    return f"/monitoraggio/dati/{codice}/?alla={alla.isoformat()}"


def riconciliazione(oggi: date) -> tuple[Riconciliazione, ...]:
    """Every published figure beside what the portal computes for the same day.

    Those published without a day are compared with the figure of `oggi`. One query for each figure
    and day that something was published on, and one more.
    """
    calcolate: dict[tuple[str, date], Figura] = {}
    righe = []
    for dato in dati_pubblicati():
        alla = min(dato.data_riferimento or oggi, oggi)
        definizione = REGISTRO.get(dato.figura)
        calcolata = None
        if definizione:
            chiave = (dato.figura, alla)
            if chiave not in calcolate:
                calcolate[chiave] = figura(dato.figura, Ambito(alla))
            calcolata = calcolate[chiave]
        confronto = confronto_di(dato, calcolata)
        righe.append(
            Riconciliazione(
                confronto=confronto,
                alla=alla,
                titolo=str(definizione.titolo) if definizione else "",
                esito=_esito(confronto),
                perche=_perche(confronto, calcolata),
            )
        )
    return tuple(righe)


def _esito(confronto: Confronto) -> Esito:
    if confronto.differenza is None:
        return Esito.NON_CALCOLATO
    return Esito.DIFFERISCE if confronto.differenza else Esito.COINCIDE


def _perche(confronto: Confronto, calcolata: Figura | None) -> str:
    """The explanation written by who manages the portal; without one, what can be said of it."""
    if confronto.differenza == 0:
        return ""
    if confronto.spiegazione:
        return confronto.spiegazione
    if confronto.differenza is not None:
        return _("La differenza non è ancora spiegata.")
    if calcolata is None:
        return _("Il portale non raccoglie i dati da cui si calcola.")
    voce = calcolata.voce(confronto.voce)
    if voce is None:
        return _("Nessuna voce della figura è sullo stesso fatto.")
    if voce.soppressa:
        return _("Il portale lo calcola e non lo mostra: riguarda troppo poche persone.")
    return voce.nota or _("Nei dati del portale non c'è ancora nulla da contare.")
