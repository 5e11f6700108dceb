"""What a project answers to the guiding questions: one text for project, Intervento, question."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import Visibilita
from community.models import DomandaGuida, Riflessione
from community.permissions import puo_scrivere
from community.selectors.riflessioni import versione_di
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from progetti.models import Intervento, Progetto


class RiflessioneCambiata(DomainError):
    """Somebody else wrote the answer meanwhile: `attuale` is the row as it is now, if any."""

    def __init__(self, attuale: Riflessione | None) -> None:
        super().__init__(
            "riflessione_cambiata",
            _(
                "Nel frattempo un'altra persona ha cambiato questa risposta: confronta i due testi "
                "e salva quello che vuoi tenere."
            ),
        )
        self.attuale = attuale


@transaction.atomic
def riflessione_save(
    *,
    progetto: Progetto,
    intervento: Intervento,
    domanda: DomandaGuida,
    testo: str,
    versione: str,
    by: User,
) -> Riflessione | None:
    """Write the answer, or take it away with an empty text. The same text changes nothing.

    `versione` is what was read (selectors.riflessioni.versione_di). Raises RiflessioneCambiata,
    and DomainError `fase_assente`, `solo_responsabile`.
    """
    testo = testo.replace("\x00", "").strip()
    attuale = (
        Riflessione.objects.select_for_update(of=("self",))
        .filter(progetto=progetto, intervento=intervento, domanda=domanda)
        .first()
    )
    if testo == (attuale.testo if attuale else ""):
        return attuale
    if versione != versione_di(attuale):
        raise RiflessioneCambiata(attuale)
    if attuale is None:
        return _create(progetto, intervento, domanda, testo, by)
    if not puo_scrivere(by, attuale):
        raise DomainError(
            "solo_responsabile",
            _("La risposta è già condivisa: la cambia soltanto un responsabile del Comune."),
        )
    if not testo:
        attuale.delete()
        return None
    attuale.testo, attuale.autore = testo, by
    if attuale.visibilita != Visibilita.TEAM:
        # The consent is given to a text: this one is new.
        attuale.consenso_di, attuale.consenso_il = by, timezone.now()
    attuale.full_clean()
    attuale.save()
    return attuale


def _create(
    progetto: Progetto, intervento: Intervento, domanda: DomandaGuida, testo: str, by: User
) -> Riflessione:
    if not progetto.fasi.filter(intervento=intervento).exists():
        raise DomainError("fase_assente", _("Il progetto non ha questo Intervento."))
    nuova = Riflessione(
        progetto=progetto,
        intervento=intervento,
        domanda=domanda,
        testo=testo,
        autore=by,
        is_demo=progetto.is_demo,
    )
    if not puo_scrivere(by, nuova):
        raise DomainError("non_del_comune", _("Scrive soltanto chi agisce per il Comune."))
    try:
        with transaction.atomic():
            nuova.save()
    except IntegrityError as errore:  # somebody else answered in this very moment
        altra = Riflessione.objects.filter(
            progetto=progetto, intervento=intervento, domanda=domanda
        ).first()
        raise RiflessioneCambiata(altra) from errore
    return nuova
