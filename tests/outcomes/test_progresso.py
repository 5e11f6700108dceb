"""Actual value and progress: DESIGN.md section 6, without a database."""

import random
from decimal import Decimal
from typing import Any

import pytest

from outcomes.enums import Attendibilita, StatoMisura, StatoValore
from outcomes.selectors.progresso import TUTTI, misura
from outcomes.selectors.tipi import Misura, Quantita
from tests.outcomes.serie import Valore, punto, serie

CONTESTATO, VALIDATO = Attendibilita.CONTESTATO, Attendibilita.VALIDATO
DICHIARATO = Attendibilita.DICHIARATO


def _misura(valore: Valore, **campi: Any) -> Misura:
    if campi.get("base_valore") is not None:
        campi["base_stato"] = "misurata"
    return misura(serie(punto(0, valore), **campi))


# --- Progress -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("base", "target", "attuale", "quota", "percento"),
    [
        (0, 100, 25, "0.25", 25),
        (40, 80, 50, "0.25", 25),
        (80, 40, 70, "0.25", 25),  # something that should diminish: the same formula
        (80, 40, 30, "1.25", 125),  # beyond the target: not cut
        (80, 40, 90, "-0.25", -25),  # worse than at the start: below zero
        (10, 20, 10, "0", 0),
        (-10, 10, 0, "0.5", 50),
        (0, 200, 1, "0.005", 1),  # half up
    ],
)
def test_progress_is_the_part_done_of_the_way_from_baseline_to_target(
    base: int, target: int, attuale: int, quota: str, percento: int
) -> None:
    trovata = _misura(attuale, base_valore=base, target_finale=target)

    assert trovata.progresso.quota == Decimal(quota)
    assert trovata.progresso.percento == percento


@pytest.mark.parametrize(
    ("campi", "motivo"),
    [
        ({"base_valore": 5, "target_finale": 5}, "è uguale a quello di partenza"),
        ({"base_valore": 5}, "Non c'è un valore atteso"),
        ({"target_finale": 5}, "di partenza non è ancora misurato"),
        ({"base_stato": "non_applicabile", "target_finale": 5, "tipo": "scala"}, "non è applicab"),
        ({"base_stato": "non_applicabile", "target_finale": 5, "direzione": "diminuisce"}, "non è"),
    ],
)
def test_what_cannot_be_computed_says_why(campi: dict[str, Any], motivo: str) -> None:
    trovata = _misura(3, **campi)

    assert trovata.progresso.quota is None
    assert trovata.progresso.percento is None
    assert motivo in trovata.progresso.motivo


@pytest.mark.parametrize("tipo", ["conteggio", "euro"])
def test_a_count_without_applicable_baseline_starts_from_zero(tipo: str) -> None:
    trovata = _misura(10, base_stato="non_applicabile", target_finale=40, tipo=tipo)

    assert trovata.progresso.quota == Decimal("0.25")


def test_no_value_yet_is_no_progress_and_zero_is() -> None:
    vuota = misura(serie(base_stato="misurata", base_valore=2, target_finale=4))
    zero = _misura(0, base_valore=0, target_finale=4)

    assert vuota.attuale.stato == StatoMisura.NON_ANCORA
    assert vuota.progresso.quota is None
    assert (zero.attuale.stato, zero.attuale.numero) == (StatoMisura.MISURATO, 0)
    assert zero.progresso.quota == 0


def test_properties_of_progress_on_random_numbers() -> None:
    caso = random.Random(6)
    for _ in range(500):
        base, target, valore = (caso.randrange(-999, 999) for _ in range(3))
        if base == target:
            continue

        def quota(v: int, b: int = base, t: int = target) -> Decimal:
            trovata = _misura(v, base_valore=b, target_finale=t).progresso.quota
            assert trovata is not None
            return trovata

        assert quota(base) == 0
        assert quota(target) == 1
        assert quota(valore) == -quota(2 * base - valore)  # as far on either side
        # Turned upside down, what should grow becomes what should diminish.
        assert quota(valore) == quota(-valore, -base, -target)
        # A step towards the target is progress, whatever the direction.
        passo = 1 if target > base else -1
        assert quota(valore + passo) > quota(valore)


# --- Actual value ---------------------------------------------------------------------------------
def test_cumulative_values_are_the_latest_whoever_reported_them() -> None:
    trovata = misura(serie(punto(2, 30), punto(0, 10), punto(1, 20)))

    assert trovata.attuale.numero == 30
    assert trovata.attuale.periodo is not None
    assert trovata.attuale.periodo.nome == "Periodo 2"


