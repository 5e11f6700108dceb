"""The small-cell rule of fis_portal.core.riservatezza on the lines of a figure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from fis_portal.core.riservatezza import celle_da_nascondere, piccolo, soglia_celle
from monitoraggio.registro.base import Voce


def sopprimi(
    parti: Sequence[Voce], totale: int | None, *, anche: Collection[int] = ()
) -> tuple[Voce, ...]:
    """Hide the parts of `totale` from 1 to k-1 (and `anche`), and others where subtraction would
    tell.

    Where there is none to hide, the caller must not show the total: see `totale_mostrabile`.
    """
    soglia = soglia_celle()
    noti = [i for i, voce in enumerate(parti) if voce.valore is not None]
    celle = [(parti[i].valore or 0,) for i in noti]
    if totale is None:
        nascosti = {i for i, (n,) in zip(noti, celle, strict=True) if piccolo(n, soglia)} | {*anche}
    else:
        insieme = [posto for posto, i in enumerate(noti) if i in anche]
        nascosti = {noti[i] for i in celle_da_nascondere(celle, soglia, anche=insieme)}
    return tuple(taciuta(voce) if i in nascosti else voce for i, voce in enumerate(parti))


def taciuta(voce: Voce) -> Voce:
    return replace(
        voce,
        valore=None,
        quota=None,
        soppressa=True,
        nota=_("n.d.: meno di %(soglia)s persone, o ricavabile per differenza")
        % {"soglia": soglia_celle()},
    )


def totale_mostrabile(parti: Sequence[Voce], totale: int | None) -> int | None:
    """The total, unless it is itself too small or tells the only hidden part."""
    nascosti = sum(voce.soppressa for voce in parti)
    if totale is None or piccolo(totale, soglia_celle()) or nascosti == 1:
        return None
    return totale
