from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from monitoraggio.differenze import differenze
from tests.comuni.factories import ComuneFactory
from tests.monitoraggio.factories import ReportMonitoraggioFactory

PAGINA = reverse("monitoraggio:report_confronto")


def _voce(codice: str, valore: Any, *, soppressa: bool = False) -> dict[str, Any]:
    return {"codice": codice, "etichetta": codice, "valore": valore, "soppressa": soppressa}


def _report(*voci: dict[str, Any], codice: str = "temi", **altro: Any) -> dict[str, Any]:
    figura = {"codice": codice, "titolo": codice.capitalize(), "unita": "progetti", "voci": voci}
    return {"figure": [{**figura, "confronti": [], "percorso": "/", "frase": "", **altro}]}


def _righe(prima: dict[str, Any], dopo: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (riga["voce"], riga["stato"], riga["differenza"])
        for figura in differenze(prima, dopo)["figure"]
        for riga in figura["righe"]
    ]


@pytest.mark.parametrize(
    ("prima", "dopo", "righe"),
    [
        ([_voce("a", 1)], [_voce("a", 3)], [("a", "cambiata", 2)]),
        ([_voce("a", "10.50")], [_voce("a", "10.25")], [("a", "cambiata", "-0.25")]),
        ([_voce("a", "10.00")], [_voce("a", 10)], []),
        ([_voce("a", 0)], [_voce("a", None)], [("a", "cambiata", None)]),
        ([_voce("a", 7)], [_voce("a", None, soppressa=True)], [("a", "cambiata", None)]),
        ([_voce("a", 1)], [_voce("b", 1)], [("b", "nuova", None), ("a", "tolta", None)]),
    ],
)
def test_what_changed_is_told_line_by_line(
    prima: list[Any], dopo: list[Any], righe: list[Any]
) -> None:
    assert _righe(_report(*prima), _report(*dopo)) == righe


def test_a_part_of_a_figure_is_not_compared_with_the_whole() -> None:
    toscana = [{"dimensione": "regione", "codice": "09", "etichetta": "Toscana"}]

    trovate = differenze(_report(_voce("a", 9)), _report(_voce("a", 1), filtri=toscana))

    assert (trovate["figure"], trovate["nuove"], trovate["tolte"]) == ([], ["Temi"], ["Temi"])


# --- Page -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_compares_two_versions_of_a_report(client: Client) -> None:
    prima = ReportMonitoraggioFactory(pubblicato=True, dati=_report(_voce("casa", 4)))
    dopo = ReportMonitoraggioFactory(pubblicato=True, versione=2, dati=_report(_voce("casa", 6)))

    testo = client.get(PAGINA, {"prima": prima.pk, "dopo": dopo.pk}).content.decode()

    assert "<td>4</td><td>6</td><td>+2</td>" in testo
    assert "sono correzioni dei dati" in testo


@pytest.mark.django_db
def test_page_without_choice_offers_all_the_published_ones(client: Client) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)
    interno = ReportMonitoraggioFactory(pronto=True, versione=2)
    ritirato = ReportMonitoraggioFactory(ritirato=True, versione=3)

    testo = client.get(PAGINA).content.decode()

    assert f'value="{report.pk}"' in testo
    assert f'value="{interno.pk}"' not in testo
    assert f'value="{ritirato.pk}"' not in testo


@pytest.mark.django_db
def test_first_report_of_its_kind_says_that_nothing_came_before(client: Client) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)

    risposta = client.get(PAGINA, {"dopo": report.pk})

    assert "non è pubblicato nessun report dello stesso tipo" in risposta.content.decode()


@pytest.mark.django_db
def test_two_of_different_kinds_or_the_same_twice_are_refused_in_words(client: Client) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True, dati=_report())
    altro = ReportMonitoraggioFactory(pubblicato=True, dati=_report(), comune=ComuneFactory())

    diversi = client.get(PAGINA, {"prima": report.pk, "dopo": altro.pk})
    stesso = client.get(PAGINA, {"prima": report.pk, "dopo": report.pk})

    assert (diversi.status_code, stesso.status_code) == (400, 400)
    assert "report dello stesso tipo" in diversi.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("stato", ["pronto", "ritirato", "fallito"])
def test_what_is_not_public_cannot_be_compared(client: Client, stato: str) -> None:
    report = ReportMonitoraggioFactory(**{stato: True})

    assert client.get(PAGINA, {"dopo": report.pk}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("valore", ["abc", "-1", "0", "9" * 30])
def test_page_says_what_is_wrong_with_the_address(client: Client, valore: str) -> None:
    assert client.get(PAGINA, {"dopo": valore}).status_code == 400