def test_each_part_of_a_cumulative_value_is_its_own_latest() -> None:
    trovata = misura(
        serie(
            punto(0, 10, {"genere": {"donne": 6, "uomini": 4}}),
            punto(1, 12, {"genere": {"donne": 7}}),
        )
    )

    assert {p.voce: p.quantita.valore for p in trovata.attuale.parti} == {"donne": 7, "uomini": 4}


def test_values_per_period_are_summed_parts_too() -> None:
    trovata = misura(
        serie(
            punto(0, 10, {"genere": {"donne": 6, "uomini": 4}}),
            punto(1, 0, {"genere": {"donne": 0, "uomini": 0}}),
            punto(2, 5, {"genere": {"donne": 5}}),
            cumulo="per_periodo",
        )
    )

    assert (trovata.attuale.numero, trovata.attuale.sommati) == (15, 3)
    assert {p.voce: p.quantita.valore for p in trovata.attuale.parti} == {"donne": 11, "uomini": 4}


def test_percentages_are_summed_by_their_terms_and_never_averaged() -> None:
    trovata = misura(
        serie(punto(0, (1, 2)), punto(1, (1, 8)), tipo="percentuale", cumulo="per_periodo")
    )

    assert trovata.attuale.quantita == Quantita(
        valore=Decimal(20), numeratore=Decimal(2), denominatore=Decimal(10)
    )


def test_a_zero_denominator_is_not_computable_and_not_zero() -> None:
    trovata = _misura((0, 0), tipo="percentuale", base_valore=0, target_finale=50)

    assert (trovata.attuale.stato, trovata.attuale.numero) == (StatoMisura.NON_CALCOLABILE, None)
    assert trovata.progresso.quota is None


@pytest.mark.parametrize("seme", range(20))
def test_sums_of_percentages_are_those_of_the_terms(seme: int) -> None:
    caso = random.Random(seme)
    coppie = [(caso.randrange(0, d + 1), d) for d in (caso.randrange(0, 30) for _ in range(4))]

    trovata = misura(
        serie(
            *(punto(n, coppia) for n, coppia in enumerate(coppie)),
            tipo="percentuale",
            cumulo="per_periodo",
        )
    )

    sopra, sotto = sum(n for n, _ in coppie), sum(d for _, d in coppie)
    assert trovata.attuale.numero == (Decimal(sopra) * 100 / sotto if sotto else None)


def test_contested_values_are_left_out_and_told() -> None:
    trovata = misura(serie(punto(0, 10), punto(1, 99, attendibilita=CONTESTATO)))
    sola = misura(serie(punto(1, 99, attendibilita=CONTESTATO)))

    assert trovata.attuale.numero == 10
    assert [p.quantita.valore for p in trovata.contestati] == [99]
    assert (sola.attuale.stato, sola.attuale.numero) == (StatoMisura.CONTESTATO, None)


def test_accepted_and_validated_values_are_two_answers() -> None:
    trovata = misura(
        serie(
            punto(0, 10, attendibilita=VALIDATO),
            punto(1, 14),
            base_stato="misurata",
            base_valore=0,
            target_finale=20,
        )
    )

    assert (trovata.attuale.numero, trovata.validato.numero) == (14, 10)
    assert (trovata.progresso.percento, trovata.progresso_validato.percento) == (70, 50)


def test_a_sum_is_validated_only_if_all_of_it_is() -> None:
    def di_chi(*chi: Attendibilita) -> Attendibilita | None:
        punti = [punto(n, 3, attendibilita=a) for n, a in enumerate(chi)]
        return misura(serie(*punti, cumulo="per_periodo"), TUTTI).attuale.attendibilita

    assert di_chi(VALIDATO, VALIDATO) == VALIDATO
    assert di_chi(VALIDATO, Attendibilita.ACCETTATO) == Attendibilita.ACCETTATO
    assert di_chi(VALIDATO, DICHIARATO) == DICHIARATO


def test_declared_values_count_only_where_asked_for() -> None:
    solo_dichiarato = serie(punto(0, 10, attendibilita=DICHIARATO))

    assert misura(solo_dichiarato).attuale.stato == StatoMisura.NON_ANCORA
    assert misura(solo_dichiarato, TUTTI).attuale.numero == 10


def test_what_cannot_be_measured_is_neither_zero_nor_missing() -> None:
    ancora = punto(0, stato=StatoValore.NON_ANCORA)
    mai = punto(1, stato=StatoValore.NON_MISURABILE, motivo="Il registro è andato perso.")

    trovata = misura(serie(ancora, mai))

    assert trovata.attuale.stato == StatoMisura.NON_MISURABILE
    assert trovata.attuale.motivo == "Il registro è andato perso."
    assert misura(serie(punto(2, 7), mai)).attuale.numero == 7
    assert misura(serie(mai, punto(2, stato=StatoValore.NON_ANCORA))).attuale.stato == "non_ancora"
