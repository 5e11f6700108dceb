"""Small cells: counts of people too few to be shown (DESIGN.md section 6).

Source: Sistan code of conduct art. 4 and Regole deontologiche (GU 14-1-2019) art. 5: a frequency
below the threshold, never lower than 3, could identify somebody.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from monitoraggio.registro.base import Voce


def sopprimi(parti: Sequence[Voce], totale: int | None) -> tuple[Voce, ...]:
    """Hide the parts of `totale` from 1 to k-1, and one more part where subtraction would tell.

    A single hidden part can be had by taking the shown ones from the total; then the smallest
    shown part that is not zero is hidden as well. Where there is none to hide, the caller must not
    show the total: see `totale_mostrabile`.
    """
    soglia: int = settings.SOGLIA_CELLE
    nascosti = {i for i, voce in enumerate(parti) if _piccola(voce, soglia)}
    if len(nascosti) == 1 and totale is not None:
        candidati = [
            (voce.valore, i)
            for i, voce in enumerate(parti)
            if i not in nascosti and voce.valore is not None and voce.valore > 0
        ]
        if candidati:
            nascosti.add(min(candidati)[1])
    return tuple(
        replace(
            voce,
            valore=None,
            quota=None,
            soppressa=True,
            nota=_("n.d.: meno di %(soglia)s persone, o ricavabile per differenza")
            % {"soglia": soglia},
        )
        if i in nascosti
        else voce
        for i, voce in enumerate(parti)
    )


def totale_mostrabile(parti: Sequence[Voce], totale: int | None) -> int | None:
    """The total, unless it is itself too small or tells the only hidden part."""
    nascosti = sum(voce.soppressa for voce in parti)
    if totale is None or 0 < totale < settings.SOGLIA_CELLE or nascosti == 1:
        return None
    return totale


def _piccola(voce: Voce, soglia: int) -> bool:
    return voce.valore is not None and 0 < voce.valore < soglia
