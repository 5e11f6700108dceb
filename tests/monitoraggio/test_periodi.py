from datetime import date

import pytest

from monitoraggio.enums import TipoReport
from monitoraggio.periodi import (
    Periodo,
    periodi_fra,
    periodo_da_indirizzo,
    periodo_of,
    periodo_slug,
    ultimo_concluso,
)

MENSILE, TRIMESTRALE, ANNUALE = TipoReport.MENSILE, TipoReport.TRIMESTRALE, TipoReport.ANNUALE


@pytest.mark.parametrize(
    ("tipo", "giorno", "inizio", "fine"),
    [
        (MENSILE, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (MENSILE, date(2023, 12, 31), date(2023, 12, 1), date(2023, 12, 31)),
        (TRIMESTRALE, date(2024, 7, 1), date(2024, 7, 1), date(2024, 9, 30)),
        (TRIMESTRALE, date(2024, 12, 31), date(2024, 10, 1), date(2024, 12, 31)),
        (ANNUALE, date(2024, 5, 5), date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_period_of_a_day(tipo: TipoReport, giorno: date, inizio: date, fine: date) -> None:
    assert periodo_of(tipo, giorno) == Periodo(inizio, fine)


@pytest.mark.parametrize(
    ("tipo", "oggi", "inizio"),
    [
        (MENSILE, date(2024, 10, 1), date(2024, 9, 1)),
        (MENSILE, date(2024, 1, 31), date(2023, 12, 1)),
        (TRIMESTRALE, date(2024, 9, 30), date(2024, 4, 1)),
        (TRIMESTRALE, date(2024, 10, 1), date(2024, 7, 1)),
        (ANNUALE, date(2024, 10, 1), date(2023, 1, 1)),
    ],
)
def test_last_period_that_ended_before_today(tipo: TipoReport, oggi: date, inizio: date) -> None:
    assert ultimo_concluso(tipo, oggi).inizio == inizio


def test_periods_between_two_days_follow_each_other_without_gaps() -> None:
    periodi = list(periodi_fra(TRIMESTRALE, date(2023, 11, 5), date(2024, 8, 1)))

    assert [p.inizio for p in periodi] == [
        date(2023, 10, 1),
        date(2024, 1, 1),
        date(2024, 4, 1),
        date(2024, 7, 1),
    ]


@pytest.mark.parametrize("tipo", list(TipoReport))
def test_each_period_has_an_address_of_its_own_that_leads_back(tipo: TipoReport) -> None:
    for periodo in periodi_fra(tipo, date(2024, 1, 1), date(2024, 12, 31)):
        slug = periodo_slug(tipo, periodo.inizio)

        assert periodo_da_indirizzo(2024, slug) == (tipo, periodo)


@pytest.mark.parametrize("slug", ["m13", "m00", "t5", "mese", "", "M10", "m1"])
def test_an_address_of_no_period_is_none(slug: str) -> None:
    assert periodo_da_indirizzo(2024, slug) is None


@pytest.mark.parametrize("anno", [0, 9999, 123456789])
def test_a_year_out_of_the_calendar_is_none(anno: int) -> None:
    assert periodo_da_indirizzo(anno, "m10") is None
