"""Somebody tries to subtract small cells out of what is public: linear equations, by brute force.

The attacker knows every number shown and that parts add up to totals. From those equations he
works out every quantity they determine: single cells, groups of parts, those who did not, and what
was added from one period to another. None may be a count of people below the threshold.
"""

import random
from dataclasses import replace

import pytest

from outcomes.selectors.riservatezza import serie_pubblica
from outcomes.selectors.tipi import Punto, Serie
from tests.outcomes.attaccante import DIMENSIONI, SOGLIA, a_caso, attacca, celle

CASI = [
    (tipo, cumulo)
    for tipo in ("conteggio", "percentuale")
    for cumulo in ("cumulativo", "per_periodo")
]


def _riferita(caso: random.Random, piena: Serie) -> Serie:
    """As a Comune reports it: here and there a part is left out, and can be had by subtraction."""
    return replace(
        piena,
        punti=tuple(
            replace(p, parti=tuple(x for x in p.parti if caso.random() > 0.1)) for p in piena.punti
        ),
    )


@pytest.mark.parametrize(("tipo", "cumulo"), CASI)
def test_nothing_small_can_be_subtracted_out(tipo: str, cumulo: str) -> None:
    mostrate = 0
    for seme in range(80):
        caso = random.Random(f"{tipo} {cumulo} {seme}")
        vera = a_caso(caso, tipo, cumulo)

        pubblica = serie_pubblica(_riferita(caso, vera))

        assert attacca(vera, pubblica) == [], seme
        mostrate += sum(conti is not None for _chiave, conti in celle(pubblica))
    assert mostrate > 150  # hiding everything would be too easy


@pytest.mark.parametrize(("tipo", "cumulo"), CASI)
def test_the_attacker_would_find_them_if_only_small_cells_were_hidden(
    tipo: str, cumulo: str
) -> None:
    trovati = 0
    for seme in range(20):
        vera = a_caso(random.Random(f"{tipo} {cumulo} {seme}"), tipo, cumulo)
        trovati += len(attacca(vera, _solo_le_piccole(vera)))

    assert trovati > 0


def _solo_le_piccole(vera: Serie) -> Serie:
    piccole = {c for c, conti in celle(vera) if any(0 < n < SOGLIA for n in conti or ())}
    nuovi = []
    for p in vera.punti:
        vuota = replace(p.quantita, valore=None, numeratore=None, denominatore=None)
        parti = tuple(
            replace(x, quantita=vuota) if (p.periodo.codice, *x.chiave) in piccole else x
            for x in p.parti
        )
        totale = vuota if (p.periodo.codice, "", "") in piccole else p.quantita
        nuovi.append(replace(p, quantita=totale, parti=parti))
    return replace(vera, punti=tuple(nuovi))


@pytest.mark.parametrize(("tipo", "cumulo"), CASI)
def test_two_pages_of_two_days_tell_no_more_than_the_last(tipo: str, cumulo: str) -> None:
    """What was shown stays shown: the earlier page is part of the later one."""
    for seme in range(60):
        vera = a_caso(random.Random(f"date {seme}"), tipo, cumulo)
        ultima = dict(celle(serie_pubblica(vera)))
        in_ordine = sorted(vera.punti, key=lambda p: (p.pubblico_dal, p.periodo.al, p.id))

        for quanti in (1, 2):
            usciti = {p.id for p in in_ordine[:quanti]}
            allora = replace(vera, punti=tuple(p for p in vera.punti if p.id in usciti))
            for chiave, conti in celle(serie_pubblica(allora)):
                assert ultima[chiave] == conti, (seme, chiave)


@pytest.mark.parametrize("cumulo", ["cumulativo", "per_periodo"])
def test_every_hidden_part_may_be_more_than_one_number(cumulo: str) -> None:
    """Whole numbers, not only equations: two hidden parts that sum to 2 would be 1 and 1."""
    for seme in range(80):
        vera = a_caso(random.Random(f"interi {seme}"), "conteggio", cumulo)
        pubblica = serie_pubblica(vera)
        for mostrato in pubblica.punti:
            for dimensione in DIMENSIONI:
                _controlla_interi(mostrato, dimensione)


def _controlla_interi(mostrato: Punto, dimensione: str) -> None:
    parti = [p for p in mostrato.parti if p.dimensione == dimensione]
    nascoste = [p.voce for p in parti if p.quantita.soppressa]
    if not nascoste or mostrato.quantita.valore is None:
        return
    somma = int(mostrato.quantita.valore - sum(p.quantita.valore or 0 for p in parti))
    # Where zeros are still shown, the hidden parts are at least one.
    minimo = 0 if len(nascoste) == len(parti) else 1
    assert len(nascoste) > 1
    assert somma - len(nascoste) * minimo >= SOGLIA - 1, (nascoste, somma)
