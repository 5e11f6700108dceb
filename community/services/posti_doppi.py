"""Of two registrations that turn out to be one person's, one keeps the place; and back."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from community.selectors.iscrizioni import is_evento_finito
from community.services.iscrizioni import scorri
from community.services.posta_eventi import iscrizione_notify

FORZA = {
    StatoIscrizione.ISCRITTA: 0,
    StatoIscrizione.IN_ATTESA: 1,
    StatoIscrizione.INVITATA: 2,
}


def eventi_blocca(persone: Iterable[Persona]) -> list[Evento]:
    """The meetings to come that have a registration of one of these people, locked.

    Before the people, in the order of their numbers: as who registers does.
    """
    adesso = timezone.now()
    oggi = timezone.localdate(adesso)
    radici = [persona.fusa_in_id or persona.pk for persona in persone]
    loro = Iscrizione.objects.filter(Q(persona__in=radici) | Q(persona__fusa_in__in=radici))
    eventi = (
        Evento.objects.filter(pk__in=loro.values("evento"))
        .filter(Q(data_inizio=None) | Q(data_inizio__gte=oggi) | Q(data_fine__gte=oggi))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    return [evento for evento in eventi if not is_evento_finito(evento, adesso)]


@transaction.atomic
def posti_unisci(*, eventi: Iterable[Evento], persone: Collection[int]) -> int:
    """Give up all but the strongest registration of one person (`persone`: all her rows).

    How many were given up; who waits moves up. Nobody is told: she still has what she had.
    """
    cedute = 0
    for evento in eventi:
        righe = evento.iscritti.filter(persona__in=persone, stato__in=FORZA)
        ordinate = sorted(righe, key=_forza)
        for doppia in ordinate[1:]:
            doppia.stato, doppia.in_coda_dal = StatoIscrizione.ANNULLATA, None
            doppia.ceduta_a = ordinate[0]
            doppia.save()
            cedute += 1
        scorri(evento, timezone.now())
    return cedute


@transaction.atomic
def posti_separa(
    *, eventi: Iterable[Evento], di_qua: Collection[int], di_la: Collection[int]
) -> int:
    """They were two after all: who gave her place up to the other gets back what she had.

    If there is no place left she is the first of those who wait, and is told. How many came back.
    """
    tornate = 0
    tra_loro = Q(persona__in=di_qua, ceduta_a__persona__in=di_la)
    tra_loro |= Q(persona__in=di_la, ceduta_a__persona__in=di_qua)
    for evento in eventi:
        for iscrizione in evento.iscritti.filter(tra_loro).select_related("persona").order_by("pk"):
            iscrizione.evento = evento
            _torna(iscrizione)
            tornate += 1
        scorri(evento, timezone.now())
    return tornate


def _forza(iscrizione: Iscrizione) -> tuple[int, float, int]:
    stato = StatoIscrizione(iscrizione.stato)
    in_coda = iscrizione.in_coda_dal.timestamp() if iscrizione.in_coda_dal else 0
    return FORZA[stato], in_coda, iscrizione.pk


def _torna(iscrizione: Iscrizione) -> None:
    prima = _prima(iscrizione)
    iscrizione.ceduta_a = None
    iscrizione.stato, iscrizione.in_coda_dal = prima.stato, prima.in_coda_dal
    senza_posto = iscrizione.stato == StatoIscrizione.ISCRITTA and _is_pieno(iscrizione.evento)
    if senza_posto:
        iscrizione.stato = StatoIscrizione.IN_ATTESA
        iscrizione.in_coda_dal = iscrizione.informativa_il or iscrizione.created_at
    iscrizione.save()
    if senza_posto:
        iscrizione_notify(iscrizione, "attesa", timezone.now().isoformat())


def _is_pieno(evento: Evento) -> bool:
    return evento.capienza is not None and evento.iscritti.con_posto().count() >= evento.capienza


def _prima(iscrizione: Iscrizione) -> Iscrizione:
    """As it was before it was given up (from its history)."""
    storia = Iscrizione.pgh_event_model.objects.filter(pgh_obj_id=iscrizione.pk)  # type: ignore[attr-defined]
    prima: Iscrizione = storia.filter(stato__in=FORZA).order_by("-pgh_id")[0]
    return prima
