"""Where the boxes of a framework stand: a column per level, few crossings, room for long arrows.

An arrow over several columns passes through each of them in a slot of its own, so that it never
runs behind a box (the layered drawing of Sugiyama, with barycentres).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

PASSATE = 4
SPAZIO = 22.0
ALTEZZA_SLOT = 10.0


@dataclass(slots=True)
class Nodo:
    """A box, or the slot of an arrow in a column it only crosses."""

    chiave: str
    colonna: int
    altezza: float
    ordine: float = 0.0
    y: float = 0.0
    vicini: list["Nodo"] = field(default_factory=list)

    @property
    def centro(self) -> float:
        return self.y + self.altezza / 2


@dataclass(frozen=True, slots=True)
class Freccia:
    """An arrow as the nodes it touches, its two ends included."""

    tappe: tuple[Nodo, ...]

    @property
    def da(self) -> Nodo:
        return self.tappe[0]

    @property
    def a(self) -> Nodo:
        return self.tappe[-1]


@dataclass(frozen=True, slots=True)
class Disposizione:
    """Boxes and arrows in their places, and how tall the whole is."""

    nodi: dict[str, Nodo]
    frecce: tuple[Freccia, ...]
    altezza: float


def disponi(nodi: Sequence[Nodo], legami: Sequence[tuple[str, str]]) -> Disposizione:
    """Place boxes (in their wished order within a column) and arrows (pairs of keys)."""
    per_chiave = {nodo.chiave: nodo for nodo in nodi}
    colonne: dict[int, list[Nodo]] = {}
    for nodo in nodi:
        colonne.setdefault(nodo.colonna, []).append(nodo)
    frecce = tuple(_freccia(per_chiave[da], per_chiave[a], colonne) for da, a in legami)
    for freccia in frecce:
        for prima, dopo in pairwise(freccia.tappe):
            if prima.colonna != dopo.colonna:
                prima.vicini.append(dopo)
                dopo.vicini.append(prima)
    _ordina(colonne)
    altezza = _impila(colonne)
    return Disposizione(per_chiave, frecce, altezza)


def _freccia(da: Nodo, a: Nodo, colonne: dict[int, list[Nodo]]) -> Freccia:
    passaggi = []
    for colonna in range(da.colonna + 1, a.colonna):
        slot = Nodo(f"{da.chiave}>{a.chiave}:{colonna}", colonna, ALTEZZA_SLOT)
        colonne[colonna].append(slot)
        passaggi.append(slot)
    return Freccia((da, *passaggi, a))


def _ordina(colonne: dict[int, list[Nodo]]) -> None:
    """Sort each column by the mean place of its neighbours, to and fro a few times."""
    for colonna in colonne.values():
        _numera(colonna)
    avanti = sorted(colonne)
    for passata in range(PASSATE):
        verso = -1 if passata % 2 == 0 else 1
        for indice in avanti if verso < 0 else reversed(avanti):
            colonna = colonne[indice]
            medie = {id(nodo): _media(nodo, indice + verso) for nodo in colonna}
            colonna.sort(key=lambda nodo, medie=medie: medie[id(nodo)])  # type: ignore[misc]
            _numera(colonna)


def _numera(colonna: list[Nodo]) -> None:
    for n, nodo in enumerate(colonna):
        nodo.ordine = (n + 0.5) / len(colonna)


def _media(nodo: Nodo, colonna: int) -> float:
    ordini = [vicino.ordine for vicino in nodo.vicini if vicino.colonna == colonna]
    return sum(ordini) / len(ordini) if ordini else nodo.ordine


def _impila(colonne: dict[int, list[Nodo]]) -> float:
    """One under the other, each column centred on the tallest."""
    alte = {
        indice: sum(nodo.altezza for nodo in colonna) + SPAZIO * (len(colonna) - 1)
        for indice, colonna in colonne.items()
    }
    altezza = max(alte.values(), default=0.0)
    for indice, colonna in colonne.items():
        y = (altezza - alte[indice]) / 2
        for nodo in colonna:
            nodo.y = y
            y += nodo.altezza + SPAZIO
    return altezza
