from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from fis_portal.accounts.models import User
from fis_portal.core.storage import file_store
from monitoraggio.enums import StatoReport
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from tests.accounts.factories import UserFactory
from tests.core.factories import FonteFactory
from tests.monitoraggio.factories import (
    DatoPubblicatoFactory,
    FileReportFactory,
    ReportMonitoraggioFactory,
)
from tests.progetti.factories import FaseProgettoFactory

pytestmark = pytest.mark.django_db
NOME = "admin:monitoraggio_reportmonitoraggio"


def _con_diritti(*codici: str) -> User:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codici))
    return user


@pytest.fixture
def capo(client: Client) -> Client:
    """Staff who may ask for and publish reports."""
    client.force_login(
        _con_diritti(
            "view_reportmonitoraggio",
            "view_filereport",
            "request_reportmonitoraggio",
            "publish_reportmonitoraggio",
        )
    )
    return client


@pytest.fixture
def lettore(client: Client) -> Client:
    """Staff who may only look."""
    client.force_login(_con_diritti("view_reportmonitoraggio"))
    return client


def _url(azione: str, *args: Any) -> str:
    return reverse(f"{NOME}_{azione}", args=args)


# --- Asking ---------------------------------------------------------------------------------------


def test_staff_ask_for_a_report_and_land_on_its_page(capo: Client) -> None:
    FaseProgettoFactory(data=date(2024, 1, 10))

    risposta = capo.post(_url("chiedi"), {"periodo": "trimestrale:2024-07-01"}, follow=True)

    report = ReportMonitoraggio.objects.get()
    assert risposta.redirect_chain == [(_url("change", report.pk), 302)]
    assert (report.data_riferimento, report.is_demo) == (date(2024, 9, 30), False)
    assert report.richiesto_da is not None
    assert "Report in coda" in risposta.content.decode()


def test_form_offers_the_periods_since_the_programme_began(capo: Client) -> None:
    FaseProgettoFactory(data=date(2024, 1, 10))

    testo = capo.get(_url("chiedi")).content.decode()

    assert "mensile:2024-01-01" in testo
    assert "mensile:2023-12-01" not in testo
    assert "(in corso)" in testo


@pytest.mark.parametrize(
    "dati",
    [
        {},
        {"periodo": "trimestrale:2024-07-02"},
        {"periodo": "settimanale:2024-07-01"},
        {"periodo": "trimestrale:2024-07-01", "data_riferimento": "31/02/2024"},
        {"periodo": "trimestrale:2024-07-01", "data_riferimento": "01/10/2024"},
    ],
)
def test_wrong_requests_are_told_and_ask_for_nothing(capo: Client, dati: dict[str, str]) -> None:
    FaseProgettoFactory(data=date(2024, 1, 10))

    risposta = capo.post(_url("chiedi"), dati)

    assert risposta.status_code == 422
    assert not ReportMonitoraggio.objects.exists()


# --- The page of a report -------------------------------------------------------------------------


def test_page_of_a_report_under_construction_shows_how_far_it_is(capo: Client) -> None:
    report = ReportMonitoraggioFactory(
        in_costruzione=True, avanzamento=45, passo="Impaginazione del PDF"
    )

    testo = capo.get(_url("change", report.pk)).content.decode()

    assert 'value="45"' in testo
    assert "Impaginazione del PDF" in testo
    assert _url("avanzamento", report.pk) in testo
    assert "js/report_avanzamento.js" in testo


def test_progress_endpoint_tells_state_and_step(lettore: Client) -> None:
    report = ReportMonitoraggioFactory(in_costruzione=True, avanzamento=45, passo="Tabella CSV")

    assert lettore.get(_url("avanzamento", report.pk)).json() == {
        "stato": "in_costruzione",
        "testo": "In costruzione",
        "avanzamento": 45,
        "passo": "Tabella CSV",
        "finito": False,
    }


@pytest.mark.parametrize("stato", ["pronto", "fallito"])
def test_progress_endpoint_says_when_there_is_nothing_more_to_wait_for(
    lettore: Client, stato: str
) -> None:
    report = ReportMonitoraggioFactory(**{stato: True})

    assert lettore.get(_url("avanzamento", report.pk)).json()["finito"] is True


def test_failed_report_says_what_happened_and_offers_to_try_again(capo: Client) -> None:
    report = ReportMonitoraggioFactory(fallito=True)

    testo = capo.get(_url("change", report.pk)).content.decode()

    assert "La costruzione non è riuscita." in testo
    assert _url("riprova", report.pk) in testo
    assert _url("pubblica", report.pk) not in testo


def test_ready_report_offers_files_and_publication(capo: Client) -> None:
    report = ReportMonitoraggioFactory(pronto=True, avviso="Manca il PDF.")
    FileReportFactory(report=report)

    testo = capo.get(_url("change", report.pk)).content.decode()

    assert _url("file", report.pk, "csv") in testo
    assert "Manca il PDF." in testo
    assert _url("pubblica", report.pk) in testo
    assert _url("riprova", report.pk) not in testo


