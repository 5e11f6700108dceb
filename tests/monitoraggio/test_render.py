import csv
import hashlib
import io
import json
import zipfile
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.template.loader import render_to_string
from openpyxl import load_workbook
from outloud import check
from pypdf import PdfReader

from fis_portal.core.pdf import COMANDO_APT, pdf_disponibile
from monitoraggio.collect import canonical_json, report_collect, sha256_of
from monitoraggio.enums import FormatoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.render import render_csv, render_pdf, render_xlsx, report_render
from monitoraggio.render.capitoli import MASSIMO_NOMI
from monitoraggio.render.pagina import report_pagina
from tests.core.test_pdf import Canarino
from tests.monitoraggio.factories import ReportMonitoraggioFactory
from tests.progetti.factories import ProgettoFactory

GOLDEN = Path(__file__).parent / "golden" / "report.json"
con_pdf = pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")
PERCHE_101 = "73 + 23 + 5 = 101, un punto più di 100"
QUOTE = {
    "inclusione-sociale": (16, 73),
    "animazione-culturale": (5, 23),
    "lotta-alla-dispersione-scolastica": (1, 5),
}


@pytest.fixture
def dati() -> dict[str, Any]:
    """The data that test_collect holds the database to: drawing needs nothing else."""
    letti: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return letti


def _testo(pdf: bytes) -> str:
    pagine = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(p.extract_text() for p in pagine).replace("\u00a0", " ").split())


def _pdf(dati: dict[str, Any]) -> bytes:
    """The PDF of these data; drawn once for all the tests that only read it."""
    return _disegnato(canonical_json(dati))


@cache
def _disegnato(dati: bytes) -> bytes:
    return render_pdf(json.loads(dati), versione=3, sha256=hashlib.sha256(dati).hexdigest())


def _righe(dati: dict[str, Any], **filtro: str) -> list[dict[str, str]]:
    righe = csv.DictReader(io.StringIO(render_csv(dati).decode(), newline=""))
    return [riga for riga in righe if all(riga[k] == v for k, v in filtro.items())]


# --- 16, 5 and 1 of 22 ----------------------------------------------------------------------------


@con_pdf
def test_pdf_prints_73_23_and_5_per_cent_and_says_why_they_make_101(dati: dict[str, Any]) -> None:
    testo = _testo(_pdf(dati))

    assert "Inclusione sociale 16 73 % 73 % nessuna" in testo
    assert "Animazione culturale 5 23 % 23 % nessuna" in testo
    assert "Lotta alla dispersione scolastica 1 5 % 5 % nessuna" in testo
    assert PERCHE_101 in testo


def test_csv_holds_73_23_and_5_per_cent_and_says_why_they_make_101(dati: dict[str, Any]) -> None:
    righe = _righe(dati, riga="calcolato", figura="macroaree")

    assert {r["voce"]: (int(r["valore"]), int(r["quota_percento"])) for r in righe} == QUOTE
    assert all(r["denominatore"] == "22" and PERCHE_101 in r["nota_figura"] for r in righe)


def test_xlsx_shows_73_23_and_5_per_cent_and_says_why_they_make_101(dati: dict[str, Any]) -> None:
    foglio = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))["Macroaree"]
    celle = list(foglio.iter_rows())

    trovate = {r[4].value: (r[1].value, r[2].value) for r in celle if r[4].value in QUOTE}
    assert trovate == QUOTE
    assert {r[2].number_format for r in celle if r[4].value in QUOTE} == {'0" %"'}
    assert any(PERCHE_101 in str(r[0].value) for r in celle)


def _file(dati: dict[str, Any], formato: FormatoReport) -> bytes:
    return report_render(dati, formato, versione=1, sha256=sha256_of(dati))


def test_json_holds_73_23_and_5_per_cent_and_says_why_they_make_101(dati: dict[str, Any]) -> None:
    figure = json.loads(_file(dati, FormatoReport.JSON))["figure"]
    macroaree = next(f for f in figure if f["codice"] == "macroaree")

    assert {v["codice"]: (v["valore"], v["quota"]) for v in macroaree["voci"]} == QUOTE
    assert PERCHE_101 in macroaree["nota_arrotondamento"]


# --- The PDF as a publication ---------------------------------------------------------------------


