"""Bridges of a graph: edges that no other way goes around."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

Vertice = Hashable
Arco = tuple[Vertice, Vertice]


def ponti(archi: Sequence[Arco]) -> set[Arco]:
    """The bridges, by one visit in depth without recursion. Two equal edges go round each other."""
    vicini: dict[Vertice, list[tuple[Vertice, int]]] = defaultdict(list)
    for numero, (uno, altro) in enumerate(archi):
        vicini[uno].append((altro, numero))
        vicini[altro].append((uno, numero))
    arrivo: dict[Vertice, int] = {}
    basso: dict[Vertice, int] = {}
    trovati: set[Arco] = set()
    for radice in vicini:
        if radice not in arrivo:
            _visita(radice, vicini, arrivo, basso, trovati, archi)
    return trovati


def _visita(
    radice: Vertice,
    vicini: dict[Vertice, list[tuple[Vertice, int]]],
    arrivo: dict[Vertice, int],
    basso: dict[Vertice, int],
    trovati: set[Arco],
    archi: Sequence[Arco],
) -> None:
    arrivo[radice] = basso[radice] = len(arrivo)
    strada = [(radice, -1, iter(vicini[radice]))]
    while strada:
        qui, venuto_da, restano = strada[-1]
        for vicino, numero in restano:
            if numero == venuto_da:
                continue
            if vicino in arrivo:
                basso[qui] = min(basso[qui], arrivo[vicino])
                continue
            arrivo[vicino] = basso[vicino] = len(arrivo)
            strada.append((vicino, numero, iter(vicini[vicino])))
            break
        else:
            strada.pop()
            if strada:
                sopra = strada[-1][0]
                basso[sopra] = min(basso[sopra], basso[qui])
                if basso[qui] > arrivo[sopra]:
                    trovati.add(archi[venuto_da])
