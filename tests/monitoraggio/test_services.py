from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from monitoraggio.enums import OrigineReport, StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.services import (
    report_dispatch,
    report_pianificati_ensure,
    report_publish,
    report_request,
    report_retry,
)
from monitoraggio.services import richieste as modulo_richieste
from tests.accounts.factories import UserFactory
from tests.monitoraggio.factories import ReportMonitoraggioFactory

pytestmark = pytest.mark.django_db
OGGI = date(2024, 11, 20)
MENSILE, TRIMESTRALE = TipoReport.MENSILE, TipoReport.TRIMESTRALE


@pytest.fixture
def _oggi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modulo_richieste.timezone, "localdate", lambda: OGGI)


@pytest.fixture
def staff() -> User:
    return UserFactory(is_staff=True)


# --- Request --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_oggi")
def test_request_puts_the_report_in_the_queue_as_of_the_last_day(staff: User) -> None:
    report = report_request(tipo=TRIMESTRALE, periodo_inizio=date(2024, 8, 5), by=staff)

    assert report.stato == StatoReport.IN_CODA
    assert (report.periodo_inizio, report.periodo_fine) == (date(2024, 7, 1), date(2024, 9, 30))
    assert report.data_riferimento == date(2024, 9, 30)
    assert (report.versione, report.origine, report.richiesto_da) == (1, "richiesto", staff)


@pytest.mark.usefixtures("_oggi")
def test_request_for_the_running_period_is_as_of_today(staff: User) -> None:
    report = report_request(tipo=MENSILE, periodo_inizio=OGGI, by=staff)

    assert report.data_riferimento == OGGI


@pytest.mark.usefixtures("_oggi")
def test_each_request_is_a_new_version_and_demonstrative_ones_count_apart() -> None:
    chiesti = [
        report_request(tipo=MENSILE, periodo_inizio=date(2024, 9, 1), by=None, is_demo=demo)
        for demo in (False, False, True)
    ]

    assert [report.versione for report in chiesti] == [1, 2, 1]


@pytest.mark.usefixtures("_oggi")
@pytest.mark.parametrize(
    ("inizio", "alla", "code"),
    [
        (date(2024, 12, 1), None, "periodo_futuro"),
        (date(2024, 11, 1), date(2024, 11, 21), "data_non_valida"),
        (date(2024, 9, 1), date(2024, 10, 1), "data_non_valida"),
        (date(2024, 9, 1), date(2024, 8, 31), "data_non_valida"),
    ],
)
def test_request_refuses_days_that_make_no_sense(
    inizio: date, alla: date | None, code: str
) -> None:
    with pytest.raises(DomainError) as errore:
        report_request(tipo=MENSILE, periodo_inizio=inizio, by=None, data_riferimento=alla)

    assert errore.value.code == code
    assert errore.value.fields
    assert not ReportMonitoraggio.objects.exists()


def test_request_does_not_touch_the_broker(settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    report = report_request(tipo=MENSILE, periodo_inizio=date(2024, 9, 1), by=None)

    assert ReportMonitoraggio.objects.get() == report


# --- Publish and retry ----------------------------------------------------------------------------


def test_publish_makes_a_ready_report_public_and_says_who_did_it(staff: User) -> None:
    report = report_publish(report=ReportMonitoraggioFactory(pronto=True), by=staff)

    assert list(ReportMonitoraggio.objects.public()) == [report]
    assert report.pubblicato_da == staff


@pytest.mark.parametrize("stato", ["in_coda", "in_costruzione", "fallito"])
def test_publish_refuses_a_report_that_is_not_ready(stato: str) -> None:
    report = ReportMonitoraggioFactory(stato=stato)

    with pytest.raises(DomainError, match="non è pronto"):
        report_publish(report=report, by=None)


def test_publish_twice_is_refused_and_changes_nothing(staff: User) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)

    with pytest.raises(DomainError, match="già pubblicato"):
        report_publish(report=report, by=staff)

    report.refresh_from_db()
    assert report.pubblicato_da is None


def test_retry_puts_a_failed_report_back_without_giving_its_old_token_again() -> None:
    report = report_retry(report=ReportMonitoraggioFactory(fallito=True), by=None)

    assert (report.stato, report.errore, report.tentativi) == (StatoReport.IN_CODA, "", 3)


