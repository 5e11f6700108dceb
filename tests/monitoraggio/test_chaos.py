"""Drills (QUALITY B6, B7) with real worker, beat and broker processes.

No lost report, none doubled, no half file. Nothing here measures time: it waits, and only what
never comes is a failure.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse

from fis_portal.core.pdf import pdf_disponibile
from fis_portal.core.storage import ArchivedFile, file_is_whole
from monitoraggio.enums import StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.services import report_request
from tests.accounts.factories import UserFactory
from tests.monitoraggio.officina import Officina, aspetta
from tests.progetti.factories import FaseProgettoFactory

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
FORMATI = ["csv", "json", "pdf", "xlsx"] if pdf_disponibile() else ["csv", "json", "xlsx"]


@pytest.fixture
def officina(tmp_path: Path, settings: Any) -> Iterator[Officina]:
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    _pianifica()
    officina = Officina(tmp_path)
    try:
        officina.valkey()
        officina.beat()
        yield officina
    finally:
        officina.chiudi()


def _pianifica() -> None:
    """The schedules as the migration makes them: tests that empty the tables take them away."""
    migrazione = MigrationLoader(connection).get_migration("monitoraggio", "0002_pianificazione")
    migrazione.operations[0].code(apps, None)


def _chiedi(mese: int) -> ReportMonitoraggio:
    return report_request(tipo=TipoReport.MENSILE, periodo_inizio=date(2024, mese, 1), by=None)


def _stato(report: ReportMonitoraggio) -> str:
    return ReportMonitoraggio.objects.values_list("stato", flat=True).get(pk=report.pk)


def _aspetta_pronto(report: ReportMonitoraggio, officina: Officina) -> ReportMonitoraggio:
    aspetta(f"{report} ready", lambda: _stato(report) == StatoReport.PRONTO, officina)
    report.refresh_from_db()
    return report


def _e_intero(report: ReportMonitoraggio) -> bool:
    """All its files are there, each with the content its name promises, and no half file."""
    file = list(report.file.order_by("formato"))
    interi = [file_is_whole(ArchivedFile(f.nome, f.sha256, f.byte)) for f in file]
    return [f.formato for f in file] == FORMATI and all(interi)


def test_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    officina: Officina,
) -> None:
    FaseProgettoFactory(stato="finanziata")
    for mese in range(1, 10):
        report = _chiedi(mese)
        worker = officina.worker()
        aspetta(
            "report under construction",
            lambda report=report: _stato(report) != StatoReport.IN_CODA,
            officina,
        )
        officina.uccidi(worker)
        if _stato(report) == StatoReport.IN_COSTRUZIONE:
            break
    else:
        pytest.fail("every report was ready before its worker could be killed")

    officina.worker()
    _aspetta_pronto(report, officina)

    assert report.tentativi >= 2
    assert _e_intero(report)
    assert ReportMonitoraggio.objects.filter(periodo_inizio=report.periodo_inizio).count() == 1


def test_database_connections_cut_under_worker_and_beat_lose_nothing(officina: Officina) -> None:
    """What a restart of PostgreSQL does to them, while idle and in the middle of a report."""
    FaseProgettoFactory(stato="finanziata")
    officina.worker()
    _aspetta_pronto(_chiedi(1), officina)

    _taglia_le_connessioni()
    secondo = _aspetta_pronto(_chiedi(2), officina)

    terzo = _chiedi(3)
    aspetta("third report begun", lambda: _stato(terzo) != StatoReport.IN_CODA, officina)
    _taglia_le_connessioni()
    _aspetta_pronto(terzo, officina)

    assert _e_intero(secondo)
    assert _e_intero(terzo)


def _taglia_le_connessioni() -> None:
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def capo() -> Client:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=["request_reportmonitoraggio", "view_reportmonitoraggio"]
        )
    )
    client = Client()
    client.force_login(user)
    return client


def test_broker_frozen_or_gone_takes_requests_and_builds_them_when_it_is_back(
    officina: Officina, capo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    FaseProgettoFactory(stato="finanziata", data=date(2024, 1, 10))
    # Whoever tried to reach the broker from here would reach the one that does not answer.
    monkeypatch.setattr(current_app.conf, "broker_url", officina.broker)
    valkey = officina.processi[0]
    officina.worker()
    _aspetta_pronto(_chiedi(1), officina)

    os.kill(valkey.pid, signal.SIGSTOP)
    congelato = _senza_restare_appesi(lambda: _chiedi_dal_web(capo, 2))
    assert _stato(congelato) == StatoReport.IN_CODA
    os.kill(valkey.pid, signal.SIGCONT)
    assert _e_intero(_aspetta_pronto(congelato, officina))

    officina.uccidi(valkey)
    spento = _chiedi_dal_web(capo, 3)
    assert _stato(spento) == StatoReport.IN_CODA
    officina.valkey()
    assert _e_intero(_aspetta_pronto(spento, officina))
    assert set(ReportMonitoraggio.objects.values_list("tentativi", flat=True)) == {1}


def _chiedi_dal_web(client: Client, mese: int) -> ReportMonitoraggio:
    risposta = client.post(
        reverse("admin:monitoraggio_reportmonitoraggio_chiedi"),
        {"periodo": f"mensile:2024-{mese:02d}-01"},
    )
    assert risposta.status_code == 302
    return ReportMonitoraggio.objects.get(periodo_inizio=date(2024, mese, 1))


def _senza_restare_appesi(cosa: Callable[[], ReportMonitoraggio]) -> ReportMonitoraggio:
    """Do it in a thread, so that whoever hangs on the frozen broker fails instead."""

    def fai() -> ReportMonitoraggio:
        try:
            return cosa()
        finally:
            connection.close()

    altrove = ThreadPoolExecutor(1)
    try:
        return altrove.submit(fai).result(timeout=120)
    finally:
        altrove.shutdown(wait=False)
