import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as impostazioni
from django.utils import timezone

from fis_portal.core import pdf
from fis_portal.core.storage import ArchivedFile, file_is_whole, file_open
from monitoraggio import build
from monitoraggio.build import report_build, report_claim
from monitoraggio.collect import canonical_json, sha256_of
from monitoraggio.enums import FormatoReport, StatoReport
from monitoraggio.models import FileReport, ReportMonitoraggio
from monitoraggio.services import report_dispatch, report_retry
from tests.monitoraggio.factories import ReportMonitoraggioFactory

pytestmark = pytest.mark.django_db


class Guasto(Exception):
    """Something nobody thought of."""


@pytest.fixture
def senza_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the system libraries: most of these tests need no PDF, and it is slow."""
    monkeypatch.setattr(pdf, "_mancanti", lambda: ("libpango-1.0.so.0",))


@pytest.fixture
def guasto(monkeypatch: pytest.MonkeyPatch) -> None:
    def rompi(report: ReportMonitoraggio) -> None:
        raise Guasto("secret detail")

    monkeypatch.setattr(build, "report_collect", rompi)


def _riletto(report: ReportMonitoraggio) -> ReportMonitoraggio:
    return ReportMonitoraggio.objects.get(pk=report.pk)


@pytest.mark.skipif(not pdf.pdf_disponibile(), reason=f"needs: {pdf.COMANDO_APT}")
@pytest.mark.usefixtures("programma")
def test_build_delivers_four_whole_files_and_freezes_the_data(report: ReportMonitoraggio) -> None:
    assert report_build(report.pk) is True

    riletto = _riletto(report)
    file = list(riletto.file.all())
    assert (riletto.stato, riletto.avanzamento, riletto.avviso) == (StatoReport.PRONTO, 100, "")
    assert sorted(f.formato for f in file) == ["csv", "json", "pdf", "xlsx"]
    assert all(file_is_whole(ArchivedFile(f.nome, f.sha256, f.byte)) for f in file)
    assert riletto.sha256 == sha256_of(riletto.dati)
    with file_open(riletto.file.get(formato="json").nome) as aperto:
        assert aperto.read() == canonical_json(riletto.dati)


@pytest.mark.usefixtures("senza_pdf")
def test_building_again_does_nothing(report: ReportMonitoraggio) -> None:
    report_build(report.pk)
    prima = _riletto(report)

    assert report_build(report.pk) is False

    assert _riletto(report).pronto_at == prima.pronto_at
    assert FileReport.objects.count() == 3


@pytest.mark.usefixtures("senza_pdf")
def test_without_system_libraries_the_rest_is_delivered_and_says_what_to_install(
    report: ReportMonitoraggio,
) -> None:
    assert report_build(report.pk) is True

    riletto = _riletto(report)
    assert sorted(riletto.file.values_list("formato", flat=True)) == ["csv", "json", "xlsx"]
    assert pdf.COMANDO_APT in riletto.avviso
    assert "chiedi una nuova versione" in riletto.avviso


@pytest.mark.usefixtures("senza_pdf")
def test_two_reports_on_the_same_data_share_their_files(report: ReportMonitoraggio) -> None:
    report_build(report.pk)
    report_build(ReportMonitoraggioFactory(versione=2).pk)

    assert FileReport.objects.count() == 6
    cartella = Path(impostazioni.MEDIA_ROOT) / "report"
    assert len([f for f in cartella.rglob("*") if f.is_file()]) == 3


@pytest.mark.parametrize("stato", ["pronto", "fallito", "in_costruzione"])
def test_what_is_done_failed_or_in_good_hands_is_left_alone(stato: str) -> None:
    report = ReportMonitoraggioFactory(**{stato: True})

    assert report_claim(report.pk) is None
    assert _riletto(report).tentativi == report.tentativi


def test_a_report_whose_builder_died_is_claimed_with_a_new_token() -> None:
    report = ReportMonitoraggioFactory(interrotto=True)

    presa = report_claim(report.pk)

    assert presa is not None
    assert presa.tentativo == 2


def test_how_long_a_silent_builder_is_waited_for_is_a_setting(settings: Any) -> None:
    report = ReportMonitoraggioFactory(
        in_costruzione=True, heartbeat_at=timezone.now() - timedelta(seconds=30)
    )

    assert report_claim(report.pk) is None
    settings.REPORT_SENZA_NOTIZIE_S = 20
    assert report_claim(report.pk) is not None


# --- Failures -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("guasto")
def test_an_unexpected_error_puts_the_report_back_in_the_queue(report: ReportMonitoraggio) -> None:
    with pytest.raises(Guasto):
        report_build(report.pk)

    riletto = _riletto(report)
    assert (riletto.stato, riletto.tentativi) == (StatoReport.IN_CODA, 1)


@pytest.mark.usefixtures("guasto")
def test_a_failure_is_tried_again_when_it_may_be_over(report: ReportMonitoraggio) -> None:
    with pytest.raises(Guasto):
        report_build(report.pk)
    adesso = timezone.now()

    assert report_dispatch(adesso) == []
    assert report_dispatch(adesso + timedelta(seconds=31)) == [report.pk]


@pytest.mark.usefixtures("guasto")
def test_the_third_failure_is_final_and_tells_no_internals(report: ReportMonitoraggio) -> None:
    for _volta in range(3):
        with pytest.raises(Guasto):
            report_build(report.pk)

    riletto = _riletto(report)
    assert riletto.stato == StatoReport.FALLITO
    assert "errore interno" in riletto.errore
    assert "secret detail" not in riletto.errore
    assert report_build(report.pk) is False


def test_full_disk_is_told_in_words_and_leaves_no_file_behind(
    report: ReportMonitoraggio, settings: Any, tmp_path: Path, senza_pdf: None
) -> None:
    (tmp_path / "pieno").write_text("a file, not a folder")
    settings.MEDIA_ROOT = tmp_path / "pieno"

    with pytest.raises(Exception, match="non accetta scritture"):
        report_build(report.pk)

    assert "l'archivio del portale non accetta scritture" in _riletto(report).errore
    assert not FileReport.objects.exists()


@pytest.mark.usefixtures("senza_pdf")
def test_a_failed_report_is_built_when_somebody_tries_again(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as rotto:
        rotto.setattr(build, "report_collect", lambda report: json.loads("{"))
        for _volta in range(3):
            with pytest.raises(json.JSONDecodeError):
                report_build(report.pk)

    report_retry(report=_riletto(report), by=None)

    assert report_build(report.pk) is True
    riletto = _riletto(report)
    assert (riletto.stato, riletto.errore, riletto.tentativi) == (StatoReport.PRONTO, "", 4)


# --- A builder taken for dead that wakes up -------------------------------------------------------


@pytest.mark.usefixtures("senza_pdf")
@pytest.mark.parametrize("quando", list(FormatoReport))
def test_a_builder_that_lost_its_claim_delivers_nothing(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch, quando: FormatoReport
) -> None:
    vero = build.report_render

    def lento(dati: Any, formato: FormatoReport, **altro: Any) -> bytes:
        if formato == quando:  # meanwhile another builder has taken over
            ReportMonitoraggio.objects.filter(pk=report.pk).update(tentativi=2)
        return vero(dati, formato, **altro)

    monkeypatch.setattr(build, "report_render", lento)

    assert report_build(report.pk) is False

    riletto = _riletto(report)
    assert (riletto.stato, riletto.tentativi) == (StatoReport.IN_COSTRUZIONE, 2)
    assert not FileReport.objects.exists()


def test_an_error_of_a_builder_that_lost_its_claim_does_not_disturb_the_new_one(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def perdi_e_rompi(report: ReportMonitoraggio) -> None:
        ReportMonitoraggio.objects.filter(pk=report.pk).update(tentativi=2)
        raise Guasto

    monkeypatch.setattr(build, "report_collect", perdi_e_rompi)

    with pytest.raises(Guasto):
        report_build(report.pk)

    assert _riletto(report).stato == StatoReport.IN_COSTRUZIONE


@pytest.mark.usefixtures("senza_pdf")
def test_progress_is_shown_at_each_step(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch
) -> None:
    visti: list[tuple[int, str]] = []
    vero = build.report_render

    def spia(dati: Any, formato: FormatoReport, **altro: Any) -> bytes:
        riletto = _riletto(report)
        assert riletto.heartbeat_at is not None
        visti.append((riletto.avanzamento, riletto.passo))
        return vero(dati, formato, **altro)

    monkeypatch.setattr(build, "report_render", spia)
    report_build(report.pk)

    assert visti == sorted(visti)
    assert [passo for _n, passo in visti][-1] == "Impaginazione del PDF"
