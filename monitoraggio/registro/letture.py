"""The records behind a figure, as rows of the database: all of them, the first ones, how many.

A report asks for the first ones and for their number, and never reads the others: what it takes to
build it does not grow with the programme.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol

from django.db.models import QuerySet

from monitoraggio.registro.base import Record


class Letti(Protocol):
    """Records in one order, whether read whole or in part."""

    def __iter__(self) -> Iterator[Record]: ...

    def primi(self, quanti: int) -> list[Record]: ...

    def quanti(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Lettura:
    """Rows in their order, each told as one record; `leggi` reads them, where it takes more than
    their columns."""

    righe: QuerySet
    record: Callable[[Any], Iterable[Record]]
    leggi: Callable[[QuerySet], Iterable[Any]] = iter

    def __iter__(self) -> Iterator[Record]:
        return self._detti(self.righe)

    def _detti(self, righe: QuerySet) -> Iterator[Record]:
        for riga in self.leggi(righe):
            yield from self.record(riga)

    def primi(self, quanti: int) -> list[Record]:
        return list(self._detti(self.righe[:quanti]))

    def quanti(self) -> int:
        return self.righe.count()


@dataclass(frozen=True, slots=True)
class LetturaPerVoce:
    """Rows told once in each line they count in, line after line; `voci` says which column of a
    row is true of each line."""

    righe: QuerySet
    voci: Mapping[str, str]
    record: Callable[[Any, str], Record]

    def __iter__(self) -> Iterator[Record]:
        return self._per_voce(list(self.righe))

    def _per_voce(self, righe: Sequence[Any]) -> Iterator[Record]:
        for voce, colonna in self.voci.items():
            for riga in righe:
                if getattr(riga, colonna):
                    yield self.record(riga, voce)

    def primi(self, quanti: int) -> list[Record]:
        """One query where the rows are few; where they are many, one for each line until enough."""
        righe = list(self.righe[:quanti])
        if len(righe) < quanti:
            return list(islice(self._per_voce(righe), quanti))
        presi: list[Record] = []
        for voce, colonna in self.voci.items():
            mancano = quanti - len(presi)
            if mancano:
                sue = self.righe.filter(**{colonna: True})[:mancano]
                presi += [self.record(riga, voce) for riga in sue]
        return presi

    def quanti(self) -> int:
        return sum(self.righe.filter(**{colonna: True}).count() for colonna in self.voci.values())


@dataclass(frozen=True, slots=True)
class Letture:
    """Some after the others."""

    parti: tuple[Letti, ...]

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(self.parti)

    def primi(self, quanti: int) -> list[Record]:
        presi: list[Record] = []
        for parte in self.parti:
            if len(presi) < quanti:
                presi += parte.primi(quanti - len(presi))
        return presi

    def quanti(self) -> int:
        return sum(parte.quanti() for parte in self.parti)
