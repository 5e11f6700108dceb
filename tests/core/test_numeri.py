from datetime import date
from decimal import Decimal

import pytest

from fis_portal.core.numeri import data_letta, numero_letto


@pytest.mark.parametrize(
    ("testo", "atteso"),
    [
        ("1.234,56", "1234.56"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("0", "0"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("12.5", "12.5"),
        ("1234.56", "1234.56"),
        ("0.125", "0.125"),
        (" 1 234,5 € ", "1234.5"),
        ("35 %", "35"),
    ],
)
def test_numbers_are_read_as_italians_type_them(testo: str, atteso: str) -> None:
    assert numero_letto(testo) == Decimal(atteso)


@pytest.mark.parametrize(
    "testo",
    ["", "n.d.", "circa 30", "1,234.56", "1.23.4", "12,", "1e5", "NaN", "--3", "٣", "1,2,3"],
)
def test_what_is_not_a_number_is_refused_with_what_to_do(testo: str) -> None:
    with pytest.raises(ValueError, match="con la virgola per i decimali"):
        numero_letto(testo)


@pytest.mark.parametrize("testo", ["5/3/2026", "05.03.2026", "05-03-2026", "2026-03-05"])
def test_dates_are_read_day_first(testo: str) -> None:
    assert data_letta(testo) == date(2026, 3, 5)


@pytest.mark.parametrize("testo", ["", "ieri", "31/02/2026", "3/2026", "05/03/26"])
def test_what_is_not_a_date_is_refused_with_what_to_do(testo: str) -> None:
    with pytest.raises(ValueError, match="giorno/mese/anno"):
        data_letta(testo)
