from datetime import date
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from monitoraggio import tasks
from monitoraggio.enums import StatoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import Ambito, figura
from monitoraggio.registro.classi import primi_da_contare
from monitoraggio.services import riepiloghi_compare
from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.monitoraggio.factories import ReportMonitoraggioFactory
from tests.outcomes.factories import RendicontazioneFactory, RilevazioneFactory

pytestmark = pytest.mark.django_db
LAVORI = {
    "monitoraggio.report_sweep",
    "monitoraggio.report_build",
    "monitoraggio.report_pianificati",
}


@pytest.fixture
def ordini(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would go to the broker."""
    spediti: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.report_build_task, "apply_async", lambda **come: spediti.append(come))
    return spediti


def test_sweep_orders_what_waits_with_messages_that_do_not_pile_up(
    ordini: list[dict[str, Any]],
) -> None:
    report = ReportMonitoraggioFactory()

    for _volta in range(3):
        tasks.report_sweep()

    assert [ordine["args"] for ordine in ordini] == [[report.pk]]
    assert ordini[0]["expires"] == 29
    assert ordini[0]["retry"] is False


def test_build_task_of_a_report_that_is_gone_does_nothing() -> None:
    tasks.report_build_task(404)


def test_indicators_written_on_are_counted_by_their_task_until_none_is_left() -> None:
    for _n in range(3):
        RilevazioneFactory(rendicontazione=RendicontazioneFactory(accettata=True), valore=7)
    assert len(primi_da_contare(9)) == 3

    tasks.indicatori_conta()
    tasks.indicatori_conta()  # twice does no harm

    assert primi_da_contare(9) == []
    assert not any(riepiloghi_compare().values())


def test_figures_on_people_are_ready_before_anybody_asks(django_assert_num_queries: Any) -> None:
    PartecipazioneFactory(evento=EventoFactory(data_inizio=date(2024, 5, 7)))

    tasks.figure_pronte()

    with django_assert_num_queries(1):
        assert figura("persone-enti", Ambito(timezone.localdate())).voci


def test_planning_task_plans_one_kind_or_all() -> None:
    tasks.report_pianificati("mensile")
    assert {r.tipo for r in ReportMonitoraggio.objects.all()} == {"mensile"}

    tasks.report_pianificati()
    assert {r.tipo for r in ReportMonitoraggio.objects.all()} == {"mensile", "trimestrale"}
    assert all(
        r.periodo_fine < timezone.localdate() and r.stato == StatoReport.IN_CODA
        for r in ReportMonitoraggio.objects.all()
    )


# --- The schedules --------------------------------------------------------------------------------


@pytest.fixture
def pianificati() -> dict[str, PeriodicTask]:
    """The rows the migration makes, whatever other tests did to the table."""
    suoi = PeriodicTask.objects.filter(task__startswith="monitoraggio.")
    suoi.delete()
    executor = MigrationExecutor(connection)
    migrazione = executor.loader.get_migration("monitoraggio", "0002_pianificazione")
    stato = executor.loader.project_state(("monitoraggio", "0002_pianificazione"))
    operazione = migrazione.operations[0]
    operazione.code(stato.apps, None)
    return {lavoro.name: lavoro for lavoro in suoi.all()}


def test_each_schedule_names_a_task_that_exists(pianificati: dict[str, PeriodicTask]) -> None:
    current_app.loader.import_default_modules()

    assert {lavoro.task for lavoro in pianificati.values()} == LAVORI - {
        "monitoraggio.report_build"
    }
    assert set(current_app.tasks) >= LAVORI


def test_schedules_run_at_the_promised_times_in_rome(
    pianificati: dict[str, PeriodicTask],
) -> None:
    def orario(inizio: str) -> Any:
        return next(lavoro for nome, lavoro in pianificati.items() if nome.startswith(inizio))

    mensile, trimestrale = orario("Report mensile"), orario("Report trimestrale")
    spazzino = orario("Report: costruzione")

    assert (mensile.crontab.hour, mensile.crontab.day_of_month) == ("6", "1")
    assert mensile.crontab.month_of_year == "*"
    assert trimestrale.crontab.month_of_year == "1,4,7,10"
    assert str(mensile.crontab.timezone) == "Europe/Rome"
    assert (spazzino.interval.every, spazzino.expire_seconds) == (5, 5)
    assert orario("Report: recupera").crontab.hour == "6"


def test_schedules_are_made_once_and_can_be_undone(pianificati: dict[str, PeriodicTask]) -> None:
    executor = MigrationExecutor(connection)
    migrazione = executor.loader.get_migration("monitoraggio", "0002_pianificazione")
    apps = executor.loader.project_state(("monitoraggio", "0002_pianificazione")).apps
    operazione = migrazione.operations[0]

    operazione.code(apps, None)
    assert PeriodicTask.objects.filter(task__startswith="monitoraggio.").count() == 4

    operazione.reverse_code(apps, None)
    assert not PeriodicTask.objects.filter(task__startswith="monitoraggio.").exists()


def test_report_sample_writes_the_files_and_no_row(tmp_path: Any) -> None:
    call_command("report_sample", "trimestrale", "2024-08-01", cartella=tmp_path, verbosity=0)

    assert {f.suffix for f in tmp_path.iterdir()} >= {".csv", ".json", ".xlsx"}
    assert not ReportMonitoraggio.objects.exists()
