"""Small cells: counts of people too few to be shown (DESIGN.md section 6), for figures and values.

Source: Sistan code of conduct art. 4 and Regole deontologiche (GU 14-1-2019) art. 5: a frequency
below the threshold, never lower than 3, could identify somebody. Zero identifies nobody.

A cell is a tuple of counts that are shown or hidden together: `(12,)`, or for a percentage of
people those who did and those who did not, `(9, 3)`.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.conf import settings

Conta = int | Decimal
Cella = tuple[Conta, ...]

SOGLIA_SENSIBILE = 10


def soglia_celle(*, sensibile: bool = False) -> int:
    """Counts below this are hidden; `sensibile`: minors and people with a disability."""
    soglia: int = settings.SOGLIA_CELLE
    return max(soglia, SOGLIA_SENSIBILE) if sensibile else soglia


def piccolo(conto: Conta, soglia: int) -> bool:
    """Too few to be known; of a difference the sign does not matter."""
    return 0 < conto < soglia or -soglia < conto < 0


def cella_piccola(cella: Cella, soglia: int) -> bool:
    insieme: Conta = sum(cella)
    return any(piccolo(conto, soglia) for conto in (*cella, insieme))


def celle_da_nascondere(
    parti: Sequence[Cella], soglia: int, *, anche: Collection[int] = (), mai: Collection[int] = ()
) -> frozenset[int]:
    """The parts to hide of a total that is shown, by position.

    Whoever reads knows the sum of the hidden parts: what is shown, taken from the total. So beside
    the small parts (and `anche`) the smallest others are hidden, until at least two are and their
    sum neither is small nor leaves each only a few possible values. Where that cannot be, all are.
    `mai` are the parts nobody shows anyway: what the others leave of the total.
    """
    nascoste = {i for i, cella in enumerate(parti) if cella_piccola(cella, soglia)} | set(anche)
    if not nascoste:
        return frozenset()
    nascoste |= set(mai)
    altre = sorted(
        (i for i in range(len(parti)) if i not in nascoste and any(parti[i])),
        key=lambda i: (sum(parti[i]), i),
    )
    while not _somma_nota_innocua([parti[i] for i in nascoste], soglia):
        if not altre:
            return frozenset(range(len(parti)))
        nascoste.add(altre.pop(0))
    return frozenset(nascoste)


def _somma_nota_innocua(nascoste: Sequence[Cella], soglia: int) -> bool:
    """Each hidden part may be anything in a range at least as wide as the threshold."""
    if len(nascoste) < 2:
        return False
    somme = [sum(conti) for conti in zip(*nascoste, strict=True)]
    return all(somma == 0 or somma >= soglia + len(nascoste) - 1 for somma in somme)
