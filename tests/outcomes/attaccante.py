"""Somebody who tries to subtract small cells out of what is public, and random data to try on."""

import itertools
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

from outcomes.selectors.tipi import Serie
from tests.outcomes.serie import punto, serie

SOGLIA = 5
Incognita = tuple[object, ...]
Riga = dict[Incognita, Fraction]
NOTO: Incognita = ("=",)
DIMENSIONI = {"genere": ("donne", "uomini"), "eta": ("0-17", "18-64", "65+")}


# --- The attacker ---------------------------------------------------------------------------------
class Attaccante:
    """Gauss-Jordan over the equations he can write."""

    def __init__(self) -> None:
        self.righe: dict[Incognita, Riga] = {}

    def impara(self, equazione: Mapping[Incognita, int | Fraction], valore: int | Fraction) -> None:
        riga = {i: Fraction(c) for i, c in equazione.items() if c}
        riga[NOTO] = Fraction(valore)
        riga = self._riduci(riga)
        perno = next((i for i in riga if i != NOTO), None)
        if perno is None:
            return
        riga = {i: c / riga[perno] for i, c in riga.items()}
        for altra in self.righe.values():
            _somma(altra, riga, -altra.get(perno, Fraction(0)))
        self.righe[perno] = riga

    def _riduci(self, riga: Riga) -> Riga:
        riga = dict(riga)
        for perno, nota in self.righe.items():
            _somma(riga, nota, -riga.get(perno, Fraction(0)))
        return {i: c for i, c in riga.items() if c or i == NOTO}

    def ricava(self, quantita: Mapping[Incognita, int]) -> Fraction | None:
        """The value of a combination, if what he knows determines it."""
        resto = self._riduci({**{i: Fraction(c) for i, c in quantita.items()}, NOTO: Fraction(0)})
        return -resto[NOTO] if set(resto) == {NOTO} else None


def _somma(riga: Riga, altra: Riga, volte: Fraction) -> None:
    if volte:
        for i, c in altra.items():
            riga[i] = riga.get(i, Fraction(0)) + volte * c
            if not riga[i] and i != NOTO:
                del riga[i]


def celle(s: Serie) -> Iterator[tuple[Incognita, tuple[Fraction, ...] | None]]:
    """(period, dimension, part) -> its counts; None where they are hidden or absent."""
    for p in s.punti:
        quantita = [((p.periodo.codice, "", ""), p.quantita)]
        quantita += [((p.periodo.codice, x.dimensione, x.voce), x.quantita) for x in p.parti]
        for chiave, q in quantita:
            if q.denominatore is not None and q.numeratore is not None:
                yield chiave, (Fraction(q.numeratore), Fraction(q.denominatore - q.numeratore))
            else:
                yield chiave, None if q.valore is None else (Fraction(q.valore),)


Gruppi = dict[tuple[object, frozenset[object]], dict[object, list[Incognita]]]


def _gruppi(s: Serie) -> list[dict[object, list[Incognita]]]:
    """Every set of parts of a dimension (and the total), period by period."""
    per_totale: dict[tuple[object, object], list[Incognita]] = {}
    for chiave, _conti in celle(s):
        per_totale.setdefault((chiave[0], chiave[1]), []).append(chiave)
    gruppi: Gruppi = {}
    for (codice, dimensione), chiavi in per_totale.items():
        for n in range(1, len(chiavi) + 1):
            for scelte in itertools.combinations(chiavi, n):
                nome = (dimensione, frozenset(c[2] for c in scelte))
                gruppi.setdefault(nome, {})[codice] = list(scelte)
    return list(gruppi.values())


def _quantita(s: Serie) -> Iterator[dict[Incognita, int]]:
    """Every group of people somebody could ask about, in one component or in both together."""
    componenti = [(0,), (1,), (0, 1)] if s.is_percentuale else [(0,)]
    for per_periodo, quali in itertools.product(_gruppi(s), componenti):
        periodi = sorted(per_periodo, key=str)
        for codice in periodi:
            yield {(*c, i): 1 for c in per_periodo[codice] for i in quali}
        if s.indicatore.cumulo == "cumulativo":
            for prima, dopo in itertools.combinations(periodi, 2):
                yield {
                    **{(*c, i): 1 for c in per_periodo[dopo] for i in quali},
                    **{(*c, i): -1 for c in per_periodo[prima] for i in quali},
                }


def attacca(vera: Serie, mostrata: Serie) -> list[str]:
    """The small counts the attacker finds, right."""
    attaccante = Attaccante()
    for chiave, conti in celle(mostrata):
        for i, conto in enumerate(conti or ()):
            attaccante.impara({(*chiave, i): 1}, conto)
    componenti = (0, 1) if vera.is_percentuale else (0,)
    for p, i in itertools.product(mostrata.punti, componenti):
        for dimensione in {x.dimensione for x in p.parti}:
            codice = p.periodo.codice
            # What nobody reported is one more unknown.
            parti = {(codice, dimensione, voce, i): 1 for voce in DIMENSIONI[dimensione]}
            attaccante.impara({**parti, (codice, "", "", i): -1}, 0)
    veri = {(*c, i): n for c, conti in celle(vera) for i, n in enumerate(conti or ())}
    trovati = []
    for quantita in _quantita(vera):
        ricavata = attaccante.ricava(quantita)
        if ricavata is None or not quantita.keys() <= veri.keys():
            continue
        vero = sum(c * veri[i] for i, c in quantita.items())
        if ricavata == vero and 0 < abs(vero) < SOGLIA:
            trovati.append(f"{quantita} = {vero}")
    return trovati


# --- Random small data ----------------------------------------------------------------------------
def _dividi(caso: random.Random, n: int, in_quante: int) -> list[int]:
    parti = [0] * in_quante
    for _ in range(n):
        parti[min(caso.randrange(in_quante), caso.randrange(in_quante))] += 1
    return parti


def a_caso(caso: random.Random, tipo: str, cumulo: str) -> Serie:
    """Three periods of people, by gender and by age; each grows by few, or by many."""
    coppie = 2 if tipo == "percentuale" else 1
    stato = {d: [[0] * len(v) for _ in range(coppie)] for d, v in DIMENSIONI.items()}
    punti = []
    for n in range(3):
        for i in range(coppie):
            nuovi = caso.choice([0, 1, 2, 4, 5, 7, 9, 14, 30])
            for dimensione, voci in DIMENSIONI.items():
                aggiunti = _dividi(caso, nuovi, len(voci))
                prima = stato[dimensione][i] if cumulo == "cumulativo" else [0] * len(voci)
                stato[dimensione][i] = [a + b for a, b in zip(prima, aggiunti, strict=True)]
        totali = [sum(stato["genere"][i]) for i in range(coppie)]
        parti = {
            dimensione: {
                voce: _valore([stato[dimensione][i][k] for i in range(coppie)])
                for k, voce in enumerate(voci)
            }
            for dimensione, voci in DIMENSIONI.items()
        }
        punti.append(punto(n, _valore(totali), parti, accettato=caso.randrange(100)))
    return serie(*punti, tipo=tipo, cumulo=cumulo, riservatezza="persone")


def _valore(conti: list[int]) -> int | tuple[int, int]:
    return conti[0] if len(conti) == 1 else (conti[0], conti[0] + conti[1])
