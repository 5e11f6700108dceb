from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.storage import file_store
from monitoraggio.coda import interrompi
from monitoraggio.enums import TipoReport
from monitoraggio.models import PianificazioneReport, ReportMonitoraggio
from monitoraggio.selectors import report_pubblicati
from monitoraggio.services import (
    pianificazione_set,
    report_pianificati_ensure,
    report_publish,
    report_withdraw,
)
from monitoraggio.services.pubblicazione import destinatari_notify
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ComuneFactory
from tests.monitoraggio.factories import (
    DestinatarioReportFactory,
    FileReportFactory,
    ModelloReportFactory,
    PianificazioneReportFactory,
    ReportMonitoraggioFactory,
    SezioneModelloFactory,
)

pytestmark = pytest.mark.django_db
PAGINA = "/monitoraggio/report/2024/t3/"
MOTIVO = "Una cifra contava due volte lo stesso progetto."
OGGI = date(2024, 11, 20)


# --- Recipients -----------------------------------------------------------------------------------


def test_publication_writes_to_who_follows_this_kind_once() -> None:
    comune = ComuneFactory()
    for campi in (
        {"email": "tutti@esempio.it", "nome": "Anna"},
        {"email": "trimestri@esempio.it", "tipo": "trimestrale"},
        {"email": "mesi@esempio.it", "tipo": "mensile"},
        {"email": "tolto@esempio.it", "attivo": False},
        {"email": "comune@esempio.it", "comune": comune},
        {"email": "Tutti@esempio.it", "tipo": "trimestrale"},
    ):
        DestinatarioReportFactory(**campi)
    report = ReportMonitoraggioFactory(pronto=True)

    pubblicato = report_publish(report=report, by=None)

    assert {m.a.lower() for m in Messaggio.objects.all()} == {
        "tutti@esempio.it",
        "trimestri@esempio.it",
    }
    assert Messaggio.objects.count() == 2
    testo = Messaggio.objects.order_by("pk")[0].testo
    assert f"https://portale.example{PAGINA}" in testo
    assert destinatari_notify(pubblicato) == 0


def test_report_of_a_comune_is_told_to_its_own_recipients() -> None:
    comune = ComuneFactory()
    DestinatarioReportFactory()
    DestinatarioReportFactory(email="comune@esempio.it", comune=comune)

    report_publish(report=ReportMonitoraggioFactory(pronto=True, comune=comune), by=None)

    assert [m.a for m in Messaggio.objects.all()] == ["comune@esempio.it"]


def test_an_invented_report_is_told_to_nobody() -> None:
    DestinatarioReportFactory()

    report_publish(report=ReportMonitoraggioFactory(pronto=True, dimostrativo=True), by=None)

    assert not Messaggio.objects.exists()


def test_a_publication_rolled_back_takes_its_mail_with_it() -> None:
    DestinatarioReportFactory()
    report = ReportMonitoraggioFactory(pronto=True)

    with transaction.atomic():
        report_publish(report=report, by=None)
        transaction.set_rollback(True)

    assert not Messaggio.objects.exists()


# --- Withdrawal -----------------------------------------------------------------------------------


def test_withdrawal_keeps_the_row_its_hash_and_says_why() -> None:
    staff = UserFactory(is_staff=True)
    report = ReportMonitoraggioFactory(pubblicato=True)

    ritirato = report_withdraw(report=report, motivo=f"  {MOTIVO}\n", by=staff)

    assert (ritirato.motivo_ritiro, ritirato.ritirato_da) == (MOTIVO, staff)
    assert ritirato.sha256 == report.sha256
    assert not ReportMonitoraggio.objects.public().exists()
    assert ReportMonitoraggio.objects.usciti().exists()


