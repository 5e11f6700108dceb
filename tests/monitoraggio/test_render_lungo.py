"""What is long, on paper: tables and lists cut, and a report in many parts that is one document."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from outloud import check
from pypdf import PdfReader

from fis_portal.core.pdf import COMANDO_APT, Attesa, pdf_disponibile
from monitoraggio.collect import sha256_of
from monitoraggio.render import render_pdf
from monitoraggio.render.capitoli import MASSIMO_RIGHE
from monitoraggio.render.sezioni import sezioni_di

pytestmark = pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")
GOLDEN = Path(__file__).parent / "golden" / "report.json"


@pytest.fixture
def dati() -> dict[str, Any]:
    letti: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return letti


def _testo(dati: dict[str, Any]) -> str:
    pagine = PdfReader(io.BytesIO(render_pdf(dati, versione=3, sha256=sha256_of(dati)))).pages
    return " ".join(" ".join(p.extract_text() for p in pagine).replace("\u00a0", " ").split())


def test_names_that_fit_are_printed_whatever_the_rows_of_a_table_may_be(
    dati: dict[str, Any],
) -> None:
    figura = next(f for f in dati["figure"] if f["codice"] == "imbuto")
    record = figura["record"][0]
    figura["record"] = [{**record, "etichetta": f"Comune numero {n}"} for n in range(50)]

    assert "Comune numero 49" in _testo(dati)


def test_long_table_shows_its_first_rows_its_total_and_where_the_others_are(
    dati: dict[str, Any],
) -> None:
    figura = next(f for f in dati["figure"] if f["codice"] == "presenze-comuni")
    voce = {**figura["voci"][-1], "soppressa": False}
    figura["voci"] = [
        {**voce, "codice": f"c{n}", "etichetta": f"comune numero {n}", "valore": 5 + n}
        for n in range(MASSIMO_RIGHE + 1)
    ] + [{**voce, "codice": "tutte", "etichetta": "in tutto", "valore": 315}]

    testo = _testo(dati)

    assert "Comune numero 9 14" in testo
    assert "Comune numero 10" not in testo
    assert "In tutto 315" in testo
    assert "La tabella mostra le prime 10 voci di 22: le altre sono nei file" in testo
    assert "Il grafico mostra le prime 10 voci." in testo


def test_lines_that_nobody_may_know_take_no_room_in_a_long_table(dati: dict[str, Any]) -> None:
    figura = next(f for f in dati["figure"] if f["codice"] == "presenze-comuni")
    taciuta = {**figura["voci"][-1], "valore": None, "soppressa": True, "nota": "n.d.: pochi"}
    detta = {**taciuta, "valore": 40, "soppressa": False, "nota": ""}
    tutte = {**detta, "codice": "tutte", "etichetta": "in tutto"}
    taciute = [
        {**taciuta, "codice": f"t{n}", "etichetta": f"comune taciuto {n}"}
        for n in range(MASSIMO_RIGHE)
    ]

    figura["voci"] = [*taciute, {**detta, "codice": "d", "etichetta": "comune detto"}, tutte]
    testo = _testo(dati)
    assert "Comune detto 40" in testo
    assert "Comune taciuto" not in testo

    figura["voci"] = [*taciute, tutte]
    testo = _testo(dati)
    assert "Delle altre 20 voci nessuna si può mostrare" in testo
    assert "In tutto 40" in testo


def test_an_opening_longer_than_expected_still_tells_the_right_pages(
    dati: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoraggio.render.pdf.APERTURA", Attesa(pagine=9, dove={"sintesi": 7}))
    pagine = PdfReader(io.BytesIO(render_pdf(dati, versione=3, sha256=sha256_of(dati)))).pages
    indice = " ".join(pagine[1].extract_text().split())

    for titolo, voce in (("In sintesi", "In sintesi"), ("Progetti per tema", "Progetti per tema")):
        numero = int(re.search(rf"{voce} (\d+)", indice)[1])
        assert titolo in pagine[numero - 1].extract_text()


def test_report_in_many_parts_is_one_accessible_document(
    dati: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoraggio.render.pdf.PESO_PARTE", 1)
    file = tmp_path / "report.pdf"
    file.write_bytes(render_pdf(dati, versione=3, sha256=sha256_of(dati)))

    esito = check(str(file))
    letto = PdfReader(str(file))

    assert [f for f in esito.findings if f.severity in ("error", "warning")] == []
    assert len([s for s in letto.outline if not isinstance(s, list)]) == len(sezioni_di(dati)) + 5
    for n, pagina in enumerate(letto.pages[1:], start=2):
        assert f"pagina {n} di {len(letto.pages)}" in " ".join(pagina.extract_text().split())
    assert {"sintesi", "figura-imbuto", "fonte-1"} <= letto.named_destinations.keys()
