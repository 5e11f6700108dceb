"""What projects say in public is quoted in the report of the period, and nothing else is."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from community.enums import Visibilita
from community.models import Lezione, Riflessione
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.render import render_csv, render_pdf, render_xlsx
from monitoraggio.render.pagina import report_pagina
from monitoraggio.render.testi import nota_citazioni
from tests.community.factories_comunita import LezioneFactory, RiflessioneFactory
from tests.monitoraggio.factories import ReportMonitoraggioFactory
from tests.progetti.factories import InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
NEL_PERIODO = datetime.datetime(2024, 8, 20, 9, tzinfo=datetime.UTC)
GIORNO = datetime.timedelta(days=1)


def _al(oggetto: Any, quando: datetime.datetime, riscritta: datetime.datetime | None = None) -> Any:
    """As if it had been written and made public then."""
    type(oggetto).objects.filter(pk=oggetto.pk).update(
        created_at=quando, consenso_il=quando, updated_at=riscritta or quando
    )
    return oggetto


def _riflessione(quando: datetime.datetime = NEL_PERIODO, **campi: Any) -> Riflessione:
    campi = {"pubblica": True, "testo": "Ascoltare prima.", **campi}
    return _al(RiflessioneFactory(**campi), quando)


def _lezione(quando: datetime.datetime = NEL_PERIODO, **campi: Any) -> Lezione:
    return _al(LezioneFactory(**{"pubblica": True, **campi}), quando)


def _citate(report: ReportMonitoraggio) -> list[dict[str, Any]]:
    citazioni: list[dict[str, Any]] = report_collect(report).as_dict()["citazioni"]
    return citazioni


def _testo(pdf: bytes) -> str:
    pagine = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(p.extract_text() for p in pagine).replace("\xa0", " ").split())


@pytest.fixture
def detto(report: ReportMonitoraggio) -> dict[str, Any]:
    """The data of a report with one answer and one lesson."""
    progetto = ProgettoFactory(titolo="Case per tutti", comune__nome="Lecce")
    intervento = InterventoFactory(codice="II")
    _riflessione(progetto=progetto, intervento=intervento)
    _lezione(
        progetto=progetto,
        intervento=intervento,
        titolo="Sportelli vuoti",
        slug="sportelli-vuoti",
        tentato="Uno sportello.",
        deluso="Nessuno è venuto.",
    )
    return report_collect(report).as_dict()


def test_each_quotation_says_project_phase_day_and_address(detto: dict[str, Any]) -> None:
    riflessione, lezione = detto["citazioni"]

    assert (riflessione["progetto"], riflessione["comune"]) == ("Case per tutti", "Lecce")
    assert (riflessione["intervento"], riflessione["scritta_il"]) == ("II", "2024-08-20")
    assert riflessione["percorso"].endswith(f"#riflessione-{riflessione['chiave']}")
    assert [parte["testo"] for parte in riflessione["parti"]] == ["Ascoltare prima."]
    assert lezione["percorso"] == "/lezioni/sportelli-vuoti/"
    assert [parte["testo"] for parte in lezione["parti"]] == ["Uno sportello.", "Nessuno è venuto."]


@pytest.mark.parametrize("visibilita", [Visibilita.TEAM, Visibilita.COMUNITA])
def test_what_is_not_public_is_never_quoted(
    report: ReportMonitoraggio, visibilita: Visibilita
) -> None:
    for oggetto in (_riflessione(), _lezione()):
        type(oggetto).objects.filter(pk=oggetto.pk).update(visibilita=visibilita)
    _riflessione(progetto=ProgettoFactory(non_pubblico=True))
    _lezione(progetto=ProgettoFactory(non_pubblico=True))

    assert _citate(report) == []


def test_quoted_is_what_became_public_in_the_period_and_was_not_rewritten_since(
    report: ReportMonitoraggio,
) -> None:
    inizio = datetime.datetime(2024, 7, 1, 9, tzinfo=datetime.UTC)
    fine = datetime.datetime(2024, 9, 30, 20, tzinfo=datetime.UTC)
    dentro = {_riflessione(quando).pk for quando in (inizio, fine)}
    for quando in (inizio - GIORNO, fine + GIORNO):
        _riflessione(quando)
        _lezione(quando)
    _al(_riflessione(), NEL_PERIODO, riscritta=fine + GIORNO)

    assert {int(citazione["chiave"]) for citazione in _citate(report)} == dentro


def test_demonstrative_and_real_words_are_never_in_one_report(report: ReportMonitoraggio) -> None:
    vera, inventata = _lezione(), _lezione(is_demo=True, progetto=None)
    _riflessione(is_demo=True, progetto=ProgettoFactory(dimostrativo=True))
    _riflessione(progetto=ProgettoFactory(dimostrativo=True))

    citate = _citate(report)
    di_prova = _citate(ReportMonitoraggioFactory(dimostrativo=True))

    assert [citazione["chiave"] for citazione in citate] == [vera.slug]
    assert inventata.slug in {citazione["chiave"] for citazione in di_prova}
    assert vera.slug not in {citazione["chiave"] for citazione in di_prova}
    assert len(di_prova) == 2


def test_every_format_quotes_them(detto: dict[str, Any]) -> None:
    righe = list(csv.DictReader(io.StringIO(render_csv(detto).decode())))
    citate = [riga for riga in righe if riga["riga"] == "citazione"]
    foglio = load_workbook(io.BytesIO(render_xlsx(detto, sha256_of(detto))))["Parole dei progetti"]
    celle = {cella for riga in foglio.iter_rows(values_only=True) for cella in riga}

    assert [riga["nota"] for riga in citate] == [
        "Ascoltare prima.",
        "Uno sportello.",
        "Nessuno è venuto.",
    ]
    assert citate[1]["indirizzo"] == "https://portale.example/lezioni/sportelli-vuoti/"
    assert {"Case per tutti", "Lecce", "20 agosto 2024", "Nessuno è venuto."} <= celle


def test_the_pdf_quotes_them_in_a_section_of_its_own(detto: dict[str, Any]) -> None:
    testo = _testo(render_pdf(detto, versione=1, sha256=sha256_of(detto)))

    assert "Nelle parole dei progetti" in testo
    assert "Ascoltare prima." in testo
    assert "Case per tutti, Comune di Lecce, Intervento II, 20 agosto 2024" in testo


def test_without_quotations_there_is_no_section(dati: dict[str, Any]) -> None:
    di_prima = {nome: valore for nome, valore in dati.items() if nome != "citazioni"}

    for senza in (dati, di_prima):
        sha256 = sha256_of(senza)
        libro = load_workbook(io.BytesIO(render_xlsx(senza, sha256)))
        testo = _testo(render_pdf(senza, versione=1, sha256=sha256))
        assert "Nelle parole dei progetti" not in testo
        assert "Parole dei progetti" not in libro.sheetnames
        assert b"citazione" not in render_csv(senza)


def test_the_page_of_the_report_keeps_the_words_as_they_were(
    client: Client, detto: dict[str, Any]
) -> None:
    report = ReportMonitoraggioFactory(
        pubblicato=True, versione=2, dati=detto, sha256=sha256_of(detto)
    )
    Riflessione.objects.update(testo="Riscritta dopo.")

    testo = client.get(report.get_absolute_url()).content.decode()

    assert "Nelle parole dei progetti" in testo
    assert "Ascoltare prima." in testo
    assert "Riscritta dopo." not in testo
    assert "20 agosto 2024" in testo
    assert testo.count('data-element="quotation"') == 2


# --- Many words -----------------------------------------------------------------------------------


@pytest.fixture
def loquaci(report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The data of a report on more answers than it quotes."""
    monkeypatch.setattr("monitoraggio.collect.MASSIMO_CITAZIONI", 2)
    for _n in range(3):
        _riflessione()
    _lezione(titolo="Sportelli vuoti")
    return report_collect(report).as_dict()


