"""Small cells over time: what may be shown, judged in the order in which it became public (ADR 18).

Each total, with its parts, is judged beside all those already shown: what is shown once is never
hidden because of what comes later, so two pages of two days taken from each other tell nothing
that one of them does not. For each:

- a total (for percentages: those who did and those who did not) below the threshold is hidden with
  all its parts, so that no dimension gives back what another hides;
- of a cumulative count the difference from every value shown before is a count of people too: when
  it is small the later value is hidden;
- the parts of each dimension follow `celle_da_nascondere`, what they leave of the total included,
  or else in what they add to what is shown of them; and the differences between two moments of what
  is hidden in both must not be small either.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field

from fis_portal.core.riservatezza import Cella, cella_piccola, celle_da_nascondere

Celle = dict[str, Cella]
NESSUNA: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True, slots=True)
class Mostrato:
    """What is public: the total, and by dimension the parts shown and the others."""

    totale: Cella
    mostrate: dict[str, Celle] = field(default_factory=dict)
    nascoste: dict[str, frozenset[str]] = field(default_factory=dict)


class GiudizioInOrdine:
    """Judges totals one after the other, and remembers what is public (`visti`).

    `cumulativo`: each value continues those before it; otherwise it is a count by itself.
    `crescente`: they come in the order of time and never decrease, and parts that count nobody are
    not there: everybody knows these, and of the others what was shown before is taken away.
    """

    def __init__(self, soglia: int, *, cumulativo: bool, crescente: bool = False) -> None:
        self.soglia = soglia
        self.is_cumulativo = cumulativo
        self.is_crescente = crescente
        self.visti: list[Mostrato] = []
        self.ultime: dict[str, Celle] = {}

    def giudica(
        self,
        totale: Cella,
        parti: Mapping[str, Celle],
        anche: Mapping[str, Collection[str]] = NESSUNA,
    ) -> Mostrato | None:
        """What of it may be shown, from now on public; None for nothing. `anche` are parts that
        may not be, by dimension, for reasons of the caller's."""
        if self._si_nasconde(totale):
            return None
        mostrato = Mostrato(totale)
        for dimensione, celle in parti.items():
            mostrate = self._mostrate(totale, dimensione, celle, anche.get(dimensione, ()))
            mostrato.mostrate[dimensione] = mostrate
            mostrato.nascoste[dimensione] = frozenset(celle.keys() - mostrate.keys())
            self.ultime.setdefault(dimensione, {}).update(mostrate)
        self.visti.append(mostrato)
        return mostrato

    def _si_nasconde(self, totale: Cella) -> bool:
        if cella_piccola(totale, self.soglia):
            return True
        return any(self._piccola_differenza(totale, visto.totale) for visto in self._prima())

    def _prima(self) -> list[Mostrato]:
        """Values of which this one is a continuation. Those of separate periods are not."""
        return self.visti if self.is_cumulativo else []

    def _mostrate(
        self, totale: Cella, dimensione: str, celle: Celle, anche: Collection[str]
    ) -> Celle:
        elenco = list(celle.values())
        resto = _meno(totale, _insieme(elenco, len(totale)))
        # Parts that leave something of the total give it away as if it were one of them.
        mai = {len(elenco)} if any(conto > 0 for conto in resto) else set()
        if mai:
            elenco.append(tuple(max(conto, 0) for conto in resto))
        elif self.is_crescente:
            ultime = self.ultime.get(dimensione, {})
            elenco = [
                _meno(cella, ultime[voce]) if voce in ultime else cella
                for voce, cella in celle.items()
            ]
        troppo = {
            i
            for i, (voce, cella) in enumerate(celle.items())
            if voce in anche or self._troppo_vicina(dimensione, voce, cella)
        }
        nascoste = celle_da_nascondere(elenco, self.soglia, anche=troppo, mai=mai)
        mostrate = {v: c for i, (v, c) in enumerate(celle.items()) if i not in nascoste}
        tolte = frozenset(celle.keys() - mostrate.keys())
        if any(self._si_ricava(totale, mostrate, tolte, dimensione, v) for v in self._prima()):
            return {}
        return mostrate

    def _troppo_vicina(self, dimensione: str, voce: str, cella: Cella) -> bool:
        """Is it few people, or few more than was shown?"""
        if cella_piccola(cella, self.soglia):
            return True
        if self.is_crescente:  # of all that was shown the last is the nearest
            ultima = self.ultime.get(dimensione, {}).get(voce)
            return ultima is not None and self._piccola_differenza(cella, ultima)
        return any(
            (prima := visto.mostrate.get(dimensione, {}).get(voce)) is not None
            and self._piccola_differenza(cella, prima)
            for visto in self._prima()
        )

    def _si_ricava(
        self,
        totale: Cella,
        mostrate: Celle,
        nascoste: frozenset[str],
        dimensione: str,
        prima: Mostrato,
    ) -> bool:
        """Does a group of parts hidden now or before change by few people, and can one tell?"""
        if dimensione not in prima.mostrate:
            return False
        allora, nascoste_allora = prima.mostrate[dimensione], prima.nascoste[dimensione]
        # What is not shown both times, as one group; what was not there then is shown as nobody.
        note = {
            voce
            for voce in mostrate
            if voce in allora or (self.is_crescente and voce not in nascoste_allora)
        }
        differenze = [_meno(_resto(totale, mostrate, note), _resto(prima.totale, allora, note))]
        # The group hidden then, all of it shown now; and the other way round.
        if nascoste_allora and nascoste_allora <= mostrate.keys():
            ora = _insieme([mostrate[voce] for voce in nascoste_allora], len(totale))
            differenze.append(_meno(ora, _resto(prima.totale, allora, allora.keys())))
        if nascoste and self._note_allora(nascoste, allora, nascoste_allora):
            ieri = _insieme([allora[voce] for voce in nascoste if voce in allora], len(totale))
            differenze.append(_meno(_resto(totale, mostrate, mostrate.keys()), ieri))
        return any(cella_piccola(differenza, self.soglia) for differenza in differenze)

    def _note_allora(
        self, voci: frozenset[str], allora: Celle, nascoste_allora: frozenset[str]
    ) -> bool:
        if self.is_crescente:
            return voci.isdisjoint(nascoste_allora)
        return voci <= allora.keys()

    def _piccola_differenza(self, una: Cella, altra: Cella) -> bool:
        return cella_piccola(_meno(una, altra), self.soglia)


def _meno(una: Cella, altra: Cella) -> Cella:
    return tuple(a - b for a, b in zip(una, altra, strict=True))


def _insieme(celle: list[Cella], componenti: int) -> Cella:
    return tuple(sum(cella[i] for cella in celle) for i in range(componenti))


def _resto(totale: Cella, mostrate: Mapping[str, Cella], voci: Set[str]) -> Cella:
    """What is left of a total without some of its shown parts."""
    tolte = [cella for voce, cella in mostrate.items() if voce in voci]
    return _meno(totale, _insieme(tolte, len(totale)))
