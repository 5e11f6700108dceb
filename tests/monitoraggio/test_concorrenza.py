"""Many at once on real PostgreSQL: each period is planned once, each report delivered once."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fis_portal.core import pdf
from monitoraggio.build import report_build
from monitoraggio.enums import StatoReport, TipoReport
from monitoraggio.models import FileReport, ReportMonitoraggio
from monitoraggio.registro.classi import primi_da_contare
from monitoraggio.services import (
    indicatori_count,
    indicatori_count_all,
    report_dispatch,
    report_pianificati_ensure,
    report_request,
    riepiloghi_compare,
)
from outcomes.models import Rilevazione
from tests.monitoraggio.factories import ReportMonitoraggioFactory
from tests.outcomes.factories import RendicontazioneFactory, RilevazioneFactory

pytestmark = pytest.mark.django_db(transaction=True)
IN_PARALLELO = 4


@pytest.fixture(autouse=True)
def _senza_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_mancanti", lambda: ("libpango-1.0.so.0",))


@pytest.fixture
def insieme() -> Iterator[Callable[[Callable[[], Any]], list[Any]]]:
    """Run the same thing in four threads that start together, each with its own connection."""
    partenza = Barrier(IN_PARALLELO)

    def esegui(cosa: Callable[[], Any]) -> Any:
        partenza.wait()
        try:
            return cosa()
        finally:
            connection.close()

    with ThreadPoolExecutor(IN_PARALLELO) as fili:
        yield lambda cosa: list(fili.map(esegui, [cosa] * IN_PARALLELO))


def test_four_planners_make_each_missed_period_once(insieme: Any) -> None:
    report_pianificati_ensure(date(2024, 3, 10))

    aggiunti = insieme(lambda: report_pianificati_ensure(date(2024, 8, 1)))

    chiavi = list(ReportMonitoraggio.objects.values_list("tipo", "periodo_inizio"))
    assert sum(aggiunti) == 7
    assert len(chiavi) == len(set(chiavi)) == 9


def test_four_requests_for_the_same_period_are_four_versions(insieme: Any) -> None:
    inizio = date(2024, 9, 1)

    chiesti = insieme(
        lambda: report_request(tipo=TipoReport.MENSILE, periodo_inizio=inizio, by=None)
    )

    assert sorted(report.versione for report in chiesti) == [1, 2, 3, 4]


def test_four_builders_deliver_one_report_with_one_set_of_files(insieme: Any) -> None:
    report = ReportMonitoraggioFactory()

    esiti = insieme(lambda: report_build(report.pk))

    report.refresh_from_db()
    assert sorted(esiti) == [False, False, False, True]
    assert (report.stato, report.tentativi) == (StatoReport.PRONTO, 1)
    assert FileReport.objects.filter(report=report).count() == 3


def test_four_builders_take_over_a_dead_ones_report_once(insieme: Any) -> None:
    report = ReportMonitoraggioFactory(interrotto=True)

    esiti = insieme(lambda: report_build(report.pk))

    report.refresh_from_db()
    assert sum(esiti) == 1
    assert (report.stato, report.tentativi) == (StatoReport.PRONTO, 2)


def test_four_sweepers_order_each_report_once(insieme: Any) -> None:
    attesi = {ReportMonitoraggioFactory(versione=n).pk for n in range(1, 7)}
    adesso = timezone.now()

    ordinati = [pk for lista in insieme(lambda: report_dispatch(adesso)) for pk in lista]

    # Rows another sweeper holds are skipped, so all at once may leave some to the next sweep.
    assert len(ordinati) == len(set(ordinati))
    assert {*ordinati, *report_dispatch(adesso)} == attesi


def test_indicators_written_and_counted_at_once_are_what_a_recount_gives(insieme: Any) -> None:
    righe = [
        RilevazioneFactory(
            rendicontazione=RendicontazioneFactory(
                accettata=True, quadro__progetto__finanziato=True
            ),
            valore=n,
        ).pk
        for n in range(6)
    ]

    def scrive_e_conta() -> None:
        caso = random.Random(threading.get_ident())
        for _giro in range(12):
            with transaction.atomic():
                for pk in sorted(caso.sample(righe, 2)):
                    Rilevazione.objects.filter(pk=pk).update(valore=caso.randrange(20))
            indicatori_count(4)

    insieme(scrive_e_conta)
    indicatori_count_all()

    assert not primi_da_contare(1)
    assert not any(riepiloghi_compare().values())
    with connection.cursor() as cursore:
        cursore.execute("SELECT count(*) FROM monitoraggio_contributoindicatori")
        assert cursore.fetchone() == (6,)
