import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it, euro_it, nota_quote, numero_it, quota, quota_it


@pytest.mark.parametrize(
    ("numeratore", "denominatore", "attesa"),
    [(16, 22, 73), (5, 22, 23), (1, 22, 5), (0, 22, 0), (22, 22, 100), (1, 8, 13), (3, 8, 38)],
)
def test_quota_rounds_half_up_to_whole_per_cent(
    numeratore: int, denominatore: int, attesa: int
) -> None:
    assert quota(numeratore, denominatore) == attesa


@pytest.mark.parametrize("numeratore", range(1, 200, 2))
def test_quota_rounds_every_exact_half_up(numeratore: int) -> None:
    assert quota(numeratore, 200) == (numeratore + 1) // 2


def test_quota_of_nothing_is_not_computable() -> None:
    assert quota(0, 0) is None
    assert quota_it(quota(3, 0)) == "non calcolabile"


def test_nota_quote_explains_the_published_101() -> None:
    nota = nota_quote([16, 5, 1])

    assert nota == (
        "Le quote sono arrotondate ciascuna all'unità: 73 + 23 + 5 = 101, un punto più di 100. "
        "I conteggi sono esatti: 16 + 5 + 1 = 22."
    )


def test_nota_quote_explains_shares_below_100() -> None:
    nota = nota_quote([1, 1, 1])

    assert nota is not None
    assert "33 + 33 + 33 = 99, un punto meno di 100" in nota


def test_nota_quote_counts_more_points_than_one() -> None:
    assert "101.000" not in (nota_quote([1] * 8) or "")
    assert "8 × 13" not in (nota_quote([1] * 8) or "")
    assert "= 104, 4 punti più di 100" in (nota_quote([1] * 8) or "")


@pytest.mark.parametrize("conteggi", [[1, 1], [22], [50, 25, 25], [], [0, 0]])
def test_nota_quote_is_silent_when_shares_make_100_or_there_are_none(conteggi: list[int]) -> None:
    assert nota_quote(conteggi) is None


def test_nota_quote_does_not_blame_rounding_for_overlapping_parts() -> None:
    nota = nota_quote([12, 10], denominatore=18)

    assert nota is not None
    assert "arrotondate" not in nota
    assert "calcolate ciascuna su 18" in nota


@pytest.mark.parametrize(
    ("valore", "decimali", "atteso"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (7896, None, "7.896"),
        (1234567, None, "1.234.567"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("1234.5"), 2, "1.234,50"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-1234.5"), 1, "\u22121.234,5"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("1E+6"), None, "1.000.000"),
    ],
)
def test_numero_it_writes_numbers_the_italian_way(
    valore: int | Decimal, decimali: int | None, atteso: str
) -> None:
    assert numero_it(valore, decimali) == atteso


def test_an_absent_value_is_never_zero() -> None:
    assert numero_it(None) == "non disponibile"
    assert euro_it(None, vuoto="non pubblicato") == "non pubblicato"
    assert data_it(None) == "non disponibile"


@pytest.mark.parametrize(
    ("valore", "atteso"),
    [
        (450000, "450.000\u00a0€"),
        (Decimal("450000.00"), "450.000\u00a0€"),
        (Decimal("1234.5"), "1.234,50\u00a0€"),
        (Decimal("0.005"), "0,01\u00a0€"),
        (Decimal("0.004"), "0\u00a0€"),
        (Decimal("-10"), "\u221210\u00a0€"),
    ],
)
def test_euro_it_shows_cents_only_where_there_are_some(valore: int | Decimal, atteso: str) -> None:
    assert euro_it(valore) == atteso


def test_data_it_writes_the_month_in_letters() -> None:
    assert data_it(datetime.date(2026, 3, 5)) == "5 marzo 2026"


def test_data_it_reads_an_instant_in_the_time_of_rome() -> None:
    tardi = datetime.datetime(2026, 3, 31, 22, 30, tzinfo=datetime.UTC)

    with timezone.override("Europe/Rome"):
        assert data_it(tardi) == "1 aprile 2026"


def test_domain_error_carries_code_message_and_fields() -> None:
    errore = DomainError("manca_titolo", "Manca il titolo.", {"titolo": ["Scrivilo."]})

    assert (errore.code, str(errore), errore.fields) == (
        "manca_titolo",
        "Manca il titolo.",
        {"titolo": ["Scrivilo."]},
    )
    assert DomainError("x", "y").fields == {}
