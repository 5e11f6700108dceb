"""Figures with dimensions and dates: the same as the registry's, refused in words."""

import pytest
from django.test import Client
from django.utils import timezone

from monitoraggio.registro import Ambito, figura
from progetti.models import Progetto
from tests.api.conftest import Leggi
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
FIGURA = "monitoraggio/figure/progetti/"


@pytest.fixture
def progetti() -> None:
    for temi in (["casa"], ["casa", "anziani"], []):
        ProgettoFactory(finanziato=True, temi=temi, macroaree=["inclusione sociale"])


@pytest.mark.parametrize("per", ["tema,macroarea", ["tema", "macroarea"]])
def test_a_figure_is_cut_and_filtered_as_in_the_registry(
    leggi: Leggi, progetti: None, per: object
) -> None:
    dati = leggi(FIGURA, per=per, tema="casa")

    attesa = figura(
        "progetti",
        Ambito(timezone.localdate(), per=("tema", "macroarea"), filtri=(("tema", "casa"),)),
    )
    assert {nome: dati[nome] for nome in attesa.as_dict()} == attesa.as_dict()
    assert dati["per"] == ["tema", "macroarea"]
    assert [t["codice"] for t in dati["filtri"]] == ["casa"]
    assert dati["celle"]


def test_a_figure_is_told_as_it_was_known(leggi: Leggi, progetti: None) -> None:
    adesso = leggi(FIGURA)

    prima = leggi(FIGURA, conosciuto_al="2026-01-01")

    assert adesso["voci"][0]["valore"] == Progetto.objects.count()
    assert prima["voci"][0]["valore"] == 0
    assert prima["conosciuto_al"].startswith("2026-01-0")


@pytest.mark.parametrize(
    ("query", "campo"),
    [
        ({"per": "colore"}, "per"),
        ({"per": "tema,tema"}, "per"),
        ({"per": "tema,macroarea,regione"}, "per"),
        ({"per": "tema", "regione": "atlantide"}, "regione"),
        ({"tema": "x" * 300}, "tema"),
        ({"conosciuto_al": "ieri"}, "conosciuto_al"),
        ({"conosciuto_al": "2999-01-01"}, "conosciuto_al"),
        ({"colore": "rosso"}, "colore"),
    ],
)
def test_what_a_figure_cannot_be_asked_is_told(
    errore: Leggi, progetti: None, query: dict[str, str], campo: str
) -> None:
    assert set(errore(FIGURA, 400, **query)["fields"]) == {campo}


def test_a_figure_that_cannot_be_cut_says_so(errore: Leggi) -> None:
    assert "per" in errore("monitoraggio/figure/persone/", 400, per="tema")["fields"]


def test_a_cut_figure_keeps_its_mark(client: Client, progetti: None) -> None:
    indirizzo = f"/api/v1/{FIGURA}?per=tema"
    etag = client.get(indirizzo).headers["ETag"]

    assert client.get(indirizzo, headers={"if-none-match": etag}).status_code == 304


def test_records_are_those_that_the_filters_choose(
    client: Client, leggi: Leggi, progetti: None
) -> None:
    record = leggi(FIGURA, per="macroarea", tema="anziani", alla="2026-01-01")["record"]

    assert record.endswith("/record/?tema=anziani&alla=2026-01-01")
    assert len(client.get(record).json()["results"]) == 1
    assert len(leggi(f"{FIGURA}record/", tema="casa")["results"]) == 2
    assert len(leggi(f"{FIGURA}record/")["results"]) == 3


def test_records_cannot_be_chosen_by_what_the_figure_has_not(errore: Leggi, progetti: None) -> None:
    for query in ({"tema": "atlantide"}, {"per": "tema"}):
        assert set(errore(f"{FIGURA}record/", 400, **query)["fields"]) == set(query)