@con_pdf
def test_pdf_is_accessible(dati: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(_pdf(dati))

    esito = check(str(file))

    gravi = [f for f in esito.findings if f.severity in ("error", "warning")]
    assert esito.error is None
    assert gravi == []


@con_pdf
def test_pdf_tells_its_period_version_addresses_sources_and_fingerprint(
    dati: dict[str, Any],
) -> None:
    testo = _testo(_pdf(dati))

    assert "Cifre al 30 settembre 2024, versione 3" in testo
    assert "https://portale.example/monitoraggio/dati/macroaree/?alla=2024-09-30" in testo
    assert "Scheda del programma. https://fonte.example/scheda" in testo
    assert "Altre cifre pubblicate" in testo
    assert "elaborazione Openpolis" in testo
    assert "450.000,50 €" in testo
    assert "pagina 2 di" in testo


@con_pdf
def test_contents_of_the_pdf_name_the_page_of_each_figure(dati: dict[str, Any]) -> None:
    pagine = PdfReader(io.BytesIO(_pdf(dati))).pages
    posto = [sezione.get("figura") for sezione in dati["sezioni"]].index("completezza") + 1
    titolo = f"{posto}. Che cosa manca nei dati"
    numero = next(n for n, p in enumerate(pagine, 1) if titolo in p.extract_text() and n > 3)

    indice = " ".join(pagine[1].extract_text().split())
    assert f"{titolo} {numero}" in indice


@con_pdf
def test_demonstrative_report_says_so_on_every_page(db: None) -> None:
    ProgettoFactory(dimostrativo=True, finanziato=True)
    dati = report_collect(ReportMonitoraggioFactory(dimostrativo=True)).as_dict()

    pagine = PdfReader(io.BytesIO(_pdf(dati))).pages

    assert len(pagine) > 3
    assert all("dati dimostrativi" in p.extract_text().lower() for p in pagine)


@con_pdf
def test_report_on_nothing_is_still_a_report(report: ReportMonitoraggio) -> None:
    testo = _testo(_pdf(report_collect(report).as_dict()))

    assert "Nessuna macroarea è ancora registrata" in testo


@con_pdf
def test_long_lists_of_records_go_to_the_annexes(dati: dict[str, Any]) -> None:
    figura = next(f for f in dati["figure"] if f["codice"] == "imbuto")
    record = figura["record"][0]
    figura["record"] = [
        {**record, "etichetta": f"Comune numero {n}"} for n in range(MASSIMO_NOMI + 1)
    ]

    testo = _testo(_pdf(dati))

    assert "I dati da cui viene questa cifra sono 201" in testo
    assert "Comune numero 5" not in testo
    assert len(_righe(dati, riga="record", figura="imbuto")) == MASSIMO_NOMI + 1


# --- Records that are too many --------------------------------------------------------------------

DETTO = "I record elencati sono i primi 2 di 12.345."
IMBUTO = "https://portale.example/monitoraggio/dati/imbuto/?alla=2024-09-30"


@pytest.fixture
def tagliato(dati: dict[str, Any]) -> dict[str, Any]:
    """A report whose first figure counted more records than it lists."""
    figura = next(f for f in dati["figure"] if f["codice"] == "imbuto")
    figura["record"] = [
        {**figura["record"][0], "etichetta": f"Comune di prova {n}"} for n in (1, 2)
    ]
    figura["record_in_tutto"] = 12345
    return dati


@con_pdf
def test_pdf_says_that_the_files_have_the_first_records_and_where_all_are(
    tagliato: dict[str, Any],
) -> None:
    testo = _testo(_pdf(tagliato))

    assert "sono 12.345: i primi 2 sono nei file CSV, XLSX e JSON del report" in testo
    assert f"si scarica dalla pagina della figura: {IMBUTO}" in testo
    assert "i primi 2 record di 12.345" in testo
    assert "Comune di prova 1" not in testo
    assert "elenco completo" not in testo


def test_csv_says_how_many_records_it_leaves_out_and_where_they_are(
    tagliato: dict[str, Any],
) -> None:
    (riga,) = _righe(tagliato, riga="record_omessi")

    assert (riga["figura"], riga["valore"], riga["indirizzo"]) == ("imbuto", "12343", IMBUTO)
    assert riga["nota"].startswith(DETTO)
    assert len(_righe(tagliato, riga="record", figura="imbuto")) == 2


def test_xlsx_says_it_where_it_lists_them_beside_the_figure_and_at_the_beginning(
    tagliato: dict[str, Any],
) -> None:
    libro = load_workbook(io.BytesIO(render_xlsx(tagliato, sha256_of(tagliato))))
    record = [r for r in libro["Record"].iter_rows(values_only=True) if DETTO in str(r[2])]
    figura = [str(r[0]) for r in libro["Imbuto"].iter_rows(values_only=True)]
    leggimi = [str(r[1]) for r in libro["Leggimi"].iter_rows(values_only=True)]

    assert [r[5] for r in record] == [IMBUTO]
    assert any(DETTO in testo for testo in figura)
    assert any("dove sono troppi, i primi" in testo for testo in leggimi)


def test_page_of_the_report_says_which_lists_its_files_cut(tagliato: dict[str, Any]) -> None:
    (detta,) = report_pagina(tagliato)["tagliate"]

    assert (detta["primi"], detta["tutti"]) == (2, 12345)
    html = render_to_string("monitoraggio/report/_sezioni.html", report_pagina(tagliato))
    assert "2 di 12.345" in " ".join(html.split())
    assert "per intero" not in html


def test_report_that_cuts_nothing_says_nothing_of_it(dati: dict[str, Any]) -> None:
    libro = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))
    celle = [str(c) for foglio in libro for r in foglio.iter_rows(values_only=True) for c in r]

    assert _righe(dati, riga="record_omessi") == []
    assert not any("I record elencati" in cella for cella in celle)
    assert report_pagina(dati)["tagliate"] == []


