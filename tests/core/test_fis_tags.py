from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from fis_portal.core.templatetags import fis


def render(source: str, path: str = "/", **context: object) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(path), **context}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234, "1.234"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("450000.00"), "450.000"),
        (1234.5, "1.234,5"),
        (None, ""),
    ],
)
def test_numero_groups_thousands_and_never_turns_nothing_into_zero(value, text):
    assert fis.numero(value) == text


def test_numero_with_decimals_rounds_half_up():
    assert fis.numero(Decimal("2.345"), 2) == "2,35"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("450000.00"), "450.000\u00a0€"),
        (Decimal("1234.50"), "1.234,50\u00a0€"),
        (0, "0\u00a0€"),
        (None, ""),
    ],
)
def test_euro_shows_cents_only_where_there_are_some(value, text):
    assert fis.euro(value) == text


def test_valore_says_when_a_figure_is_not_available():
    assert [fis.valore(v) for v in (None, 0, 425, "n.d.")] == [
        "non disponibile",
        "0",
        "425",
        "n.d.",
    ]


def test_dates_are_written_the_italian_way():
    day = date(2026, 3, 5)

    assert fis.data(day) == "5 marzo 2026"
    assert fis.mese(day) == "marzo 2026"
    assert fis.periodo(day, None) == "dal 5 marzo 2026"
    assert fis.periodo(None, day) == "fino al 5 marzo 2026"
    assert fis.periodo(day, day) == "5 marzo 2026"
    assert fis.periodo(None, None) == ""
    assert fis.dataora(datetime(2026, 3, 5, 13, 30, tzinfo=UTC)) == "5 marzo 2026, ore 14:30"


@pytest.mark.parametrize(
    ("precisione", "text"),
    [
        ("giorno", "5 marzo 2026"),
        ("mese", "marzo 2026"),
        ("anno", "2026"),
        ("attestata", "attestato al 5 marzo 2026"),
    ],
)
def test_quando_is_no_more_exact_than_the_source(precisione, text):
    assert fis.quando(date(2026, 3, 5), precisione) == text


def test_corrente_marks_the_page_and_its_section():
    source = "{% corrente '/progetti/' %}"

    assert render(source, "/progetti/") == ' aria-current="page"'
    assert render(source, "/progetti/casa/") == ' aria-current="true"'
    assert render(source, "/comuni/") == ""
    assert render("{% corrente '/' %}", "/comuni/") == ""


def test_corrente_marks_an_entry_in_the_sections_it_stands_for():
    source = "{% corrente '/esperienze/' '/lezioni/' '' %}"

    assert render(source, "/lezioni/una/") == ' aria-current="true"'
    assert render(source, "/comuni/") == ""


def test_query_strings_keep_the_other_filters_and_forget_the_page():
    path = "/progetti/?tema=a&tema=b&q=casa&page=3"

    assert (
        render("{% qs_con ordine='titolo' %}", path)
        == "?tema=a&amp;tema=b&amp;q=casa&amp;ordine=titolo"
    )
    assert render("{% qs_con q=None %}", path) == "?tema=a&amp;tema=b"
    assert render("{% qs_piu 'tema' 'c' %}", path) == "?tema=a&amp;tema=b&amp;tema=c&amp;q=casa"
    assert render("{% qs_meno 'tema' 'a' %}", path) == "?tema=b&amp;q=casa"
    assert render("{% qs_meno 'tema' %}", path) == "?q=casa"
    assert render("{% qs_meno 'q' 'casa' %}", "/progetti/?q=casa") == "?"


def test_query_strings_escape_what_the_address_holds():
    html = render("{% qs_con page=2 %}", '/progetti/?q="><script>alert(1)</script>')

    assert "<script>" not in html
    assert '"' not in html


def test_campi_nascosti_repeats_every_value_but_the_excepted():
    html = render(
        "{% campi_nascosti 'q' as c %}{% for k, v in c %}{{ k }}={{ v }};{% endfor %}",
        "/progetti/?tema=a&tema=b&q=casa&page=2",
    )

    assert html == "tema=a;tema=b;"


def test_icona_is_hidden_from_readers_unless_it_has_a_title():
    assert 'aria-hidden="true"' in fis.icona("search")
    assert 'role="img" aria-label="Cerca &lt;"' in fis.icona("search", "", "Cerca <")


def test_pagine_leaves_gaps_in_long_lists():
    page = Paginator(range(400), 20).page(10)
    gap = str(page.paginator.ELLIPSIS)

    assert [str(n) for n in fis.pagine(page)] == ["1", gap, "9", "10", "11", gap, "20"]


def test_statico_answers_nothing_where_the_manifest_fails(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    assert fis.statico("css/does-not-exist.css") == ""


def test_briciola_without_an_address_is_the_current_page():
    assert 'aria-current="page"' in render("{% briciola 'Bari' %}")
    assert 'href="/"' in render("{% briciola 'Home' '/' %}")
    assert "<a" not in render("{% briciola 'Eventi' 'no:such' %}")
