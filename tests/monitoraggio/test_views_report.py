import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fis_portal.core.storage import file_store
from monitoraggio.collect import sha256_of
from monitoraggio.models import ReportMonitoraggio
from tests.monitoraggio.factories import FileReportFactory, ReportMonitoraggioFactory

pytestmark = pytest.mark.django_db
ELENCO = reverse("monitoraggio:report_list")
PAGINA = "/monitoraggio/report/2024/t3/"
GOLDEN = json.loads((Path(__file__).parent / "golden" / "report.json").read_text())
MACROAREE = {
    **next(figura for figura in GOLDEN["figure"] if figura["codice"] == "macroaree"),
    "frase": "Inclusione sociale è la più frequente.",
    "confronti": [],
}


@pytest.fixture
def pubblicato() -> ReportMonitoraggio:
    """A published report with a CSV on disk."""
    report = ReportMonitoraggioFactory(
        pubblicato=True,
        dati={"portale": {"sito": "https://portale.example"}, "figure": [MACROAREE]},
    )
    _con_file(report)
    return report


def _con_file(report: ReportMonitoraggio, contenuto: bytes = b"riga,figura\r\n") -> None:
    file = file_store(contenuto, "csv", "report")
    FileReportFactory(report=report, nome=file.nome, sha256=file.sha256, byte=file.byte)


# --- List -----------------------------------------------------------------------------------------


def test_list_shows_published_reports_only(client: Client, pubblicato: ReportMonitoraggio) -> None:
    ReportMonitoraggioFactory(mensile=True, pronto=True)

    testo = client.get(ELENCO).content.decode()

    assert "Report trimestrale, 3° trimestre 2024" in testo
    assert "Report mensile" not in testo


def test_empty_list_says_why_and_what_comes_next(client: Client) -> None:
    testo = client.get(ELENCO).content.decode()

    assert "Nessun report è ancora pubblicato" in testo


def test_demonstrative_reports_are_listed_on_request_under_the_banner(client: Client) -> None:
    ReportMonitoraggioFactory(pubblicato=True, dimostrativo=True)

    assert "3° trimestre 2024" not in client.get(ELENCO).content.decode()
    con_prove = client.get(ELENCO, {"dimostrativi": "1"}).content.decode()
    assert "3° trimestre 2024" in con_prove
    assert "Questa pagina contiene dati dimostrativi" in con_prove