# --- Bad company ----------------------------------------------------------------------------------

OSTILE = (
    '<img src="{url}/a.png"><script src="{url}/b.js"></script>'
    '<link rel="stylesheet" href="{url}/c.css"><style>@import "{url}/d.css"</style> ='
)


@con_pdf
def test_texts_of_the_records_are_never_markup_and_fetch_nothing(dati: dict[str, Any]) -> None:
    with Canarino() as canarino:
        filo = Thread(target=canarino.serve_forever, daemon=True)
        filo.start()
        ostile = OSTILE.format(url=canarino.url)
        dati["figure"] = dati["figure"][:2]
        _avvelena(dati, ostile, f"{canarino.url}/link")

        testo = _testo(_pdf(dati))

        canarino.shutdown()
        filo.join()
    assert canarino.visite == []
    assert "<img src=" in testo


def _avvelena(nodo: Any, testo: str, url: str) -> None:
    """Put the hostile text wherever people's texts can be."""
    liberi = ("etichetta", "frase", "nota", "spiegazione", "titolo", "definizione", "base")
    if isinstance(nodo, dict):
        for chiave, valore in nodo.items():
            if chiave in liberi and isinstance(valore, str):
                nodo[chiave] = testo
            elif chiave in ("url", "url_archivio"):
                nodo[chiave] = url
            else:
                _avvelena(valore, testo, url)
    elif isinstance(nodo, list):
        for elemento in nodo:
            _avvelena(elemento, testo, url)


@pytest.mark.parametrize("inizio", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula_in_csv_and_xlsx(dati: dict[str, Any], inizio: str) -> None:
    formula = f"{inizio}HYPERLINK(1)"
    dati["figure"][0]["record"][0]["etichetta"] = formula
    dati["figure"][0]["voci"][0]["etichetta"] = formula
    dati["fonti"][0]["titolo"] = formula

    scritte = [cella for riga in _righe(dati) for cella in riga.values() if "HYPERLINK" in cella]
    libro = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))
    celle = [c for f in libro for r in f.iter_rows() for c in r if "HYPERLINK" in str(c.value)]

    assert len(scritte) >= 3
    assert all(testo.startswith("'") for testo in scritte)
    assert len(celle) >= 3
    assert all(c.data_type == "s" and str(c.value).startswith("'") for c in celle)


def test_negative_numbers_stay_numbers_in_csv_and_xlsx(dati: dict[str, Any]) -> None:
    confronto = next(f for f in dati["figure"] if f["confronti"])["confronti"][0]
    confronto.update(differenza=-4, calcolato="-2.50", is_quota=False)

    riga = _righe(dati, riga="pubblicato")[0]
    foglio = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))["Pubblicati"]

    assert (riga["differenza"], riga["calcolato"]) == ("-4", "-2.50")
    assert (foglio["E2"].value, foglio["D2"].value) == (-4, -2.5)


# --- Other promises -------------------------------------------------------------------------------


def test_csv_follows_rfc_4180_in_utf_8(dati: dict[str, Any]) -> None:
    dati["figure"][0]["record"][0]["etichetta"] = 'Città "nuova",\r\ncon a capo'

    grezzo = render_csv(dati)

    assert not grezzo.startswith(b"\xef\xbb\xbf")
    assert grezzo.endswith(b"\r\n")
    assert '"Città ""nuova"",\r\ncon a capo"'.encode() in grezzo


def test_empty_is_never_zero_in_csv_and_xlsx(dati: dict[str, Any]) -> None:
    presenze = _righe(dati, riga="calcolato", figura="presenze", voce="tutte")
    foglio = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))["Presenze"]
    riga = next(r for r in foglio.iter_rows(values_only=True) if r[0] == "In tutto")

    assert [r["valore"] for r in presenze] == [""]
    assert riga[1] is None


def test_workbook_has_a_sheet_per_figure_with_readme_and_records(dati: dict[str, Any]) -> None:
    libro = load_workbook(io.BytesIO(render_xlsx(dati, sha256_of(dati))))

    assert libro.sheetnames[0] == "Leggimi"
    assert libro.sheetnames[-2:] == ["Pubblicati", "Record"]
    assert len(libro.sheetnames) == len(dati["figure"]) + 3
    assert libro["Record"].max_row == 1 + sum(len(f["record"]) for f in dati["figure"])


@pytest.mark.parametrize(
    "formato",
    [
        FormatoReport.JSON,
        FormatoReport.CSV,
        FormatoReport.XLSX,
        pytest.param(FormatoReport.PDF, marks=con_pdf),
    ],
)
def test_same_data_give_the_same_file(dati: dict[str, Any], formato: FormatoReport) -> None:
    ridato = json.loads(canonical_json(dati))

    assert _file(dati, formato) == _file(ridato, formato)


def test_workbook_does_not_tell_when_it_was_written(dati: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(render_xlsx(dati, sha256_of(dati)))) as archivio:
        assert {voce.date_time[:3] for voce in archivio.infolist()} == {(2000, 1, 1)}
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in archivio.read("docProps/core.xml")
