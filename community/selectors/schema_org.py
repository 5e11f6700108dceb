"""An event in the words of schema.org, for search engines and for who reuses the data."""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from community.enums import ModalitaEvento
from community.models import Evento
from community.selectors.calendario import evento_istanti
from fis_portal.core.enums import PrecisioneData

MODI = {
    ModalitaEvento.PRESENZA: "OfflineEventAttendanceMode",
    ModalitaEvento.ONLINE: "OnlineEventAttendanceMode",
    ModalitaEvento.IBRIDO: "MixedEventAttendanceMode",
}
VOCABOLARIO = "https://schema.org"


def is_descrivibile(evento: Evento) -> bool:
    """schema.org has no events whose day nobody knows."""
    return evento.data_inizio is not None and evento.precisione == PrecisioneData.GIORNO


def modo_url(evento: Evento) -> str:
    return f"{VOCABOLARIO}/{MODI[ModalitaEvento(evento.modalita)]}"


def stato_url(evento: Evento) -> str:
    stato = "EventCancelled" if evento.annullato_il else "EventScheduled"
    return f"{VOCABOLARIO}/{stato}"


def date_iso(evento: Evento) -> tuple[str, str]:
    """First and last moment, as exact as they are known; the last one may be missing ("")."""
    inizio, fine = evento_istanti(evento)
    if inizio:
        return inizio.isoformat(), fine.isoformat() if fine else ""
    if evento.data_inizio is None:
        return "", ""
    return evento.data_inizio.isoformat(), evento.data_fine.isoformat() if evento.data_fine else ""


def evento_schema(evento: Evento, base: str) -> dict[str, Any]:
    """The event as JSON-LD. The link to follow online is not public: the page stands for it."""
    indirizzo = f"{base.rstrip('/')}{evento.get_absolute_url()}"
    inizio, fine = date_iso(evento)
    campi = {
        "@context": VOCABOLARIO,
        "@type": "Event",
        "@id": indirizzo,
        "url": indirizzo,
        "name": evento.titolo,
        "description": evento.descrizione,
        "startDate": inizio,
        "endDate": fine,
        "eventStatus": stato_url(evento),
        "eventAttendanceMode": modo_url(evento),
        "location": _luoghi(evento, indirizzo),
        "organizer": {"@type": "Organization", "name": evento.organizzatori}
        if evento.organizzatori
        else None,
        "inLanguage": "it",
        "dateModified": evento.updated_at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return {nome: valore for nome, valore in campi.items() if valore}


def _luoghi(evento: Evento, indirizzo: str) -> list[dict[str, str]]:
    luoghi = []
    if evento.luogo:
        luogo = {"@type": "Place", "name": evento.luogo}
        luoghi.append({**luogo, "address": evento.indirizzo or evento.luogo})
    if evento.modalita != ModalitaEvento.PRESENZA:
        luoghi.append({"@type": "VirtualLocation", "name": _("online"), "url": indirizzo})
    return luoghi
