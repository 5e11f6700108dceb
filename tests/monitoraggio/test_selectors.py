from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import Ambito, figura
from monitoraggio.selectors import (
    coda_ferma,
    confronti,
    confronti_per_figura,
    report_pubblicati,
    report_versioni,
)
from tests.monitoraggio.factories import DatoPubblicatoFactory, ReportMonitoraggioFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
OGGI = Ambito(date(2026, 1, 1))


@pytest.fixture
def _due_progetti() -> None:
    ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"], temi=["disabilità"])
    ProgettoFactory(finanziato=True, macroaree=["animazione culturale"])


@pytest.mark.usefixtures("_due_progetti")
def test_published_count_stands_beside_the_computed_one_with_the_difference() -> None:
    DatoPubblicatoFactory(
        figura="temi", voce="disabilita", valore=Decimal("5.00"), spiegazione="Conta anche altri."
    )

    (confronto,) = confronti(figura("temi", OGGI))

    assert (confronto.pubblicato, confronto.calcolato, confronto.differenza) == (5, 1, -4)
    assert confronto.spiegazione == "Conta anche altri."


@pytest.mark.usefixtures("_due_progetti")
def test_published_share_is_compared_with_the_computed_share() -> None:
    DatoPubblicatoFactory(figura="macroaree", voce="inclusione-sociale", valore=73, quota=True)

    (confronto,) = confronti(figura("macroaree", OGGI))

    assert (confronto.calcolato, confronto.differenza) == (50, -23)


def test_published_figure_of_an_unknown_line_has_nothing_to_compare_with() -> None:
    DatoPubblicatoFactory(figura="temi", voce="mai-visto")

    (confronto,) = confronti(figura("temi", OGGI))

    assert confronto.calcolato is None
    assert confronto.differenza is None


def test_what_was_published_after_the_day_of_the_figure_is_left_out() -> None:
    DatoPubblicatoFactory(figura="temi", data_riferimento=date(2026, 1, 2))
    DatoPubblicatoFactory(figura="temi", data_riferimento=date(2026, 1, 1))

    assert len(confronti(figura("temi", OGGI))) == 1


def test_nothing_published_stands_beside_demonstrative_figures() -> None:
    DatoPubblicatoFactory(figura="temi")

    assert confronti(figura("temi", Ambito(OGGI.alla, dimostrativi=True))) == ()


def test_all_comparisons_come_with_one_query(django_assert_num_queries: Any) -> None:
    figure = [figura(codice, OGGI) for codice in ("temi", "macroaree", "imbuto")]
    for codice in ("temi", "imbuto", "", "di-un-altro-registro"):
        DatoPubblicatoFactory(figura=codice)

    with django_assert_num_queries(1):
        gruppi = confronti_per_figura(figure, alla=OGGI.alla)

    assert {codice: len(gruppo) for codice, gruppo in gruppi.items()} == {
        "": 2,
        "temi": 1,
        "macroaree": 0,
        "imbuto": 1,
    }


def test_decimals_of_a_comparison_are_texts_in_json_and_whole_numbers_are_numbers() -> None:
    DatoPubblicatoFactory(figura="", valore=Decimal("2.50"), ordine=1)
    DatoPubblicatoFactory(figura="", valore=Decimal("100.00"), ordine=2)

    trovati = confronti_per_figura([], alla=OGGI.alla)[""]

    assert [c.as_dict()["pubblicato"] for c in trovati] == ["2.5", 100]


# --- Reports --------------------------------------------------------------------------------------


def test_only_published_reports_are_listed_in_their_newest_version() -> None:
    ReportMonitoraggioFactory(pubblicato=True)
    seconda = ReportMonitoraggioFactory(pubblicato=True, versione=2)
    ReportMonitoraggioFactory(pronto=True, versione=3)
    ReportMonitoraggioFactory(pubblicato=True, dimostrativo=True)

    assert list(report_pubblicati(dimostrativi=False)) == [seconda]
    assert len(report_pubblicati(dimostrativi=True)) == 2


def test_versions_of_a_period_are_newest_first_and_demonstrative_ones_apart() -> None:
    prima = ReportMonitoraggioFactory(pubblicato=True)
    terza = ReportMonitoraggioFactory(pubblicato=True, versione=3)
    ReportMonitoraggioFactory(pubblicato=True, dimostrativo=True, versione=2)

    versioni = report_versioni(tipo=prima.tipo, periodo_inizio=prima.periodo_inizio, is_demo=False)

    assert versioni == [terza, prima]


def test_queue_is_well_while_nothing_waits_for_long() -> None:
    ReportMonitoraggioFactory()
    ReportMonitoraggioFactory(pubblicato=True, versione=2)
    ReportMonitoraggioFactory(in_costruzione=True, versione=3)

    assert coda_ferma() is None


@pytest.mark.parametrize("come", ["coda", "interrotto"])
def test_queue_is_not_well_when_a_report_waits_for_more_than_two_minutes(come: str) -> None:
    if come == "coda":
        ReportMonitoraggioFactory()
        ReportMonitoraggio.objects.update(updated_at=timezone.now() - timedelta(seconds=121))
    else:
        ReportMonitoraggioFactory(interrotto=True)

    assert coda_ferma() == "1 reports waiting for more than 120 s"
