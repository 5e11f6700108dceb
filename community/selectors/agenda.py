"""The meetings of one person as a calendar: what, when, has she a place, the online link."""

from collections.abc import Iterable, Iterator
from datetime import UTC

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from community.enums import StatoIscrizione
from community.models import Iscrizione, Persona
from community.selectors.calendario import evento_dove, evento_quando, evento_uid
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.ical import calendario_ical, testo_ical

STATI_ICAL = {
    StatoIscrizione.ISCRITTA: "CONFIRMED",
    StatoIscrizione.IN_ATTESA: "TENTATIVE",
    StatoIscrizione.INVITATA: "TENTATIVE",
    StatoIscrizione.ANNULLATA: "CANCELLED",
}


# Without the key of the portal what is kept opens nothing; with it the same address is told again.
_FIRMA = Signer(sep="~", salt="community.agenda")


def agenda_token(persona: Persona) -> str:
    """The secret of her address, which must be open."""
    return _FIRMA.sign(persona.agenda)


def persona_dell_agenda(token: str) -> Persona | None:
    """Whose secret address this is, if it still opens."""
    try:
        agenda = _FIRMA.unsign(token)
    except BadSignature:
        return None
    return (
        Persona.objects.filter(agenda=agenda, anonimizzata_il__isnull=True)
        .exclude(agenda="")
        .first()
    )


def agenda_ics(iscrizioni: Iterable[Iscrizione], *, base: str) -> str:
    """The meetings of these registrations whose day is known. `base` starts the addresses."""
    righe = [riga for i in iscrizioni for riga in _evento(i, base.rstrip("/"))]
    return calendario_ical(_("I miei incontri"), righe)


def _evento(iscrizione: Iscrizione, base: str) -> Iterator[str]:
    evento = iscrizione.evento
    if evento.data_inizio is None or evento.precisione != PrecisioneData.GIORNO:
        return
    stato = StatoIscrizione.ANNULLATA if evento.annullato_il else StatoIscrizione(iscrizione.stato)
    cambiato = max(evento.updated_at, iscrizione.updated_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{evento_uid(evento)}"
    yield f"DTSTAMP:{cambiato.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{max(0, int((cambiato - evento.created_at).total_seconds()))}"
    yield from evento_quando(evento)
    yield f"SUMMARY:{testo_ical(evento.titolo)}"
    yield f"STATUS:{STATI_ICAL[stato]}"
    if dove := evento_dove(evento):
        yield f"LOCATION:{testo_ical(dove)}"
    if evento.collegamento and stato == StatoIscrizione.ISCRITTA:
        testo = _("Per seguire online: %(dove)s") % {"dove": evento.collegamento}
        yield f"DESCRIPTION:{testo_ical(testo)}"
    if evento.is_public:
        yield f"URL:{base}{evento.get_absolute_url()}"
    yield "END:VEVENT"
