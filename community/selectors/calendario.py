"""Events as a calendar that people's programs can subscribe to (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from community.enums import ModalitaEvento
from community.models import Evento
from community.querysets import EventoQuerySet
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.ical import calendario_ical, testo_ical

# Programs read a feed whole, again and again: so many events are some decades of the programme.
MASSIMO_EVENTI = 1000


def con_giorno(eventi: EventoQuerySet) -> EventoQuerySet:
    """The events that a calendar can hold: it has no way to say "in March" or "on a Wednesday"."""
    return eventi.filter(data_inizio__isnull=False, precisione=PrecisioneData.GIORNO)


def calendario_ics(eventi: EventoQuerySet, *, base: str) -> str:
    """The latest events whose day is known, next ones included. `base` starts the addresses of
    their pages."""
    ultimi = con_giorno(eventi).order_by("-data_inizio", "titolo_chiave", "pk")[:MASSIMO_EVENTI]
    righe = [riga for evento in ultimi for riga in evento_ical(evento, base)]
    return calendario_ical(_("Eventi"), righe)


def evento_ical(evento: Evento, base: str) -> Iterator[str]:
    """The lines of one event: a program that has it already moves it, or strikes it out.

    The link to follow online is not here: who is registered gets it from her own page.
    """
    indirizzo = f"{base.rstrip('/')}{evento.get_absolute_url()}"
    cambiato = f"{evento.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{evento_uid(evento)}"
    yield f"DTSTAMP:{cambiato}"
    yield f"LAST-MODIFIED:{cambiato}"
    # Grows with every change, as programs that already hold the event want.
    yield f"SEQUENCE:{max(0, int((evento.updated_at - evento.created_at).total_seconds()))}"
    yield from evento_quando(evento)
    yield f"SUMMARY:{testo_ical(evento.titolo)}"
    yield f"STATUS:{'CANCELLED' if evento.annullato_il else 'CONFIRMED'}"
    if dove := evento_dove(evento):
        yield f"LOCATION:{testo_ical(dove)}"
    if testo := _descrizione(evento):
        yield f"DESCRIPTION:{testo_ical(testo)}"
    yield f"URL:{indirizzo}"
    yield "END:VEVENT"


def evento_uid(evento: Evento) -> str:
    """The same in every feed and under every name of the portal, whatever changes in the event."""
    return f"evento-{evento.pk}@{urlsplit(settings.SITE_URL).hostname}"


def evento_dove(evento: Evento) -> str:
    """Where it is held, in one line; online too when it is."""
    pezzi = [pezzo for pezzo in (evento.luogo, evento.indirizzo) if pezzo]
    if evento.modalita == ModalitaEvento.ONLINE:
        pezzi.append(_("online"))
    elif evento.modalita == ModalitaEvento.IBRIDO:
        pezzi.append(_("anche online"))
    return ", ".join(pezzi)


def evento_istanti(evento: Evento) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends, as far as the hours are known."""
    if evento.data_inizio is None or evento.ora_inizio is None:
        return None, None
    roma = ZoneInfo(settings.TIME_ZONE)
    inizio = datetime.combine(evento.data_inizio, evento.ora_inizio, tzinfo=roma)
    ultimo = evento.data_fine or evento.data_inizio
    if evento.ora_fine:
        fine = datetime.combine(ultimo, evento.ora_fine, tzinfo=roma)
    elif ultimo > evento.data_inizio:
        fine = datetime.combine(ultimo + timedelta(days=1), time(), tzinfo=roma)
    else:
        return inizio, None
    return inizio, (fine if fine > inizio else None)


def evento_quando(evento: Evento) -> Iterator[str]:
    """The lines that say when, as exactly as it is known."""
    inizio, fine = evento_istanti(evento)
    if inizio:
        yield f"DTSTART:{inizio.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        if fine:
            yield f"DTEND:{fine.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    elif evento.data_inizio:
        ultimo = evento.data_fine or evento.data_inizio
        yield f"DTSTART;VALUE=DATE:{evento.data_inizio:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{ultimo + timedelta(days=1):%Y%m%d}"


def _descrizione(evento: Evento) -> str:
    annullato = ""
    if evento.annullato_il:
        annullato = _("Annullato: %(motivo)s") % {"motivo": evento.annullato_motivo}
    return "\n\n".join(testo for testo in (annullato, evento.descrizione) if testo)