def test_list_asks_the_same_number_of_questions_for_1_and_20_reports(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    contate = []
    for dal, al in ((1, 2), (2, 21)):
        for n in range(dal, al):
            report = ReportMonitoraggioFactory(
                pubblicato=True,
                periodo_inizio=timezone.datetime(2000 + n, 7, 1).date(),
                periodo_fine=timezone.datetime(2000 + n, 9, 30).date(),
            )
            FileReportFactory(report=report)
        with django_assert_max_num_queries(5) as domande:
            client.get(ELENCO)
        contate.append(len(domande))

    assert contate[0] == contate[1]


@pytest.mark.parametrize("pagina", ["0", "-1", "2", "999999999999999999999", "abc"])
def test_list_says_that_a_page_does_not_exist(
    client: Client, pubblicato: ReportMonitoraggio, pagina: str
) -> None:
    risposta = client.get(ELENCO, {"page": pagina})

    assert risposta.status_code == 404
    assert "di questo elenco non esiste: l&#x27;ultima è la 1" in risposta.content.decode()


@pytest.mark.parametrize(
    ("query", "problema"),
    [
        ({"anno": "2024"}, "Il parametro «anno» non esiste."),
        ({"dimostrativi": "forse"}, "Scrivi 1 per sì oppure 0 per no."),
        ({"dimostrativi": ["0", "1"]}, "accetta un solo valore"),
    ],
)
def test_list_says_what_is_wrong_with_the_address(
    client: Client, query: dict[str, Any], problema: str
) -> None:
    risposta = client.get(ELENCO, query)

    assert risposta.status_code == 400
    assert problema in risposta.content.decode()


# --- Page of a report -----------------------------------------------------------------------------


def test_page_shows_figures_files_and_fingerprint(
    client: Client, pubblicato: ReportMonitoraggio
) -> None:
    risposta = client.get(PAGINA)
    testo = risposta.content.decode()

    assert risposta.status_code == 200
    assert "Inclusione sociale è la più frequente." in testo
    assert 'class="fis-copertina"' in testo
    assert "/monitoraggio/dati/macroaree/?alla=2024-09-30" in testo
    assert f"{PAGINA}1/csv" in testo
    assert pubblicato.sha256 in testo


def test_page_shows_the_newest_version_and_older_ones_by_number(
    client: Client, pubblicato: ReportMonitoraggio
) -> None:
    ReportMonitoraggioFactory(pubblicato=True, versione=2)

    assert client.get(PAGINA).context["report"].versione == 2
    vecchia = client.get(PAGINA, {"versione": "1"})
    assert vecchia.context["report"] == pubblicato
    assert "Questa è la versione 1, superata." in vecchia.content.decode()


@pytest.mark.parametrize(
    "indirizzo",
    [
        "/monitoraggio/report/2024/t4/",
        "/monitoraggio/report/2024/t9/",
        "/monitoraggio/report/2024/<script>/",
        "/monitoraggio/report/0/m01/",
        "/monitoraggio/report/99999999999999999999/m01/",
        f"{PAGINA}?versione=2",
        f"{PAGINA}?versione=abc",
        f"{PAGINA}?versione=99999999999999999999",
        f"{PAGINA}1/pdf",
        f"{PAGINA}1/exe",
        f"{PAGINA}7/csv",
        f"{PAGINA}99999999999999999999/csv",
        f"{PAGINA}?dimostrativi=1",
    ],
)
def test_wrong_addresses_are_not_found(
    client: Client, pubblicato: ReportMonitoraggio, indirizzo: str
) -> None:
    assert client.get(indirizzo).status_code == 404


@pytest.mark.parametrize("stato", ["in_coda", "in_costruzione", "pronto", "fallito"])
@pytest.mark.parametrize("indirizzo", [PAGINA, f"{PAGINA}1/csv"])
def test_a_report_nobody_published_does_not_exist_outside(
    client: Client, indirizzo: str, stato: str
) -> None:
    report = ReportMonitoraggioFactory(**({} if stato == "in_coda" else {stato: True}))
    _con_file(report)

    assert client.get(indirizzo).status_code == 404


# --- Download -------------------------------------------------------------------------------------


def test_download_is_an_attachment_with_a_telling_name_and_an_etag(
    client: Client, pubblicato: ReportMonitoraggio
) -> None:
    risposta = client.get(f"{PAGINA}1/csv")

    assert b"".join(risposta) == b"riga,figura\r\n"
    assert 'filename="report-fis-2024-t3-v1.csv"' in risposta["Content-Disposition"]
    assert risposta["ETag"] == f'"{pubblicato.file.get().sha256}"'


def test_download_of_what_the_browser_already_has_is_304(
    client: Client, pubblicato: ReportMonitoraggio
) -> None:
    etag = f'"{pubblicato.file.get().sha256}"'

    assert client.get(f"{PAGINA}1/csv", headers={"If-None-Match": etag}).status_code == 304


def test_demonstrative_report_has_its_own_download(client: Client) -> None:
    _con_file(ReportMonitoraggioFactory(pubblicato=True, dimostrativo=True))

    risposta = client.get(f"{PAGINA}1/csv", {"dimostrativi": "1"})

    assert b"".join(risposta)  # read to the end, the file is closed
    assert 'filename="report-fis-2024-t3-dimostrativo-v1.csv"' in risposta["Content-Disposition"]


@pytest.mark.parametrize("metodo", ["post", "put", "delete"])
def test_pages_only_answer_reads(client: Client, metodo: str) -> None:
    for indirizzo in (ELENCO, PAGINA, f"{PAGINA}1/csv"):
        assert getattr(client, metodo)(indirizzo).status_code == 405


# --- Charts and tables ----------------------------------------------------------------------------


@pytest.fixture
def raccontato(db: None) -> str:
    """The page of a report with the data of the golden one."""
    report = ReportMonitoraggioFactory(pubblicato=True, dati=GOLDEN, sha256=sha256_of(GOLDEN))
    return " ".join(Client().get(report.get_absolute_url()).content.decode().split())


def test_page_shows_the_chart_and_the_table_of_a_figure_as_on_paper(raccontato: str) -> None:
    figura = raccontato.split('id="figura-macroaree"')[1].split("</section>")[0]

    assert '<svg xmlns="http://www.w3.org/2000/svg"' in figura
    assert "Assegnazioni al 30 settembre 2024" in figura
    assert '<th scope="row">Inclusione sociale' in figura
    assert "<td>16</td><td>73 %</td><td>73 %</td><td>nessuna</td>" in figura
    assert "73 + 23 + 5 = 101" in figura


def test_each_source_a_table_names_is_at_the_end_of_the_page(raccontato: str) -> None:
    citate = set(re.findall(r'href="#(fonte-\d+)"', raccontato))

    assert citate
    assert all(f'id="{fonte}"' in raccontato for fonte in citate)


def test_page_shows_what_others_published_beside_what_is_computed(raccontato: str) -> None:
    assert "Altre cifre pubblicate" in raccontato
    assert '<th scope="col">Cifra pubblicata</th>' in raccontato


def test_no_two_elements_of_the_page_have_the_same_id(raccontato: str) -> None:
    trovati = re.findall(r'\sid="([^"]+)"', raccontato)

    assert len(trovati) == len(set(trovati))