def test_reports_cannot_be_typed_changed_or_deleted(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    report = ReportMonitoraggioFactory(pronto=True)

    assert client.get(_url("add")).status_code == 403
    assert client.post(_url("change", report.pk), {"tipo": "annuale"}).status_code == 403
    assert client.post(_url("delete", report.pk), {"post": "yes"}).status_code == 403


# --- Publishing and trying again ------------------------------------------------------------------


def test_publishing_asks_first_and_a_get_changes_nothing(capo: Client) -> None:
    report = ReportMonitoraggioFactory(pronto=True)

    risposta = capo.get(_url("pubblica", report.pk))

    report.refresh_from_db()
    assert "diventa visibile a tutti" in risposta.content.decode()
    assert report.pubblicato_at is None


def test_publishing_makes_it_public(capo: Client) -> None:
    report = ReportMonitoraggioFactory(pronto=True)

    capo.post(_url("pubblica", report.pk))

    report.refresh_from_db()
    assert report.pubblicato_at is not None
    assert report.pubblicato_da is not None


def test_publishing_what_is_not_ready_is_refused_in_words(capo: Client) -> None:
    report = ReportMonitoraggioFactory()

    risposta = capo.post(_url("pubblica", report.pk), follow=True)

    assert "Il report non è pronto" in risposta.content.decode()


def test_trying_again_puts_it_back_in_the_queue(capo: Client) -> None:
    report = ReportMonitoraggioFactory(fallito=True)

    capo.post(_url("riprova", report.pk))

    report.refresh_from_db()
    assert report.stato == StatoReport.IN_CODA


# --- Rights ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("azione", ["pubblica", "riprova"])
@pytest.mark.parametrize("metodo", ["get", "post"])
def test_who_may_only_look_does_not_act(lettore: Client, azione: str, metodo: str) -> None:
    report = ReportMonitoraggioFactory(pronto=True)

    assert getattr(lettore, metodo)(_url(azione, report.pk)).status_code == 403
    assert getattr(lettore, metodo)(_url("chiedi")).status_code == 403


def test_who_may_not_see_reports_gets_neither_progress_nor_files(client: Client) -> None:
    client.force_login(_con_diritti("view_datopubblicato"))
    report = ReportMonitoraggioFactory(pronto=True)
    FileReportFactory(report=report)

    assert client.get(_url("avanzamento", report.pk)).status_code == 403
    assert client.get(_url("file", report.pk, "csv")).status_code == 403


def test_strangers_are_sent_to_the_log_in(client: Client) -> None:
    report = ReportMonitoraggioFactory(pronto=True)

    for indirizzo in (_url("avanzamento", report.pk), _url("file", report.pk, "csv")):
        assert client.get(indirizzo).status_code == 302


def test_staff_download_files_before_publication(lettore: Client) -> None:
    report = ReportMonitoraggioFactory(pronto=True)
    file = file_store(b"a,b\r\n", "csv", "report")
    FileReportFactory(report=report, nome=file.nome, sha256=file.sha256, byte=file.byte)

    risposta = lettore.get(_url("file", report.pk, "csv"))

    assert b"".join(risposta) == b"a,b\r\n"
    assert lettore.get(_url("file", report.pk, "pdf")).status_code == 404
    assert lettore.get(_url("file", 10**6, "csv")).status_code == 404


# --- Lists ----------------------------------------------------------------------------------------


def test_list_of_reports_asks_the_same_questions_for_1_and_20(
    capo: Client, django_assert_max_num_queries: Any
) -> None:
    contate = []
    for dal, al in ((1, 2), (2, 21)):
        for n in range(dal, al):
            ReportMonitoraggioFactory(versione=n, richiesto_da=UserFactory())
        with django_assert_max_num_queries(8) as domande:
            assert capo.get(_url("changelist")).status_code == 200
        contate.append(len(domande))

    assert contate[0] == contate[1]


def test_published_figure_is_added_with_its_source(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    fonte = FonteFactory()

    client.post(
        reverse("admin:monitoraggio_datopubblicato_add"),
        {
            "codice": "comuni",
            "etichetta": "Comuni candidati",
            "valore": "34,5",
            "unita": "Comuni",
            "fonte": fonte.pk,
            "figura": "imbuto",
            "voce": "candidati",
            "ordine": "0",
        },
    )

    dato = DatoPubblicato.objects.get()
    assert (str(dato.valore), dato.figura) == ("34.50", "imbuto")


def test_published_figures_are_listed_and_exported(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    DatoPubblicatoFactory(etichetta="Comuni candidati", figura="imbuto")

    elenco = client.get(reverse("admin:monitoraggio_datopubblicato_changelist"))

    assert "Il percorso dei Comuni nel programma" in elenco.content.decode()
