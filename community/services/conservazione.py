"""How long the data of who attends are kept: some time after the last meeting, then no longer."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from community.models import Evento, Persona

PER_VOLTA = 500


def conservazione_dopo(giorno: date) -> date:
    """Until when data are kept of who met us last on that day."""
    return giorno + timedelta(days=settings.PERSONE_CONSERVAZIONE_GIORNI)


@transaction.atomic
def conservazione_extend(*, persona: Persona, evento: Evento) -> Persona:
    """Keep the data until some time after this meeting too; never shortens."""
    persona = Persona.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    if persona.anonimizzata_il:
        return persona
    fino_al = conservazione_dopo(evento.data_fine or evento.data_inizio or timezone.localdate())
    if persona.conservare_fino_al is None or persona.conservare_fino_al < fino_al:
        persona.conservare_fino_al = fino_al
        persona.save(update_fields=["conservare_fino_al", "updated_at"])
    return persona


@transaction.atomic
def conservazione_set_missing() -> int:
    """Give a date to the people who have none, so that nobody is kept for ever; how many."""
    senza = (
        Persona.objects.filter(anonimizzata_il__isnull=True, conservare_fino_al__isnull=True)
        .annotate(
            ultimo=Greatest(
                TruncDate("created_at"),
                Max("iscrizioni__evento__data_inizio"),
                Max("partecipazioni__evento__data_inizio"),
            )
        )
        .order_by("pk")[:PER_VOLTA]
    )
    persone = list(senza)
    for persona in persone:
        persona.conservare_fino_al = conservazione_dopo(persona.ultimo)
    return Persona.objects.bulk_update(persone, ["conservare_fino_al"])
