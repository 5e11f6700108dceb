"""Whom the sign-in sheet of an event names."""

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione, Partecipazione
from fis_portal.core.text import chiave

COLLEGATE = ("persona", "organizzazione", "comune")


def firme_attese(evento: Evento) -> list[tuple[Iscrizione | Partecipazione, bool]]:
    """Who is registered and who is there already (True), by surname: not cancelled, not erased."""
    presenze = Partecipazione.objects.filter(evento=evento).select_related(*COLLEGATE)
    iscritte = Iscrizione.objects.filter(evento=evento).exclude(stato=StatoIscrizione.ANNULLATA)
    ci_sono = {presenza.persona_id for presenza in presenze}
    righe: list[tuple[Iscrizione | Partecipazione, bool]] = [(p, True) for p in presenze]
    righe += [
        (i, False) for i in iscritte.select_related(*COLLEGATE) if i.persona_id not in ci_sono
    ]
    righe = [(riga, c) for riga, c in righe if riga.persona.anonimizzata_il is None]
    return sorted(righe, key=lambda voce: _ordine(voce[0]))


def _ordine(riga: Iscrizione | Partecipazione) -> tuple[str, str, int]:
    persona = riga.persona
    return chiave(persona.cognome), chiave(persona.nome), persona.pk