def test_answers_and_lessons_are_quoted_up_to_a_number_each(loquaci: dict[str, Any]) -> None:
    assert [c["tipo"] for c in loquaci["citazioni"]] == ["community.riflessione"] * 2 + [
        "community.lezione"
    ]
    assert loquaci["citazioni_in_tutto"] == 4


def test_report_that_quotes_all_says_nothing_of_a_limit(detto: dict[str, Any]) -> None:
    assert "citazioni_in_tutto" not in detto
    assert nota_citazioni(detto) == ""


def test_files_and_page_say_which_quotations_they_leave_out(loquaci: dict[str, Any]) -> None:
    nota = "I file hanno le prime 3 citazioni di 4."
    righe = csv.DictReader(io.StringIO(render_csv(loquaci).decode(), newline=""))
    libro = load_workbook(io.BytesIO(render_xlsx(loquaci, sha256_of(loquaci))))
    celle = [str(r[0]) for r in libro["Parole dei progetti"].iter_rows(values_only=True)]

    assert [(r["valore"], r["nota"].startswith(nota)) for r in righe if "omesse" in r["riga"]] == [
        ("1", True)
    ]
    assert any(cella.startswith(nota) for cella in celle)
    assert report_pagina(loquaci)["parole"]["restano"] == 1
    assert nota in _testo(render_pdf(loquaci, versione=1, sha256=sha256_of(loquaci)))


def test_paper_has_the_first_words_of_each_kind_and_says_where_the_others_are(
    detto: dict[str, Any],
) -> None:
    risposta, lezione = detto["citazioni"]
    lunga = {**risposta, "parti": [{"titolo": "Come?", "testo": "parola " * 1500}]}
    detto["citazioni"] = [{**risposta, "titolo": "Prima"}, *[lunga] * 30, lezione]

    testo = _testo(render_pdf(detto, versione=1, sha256=sha256_of(detto)))

    assert "Qui sono 3 citazioni di 32" in testo
    assert "Sportelli vuoti" in testo