def test_retry_is_only_for_failed_reports() -> None:
    with pytest.raises(DomainError, match="fallito"):
        report_retry(report=ReportMonitoraggioFactory(pronto=True), by=None)


def test_a_ready_report_is_frozen_whoever_writes() -> None:
    report = ReportMonitoraggioFactory(pronto=True)

    with pytest.raises(Exception, match="report_congelato"), transaction.atomic():
        ReportMonitoraggio.objects.filter(pk=report.pk).update(sha256="1" * 64)


# --- Planned reports ------------------------------------------------------------------------------


def _pianificati() -> list[tuple[str, date]]:
    return sorted(
        ReportMonitoraggio.objects.filter(origine=OrigineReport.PIANIFICATO).values_list(
            "tipo", "periodo_inizio"
        )
    )


def test_first_plan_is_the_last_finished_month_and_quarter() -> None:
    assert report_pianificati_ensure(OGGI) == 2

    assert _pianificati() == [
        ("mensile", date(2024, 10, 1)),
        ("trimestrale", date(2024, 7, 1)),
    ]


def test_planning_again_adds_nothing() -> None:
    report_pianificati_ensure(OGGI)

    assert report_pianificati_ensure(OGGI) == 0
    assert len(_pianificati()) == 2


def test_every_period_missed_since_the_first_plan_is_made_once() -> None:
    report_pianificati_ensure(date(2024, 3, 10))

    assert report_pianificati_ensure(date(2024, 8, 1)) == 5 + 2
    assert [inizio for tipo, inizio in _pianificati() if tipo == "mensile"] == [
        date(2024, mese, 1) for mese in range(2, 8)
    ]
    assert [inizio for tipo, inizio in _pianificati() if tipo == "trimestrale"] == [
        date(2023, 10, 1),
        date(2024, 1, 1),
        date(2024, 4, 1),
    ]


def test_a_clock_set_back_plans_nothing_twice() -> None:
    report_pianificati_ensure(OGGI)

    report_pianificati_ensure(date(2024, 8, 1))

    assert len(set(_pianificati())) == len(_pianificati())


def test_planned_report_is_the_next_version_after_one_asked_by_staff() -> None:
    ReportMonitoraggioFactory(versione=1)

    report_pianificati_ensure(OGGI, [TRIMESTRALE])

    pianificato = ReportMonitoraggio.objects.get(origine=OrigineReport.PIANIFICATO)
    assert (pianificato.versione, pianificato.data_riferimento) == (2, date(2024, 9, 30))


def test_database_holds_one_planned_report_per_period() -> None:
    ReportMonitoraggioFactory(origine=OrigineReport.PIANIFICATO)

    with pytest.raises(IntegrityError, match="report_pianificato_unico"), transaction.atomic():
        ReportMonitoraggioFactory(origine=OrigineReport.PIANIFICATO, versione=2)


# --- Dispatch -------------------------------------------------------------------------------------


def test_dispatch_gives_what_waits_and_what_was_left_half_way_oldest_first() -> None:
    primo = ReportMonitoraggioFactory(interrotto=True)
    secondo = ReportMonitoraggioFactory(versione=2)
    ReportMonitoraggioFactory(versione=3, in_costruzione=True)
    ReportMonitoraggioFactory(versione=4, pronto=True)
    ReportMonitoraggioFactory(versione=5, fallito=True)

    assert report_dispatch(timezone.now()) == [primo.pk, secondo.pk]


def test_dispatch_does_not_order_again_what_it_has_just_ordered() -> None:
    report = ReportMonitoraggioFactory()
    adesso = timezone.now()

    assert report_dispatch(adesso) == [report.pk]
    assert report_dispatch(adesso + timedelta(seconds=5)) == []
    assert report_dispatch(adesso + timedelta(seconds=31)) == [report.pk]


def test_a_report_that_kills_its_builder_every_time_fails_at_last() -> None:
    report = ReportMonitoraggioFactory(interrotto=True, tentativi=12)

    assert report_dispatch(timezone.now()) == []

    report.refresh_from_db()
    assert report.stato == StatoReport.FALLITO
    assert "si è interrotta troppe volte" in report.errore
