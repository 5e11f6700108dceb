"""The first screen of the area of the Comuni: what must I do, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.enums import STATI_APERTI, StatoRendicontazione
from outcomes.models import Rendicontazione

S = StatoRendicontazione


@dataclass(frozen=True, slots=True)
class Impegno:
    """A report in the list of what one has to do, with its due date in words."""

    rendicontazione: Any
    quando: str
    is_in_ritardo: bool

    @property
    def is_iniziata(self) -> bool:
        return self.rendicontazione.stato != S.DA_INIZIARE


@dataclass(frozen=True, slots=True)
class DaFare:
    """The reports of the Comuni a person acts for, by what is to be done."""

    restituite: tuple[Impegno, ...]
    da_compilare: tuple[Impegno, ...]
    in_esame: tuple[Impegno, ...]
    concluse: tuple[Impegno, ...]

    @property
    def is_vuoto(self) -> bool:
        return not (self.restituite or self.da_compilare or self.in_esame or self.concluse)

    @property
    def da_inviare(self) -> int:
        return len(self.restituite) + len(self.da_compilare)

    @property
    def prossimo(self) -> Impegno | None:
        """What is due first, or has been for longest."""
        aperti = (*self.restituite, *self.da_compilare)
        return min(aperti, key=lambda impegno: impegno.rendicontazione.scadenza, default=None)


def da_fare(user: Any, oggi: date) -> DaFare:
    """What a person has to do, one query for all Comuni; the most urgent first."""
    impegni = [
        Impegno(r, scadenza_in_parole(r, oggi), r.stato in STATI_APERTI and r.scadenza < oggi)
        for r in _rendicontazioni(user)
    ]
    return DaFare(
        restituite=_in(impegni, S.RESTITUITA),
        da_compilare=_in(impegni, S.DA_INIZIARE, S.BOZZA),
        in_esame=_in(impegni, S.INVIATA),
        concluse=tuple(reversed(_in(impegni, S.ACCETTATA, S.VALIDATA))),
    )


def scadenza_in_parole(rendicontazione: Rendicontazione, oggi: date) -> str:
    """How far the due date is: «mancano 12 giorni», «in ritardo di 3 giorni»."""
    giorni = (rendicontazione.scadenza - oggi).days
    if giorni == 0:
        return _("scade oggi")
    if giorni == 1:
        return _("scade domani")
    if giorni > 1:
        return _("mancano %(n)s giorni") % {"n": giorni}
    return ngettext("in ritardo di un giorno", "in ritardo di %(n)s giorni", -giorni) % {
        "n": -giorni
    }


def _in(impegni: Sequence[Impegno], *stati: str) -> tuple[Impegno, ...]:
    return tuple(i for i in impegni if i.rendicontazione.stato in stati)


def _rendicontazioni(user: Any) -> Any:
    comunicate = Q(
        osservazioni__comunicata_il__isnull=False, osservazioni__revisione=F("revisione")
    )
    return (
        Rendicontazione.objects.del_referente(user)
        .select_related("progetto__comune", "periodo")
        .con_ultimo_invio()
        .annotate(osservazioni_ricevute=Count("osservazioni", filter=comunicate, distinct=True))
        .order_by("scadenza", "progetto__comune__nome_chiave", "pk")
    )