@pytest.mark.parametrize(
    ("stato", "motivo", "codice"),
    [
        ({"pronto": True}, MOTIVO, "report_non_pubblicato"),
        ({"ritirato": True}, MOTIVO, "report_gia_ritirato"),
        ({"pubblicato": True}, "no", "motivo_mancante"),
        ({"pubblicato": True}, "x" * 1001, "motivo_mancante"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(
    stato: dict[str, bool], motivo: str, codice: str
) -> None:
    with pytest.raises(DomainError) as errore:
        report_withdraw(report=ReportMonitoraggioFactory(**stato), motivo=motivo, by=None)

    assert errore.value.code == codice


def test_the_database_wants_a_reason_and_keeps_the_comune_of_a_built_report() -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)
    righe = ReportMonitoraggio.objects.filter(pk=report.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        righe.update(motivo_ritiro="senza data")
    with pytest.raises(InternalError), transaction.atomic():
        righe.update(comune=ComuneFactory())


def _ritirato(**campi: Any) -> ReportMonitoraggio:
    report = ReportMonitoraggioFactory(ritirato=True, **campi)
    file = file_store(b"riga\r\n", "csv", "report")
    FileReportFactory(report=report, nome=file.nome, sha256=file.sha256, byte=file.byte)
    return report


def test_address_of_a_withdrawn_report_says_when_and_why_and_gives_no_file(
    client: Client,
) -> None:
    report = _ritirato()

    pagina, file = client.get(PAGINA), client.get(f"{PAGINA}1/csv")

    assert pagina.status_code == 200
    assert "Report ritirato il" in pagina.content.decode()
    assert report.motivo_ritiro in pagina.content.decode()
    assert report.sha256 in pagina.content.decode()
    assert f"{PAGINA}1/csv" not in pagina.content.decode()
    assert file.status_code == 410
    assert report.motivo_ritiro in file.content.decode()


def test_a_withdrawn_version_gives_way_to_the_one_that_still_stands(client: Client) -> None:
    ReportMonitoraggioFactory(pubblicato=True)
    _ritirato(versione=2)

    assert client.get(PAGINA).context["report"].versione == 1
    assert "Report ritirato il" in client.get(PAGINA, {"versione": "2"}).content.decode()
    assert [r.versione for r in report_pubblicati(dimostrativi=False)] == [1]


def test_api_lists_withdrawn_reports_as_such(client: Client) -> None:
    report = _ritirato()

    riga = client.get(reverse("api:report-detail", args=[report.pk])).json()

    assert (riga["stato"], riga["motivo_ritiro"]) == ("ritirato", report.motivo_ritiro)
    assert (riga["file"], riga["sha256"]) == ([], report.sha256)


# --- Schedule -------------------------------------------------------------------------------------


def test_a_kind_switched_off_plans_nothing_and_its_template_is_used_when_on() -> None:
    modello = ModelloReportFactory(tipo="trimestrale")
    SezioneModelloFactory(modello=modello, figura="temi")
    PianificazioneReportFactory(tipo="mensile", attiva=False)
    PianificazioneReport.objects.filter(tipo="mensile").update(attiva=False)
    pianificazione_set(tipo=TipoReport.TRIMESTRALE, attiva=True, modello=modello, by=None)

    report_pianificati_ensure(OGGI)

    report = ReportMonitoraggio.objects.get()
    assert (report.tipo, report.modello) == ("trimestrale", modello)
    assert [s.figura for s in report.sezioni.all()] == ["temi"]


def test_periods_that_ended_while_a_kind_was_off_are_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solo_mensile = [TipoReport.MENSILE]
    report_pianificati_ensure(date(2024, 3, 10), solo_mensile)
    pianificazione_set(tipo=TipoReport.MENSILE, attiva=False, modello=None, by=None)
    report_pianificati_ensure(date(2024, 6, 10), solo_mensile)
    monkeypatch.setattr(
        "monitoraggio.services.pianificazione.timezone.localdate", lambda: date(2024, 9, 15)
    )
    pianificazione_set(tipo=TipoReport.MENSILE, attiva=True, modello=None, by=None)

    report_pianificati_ensure(date(2024, 11, 10), solo_mensile)

    mesi = sorted(r.periodo_inizio.month for r in ReportMonitoraggio.objects.all())
    assert mesi == [2, 9, 10]


@pytest.mark.parametrize(
    "modello", [{"tipo": "mensile"}, {"di_un_comune": True}, {"attivo": False}]
)
def test_schedule_refuses_a_template_made_for_something_else(modello: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as errore:
        pianificazione_set(
            tipo=TipoReport.TRIMESTRALE,
            attiva=True,
            modello=ModelloReportFactory(**modello),
            by=None,
        )

    assert list(errore.value.fields) == ["modello"]


# --- Alarms ---------------------------------------------------------------------------------------


def test_who_publishes_reports_is_told_once_that_one_failed() -> None:
    capo = UserFactory(is_staff=True, is_superuser=True)
    UserFactory(is_staff=True)
    UserFactory(is_superuser=True, is_staff=True, is_active=False)
    report = ReportMonitoraggioFactory(interrotto=True, tentativi=12)

    for _volta in range(2):
        interrompi(report, report.heartbeat_at)

    messaggio = Messaggio.objects.get()
    assert messaggio.a == capo.email
    indirizzo = reverse("admin:monitoraggio_reportmonitoraggio_change", args=[report.pk])
    assert f"https://portale.example{indirizzo}" in messaggio.testo
