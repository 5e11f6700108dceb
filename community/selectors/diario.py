"""What is read of the diary of support: hours, open actions, the pages shared with a Comune.

The internal note is the programme's own: what the areas read leaves it in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from community.enums import CaricoAzione, StatoAzione
from community.models import AzioneIncontro, SeguitoAzione, VerbaleIncontro
from fis_portal.accounts.models import User
from progetti.models import Progetto


@dataclass(frozen=True, slots=True)
class OreSupporto:
    """Hours of support given to a project. None: no meeting was measured, which is not zero."""

    ore: Decimal | None
    incontri: int
    non_misurati: int


def ore_supporto(progetto: Progetto) -> OreSupporto:
    somma = VerbaleIncontro.objects.filter(progetto=progetto).aggregate(
        ore=Sum("ore_supporto"),
        incontri=Count("pk"),
        non_misurati=Count("pk", filter=Q(ore_supporto__isnull=True)),
    )
    return OreSupporto(**somma)


def azioni_da_seguire(verbale: VerbaleIncontro) -> Sequence[AzioneIncontro]:
    """Actions of the project's earlier meetings still open, or already spoken of in this one.

    Each with `detto`: what this meeting says of it, or None.
    """
    prima = Q(verbale__evento__data_inizio__isnull=True)
    stesso_giorno = Q(verbale__evento__data_inizio=verbale.evento.data_inizio)
    if verbale.evento.data_inizio is not None:
        prima |= Q(verbale__evento__data_inizio__lt=verbale.evento.data_inizio)
        prima |= stesso_giorno & Q(verbale__lt=verbale.pk)
    else:
        prima = stesso_giorno & Q(verbale__lt=verbale.pk)
    qui = SeguitoAzione.objects.filter(verbale=verbale)
    azioni = (
        AzioneIncontro.objects.filter(prima, verbale__progetto=verbale.progetto_id)
        .filter(Q(stato=StatoAzione.APERTA) | Q(pk__in=qui.values("azione")))
        .select_related("verbale__evento", "assegnata_a")
        .prefetch_related(Prefetch("seguiti", qui, "detti"))
        .order_by("verbale__evento__data_inizio", "ordine", "pk")
    )
    trovate = list(azioni)
    for azione in trovate:
        azione.detto = next(iter(azione.detti), None)  # type: ignore[attr-defined]
    return trovate


def verbali_condivisi(user: User) -> QuerySet[VerbaleIncontro]:
    """The pages shared with the Comuni a person acts for, the latest first."""
    return _condivisi(Progetto.objects.del_referente(user))


def verbali_del_delegato(user: User, alla: date) -> QuerySet[VerbaleIncontro]:
    """The pages shared of the projects a person evaluates or is a partner of, the latest first."""
    return _condivisi(Progetto.objects.del_delegato(user, alla))


def is_delegato(user: User, alla: date) -> bool:
    """Does an organisation she acts for take part in any project on a day?"""
    return Progetto.objects.del_delegato(user, alla).exists()


def _condivisi(progetti: QuerySet[Progetto]) -> QuerySet[VerbaleIncontro]:
    return (
        VerbaleIncontro.objects.filter(condiviso_il__isnull=False, progetto__in=progetti)
        .defer("nota_interna")
        .select_related("evento", "progetto__comune")
        .order_by("-evento__data_inizio", "-pk")
    )


def verbale_con_parti(verbali: QuerySet[VerbaleIncontro]) -> QuerySet[VerbaleIncontro]:
    """With decisions, actions and follow-up, each with the meetings it goes back and on to."""
    prima = SeguitoAzione.objects.select_related("azione__verbale__evento").defer(
        "azione__verbale__nota_interna"
    )
    dopo = SeguitoAzione.objects.select_related("verbale__evento").defer("verbale__nota_interna")
    azioni = AzioneIncontro.objects.select_related("assegnata_a")
    return verbali.prefetch_related(
        "decisioni",
        Prefetch("azioni", azioni.prefetch_related(Prefetch("seguiti", dopo, "dopo"))),
        Prefetch("seguiti", prima, "prima"),
    )


def azioni_aperte(user: User) -> Sequence[AzioneIncontro]:
    """What the Comuni a person acts for have still to do, the most urgent first."""
    return _urgenti(azioni_del_comune(user).filter(stato=StatoAzione.APERTA))


def azioni_affidate(user: User, alla: date) -> Sequence[AzioneIncontro]:
    """What is still to do of the partners' and in her own name, the most urgent first."""
    return _urgenti(azioni_del_delegato(user, alla).filter(stato=StatoAzione.APERTA))


def azioni_del_comune(user: User) -> QuerySet[AzioneIncontro]:
    """Those her Comuni answer for, open or not."""
    suoi = verbali_condivisi(user).order_by().values("pk")
    return AzioneIncontro.objects.filter(a_carico_di=CaricoAzione.COMUNE, verbale__in=suoi)


def azioni_del_delegato(user: User, alla: date) -> QuerySet[AzioneIncontro]:
    """Those of the partners entrusted to her by name, open or not."""
    return AzioneIncontro.objects.filter(
        a_carico_di=CaricoAzione.PARTNER,
        assegnata_a=user,
        verbale__in=verbali_del_delegato(user, alla).order_by().values("pk"),
    )


def _urgenti(azioni: QuerySet[AzioneIncontro]) -> Sequence[AzioneIncontro]:
    righe = azioni.select_related(
        "verbale__evento", "verbale__progetto__comune", "assegnata_a"
    ).defer("verbale__nota_interna")
    return sorted(righe, key=lambda azione: (azione.scadenza or date.max, azione.pk))
