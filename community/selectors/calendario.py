"""Events as a calendar that people's programs can subscribe to (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from community.models import Evento
from community.querysets import EventoQuerySet
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.ical import calendario_ical, testo_ical


def calendario_ics(eventi: EventoQuerySet, *, base: str) -> str:
    """The events whose day is known. `base` starts the addresses of their pages.

    A calendar has no way to say "in March" or "on a Wednesday": the others stay out.
    """
    con_giorno = eventi.filter(data_inizio__isnull=False, precisione=PrecisioneData.GIORNO)
    righe = [riga for evento in con_giorno for riga in _evento(evento, base.rstrip("/"))]
    return calendario_ical("Eventi", righe)


def _evento(evento: Evento, base: str) -> Iterator[str]:
    indirizzo = f"{base}{evento.get_absolute_url()}"
    yield "BEGIN:VEVENT"
    yield f"UID:{indirizzo}"
    yield f"DTSTAMP:{evento.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if evento.ora_inizio and evento.data_inizio:
        inizio = datetime.combine(
            evento.data_inizio, evento.ora_inizio, tzinfo=ZoneInfo(settings.TIME_ZONE)
        )
        yield f"DTSTART:{inizio.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    elif evento.data_inizio:
        ultimo = evento.data_fine or evento.data_inizio
        yield f"DTSTART;VALUE=DATE:{evento.data_inizio:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{ultimo + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{testo_ical(evento.titolo)}"
    if evento.luogo:
        yield f"LOCATION:{testo_ical(evento.luogo)}"
    if evento.descrizione:
        yield f"DESCRIPTION:{testo_ical(evento.descrizione)}"
    yield f"URL:{indirizzo}"
    yield "END:VEVENT"
