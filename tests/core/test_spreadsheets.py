import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from fis_portal.core.errors import DomainError
from fis_portal.core.spreadsheets import (
    MAX_BYTE,
    MAX_RIGHE,
    Tabella,
    cella_sicura,
    read_table,
    valore_originale,
    write_csv,
    write_xlsx,
)
from fis_portal.core.xlsx import check_xlsx

PERICOLOSI = ["=1+1", "+39 06", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1"]


def xlsx(*righe: tuple) -> bytes:
    libro = openpyxl.Workbook()
    for riga in righe:
        libro.active.append(riga)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def with_part(dati: bytes, nome: str, contenuto: bytes, **campi: int) -> bytes:
    """The same workbook with one part added, or replaced."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dati)) as prima, zipfile.ZipFile(uscita, "w", 8) as dopo:
        for voce in prima.infolist():
            if voce.filename != nome:
                dopo.writestr(voce.filename, prima.read(voce))
        dopo.writestr(nome, contenuto)
    return uscita.getvalue()


def refusal(dati: bytes, nome: str = "prova.xlsx") -> DomainError:
    with pytest.raises(DomainError) as errore:
        read_table(dati, nome)
    return errore.value


# --- Writing -------------------------------------------------------------------------------------
@pytest.mark.parametrize("testo", PERICOLOSI)
def test_what_a_spreadsheet_would_run_is_quoted_in_csv_and_xlsx_headings_included(testo):
    csv = write_csv([testo], [[testo]]).decode("utf-8-sig")
    foglio = openpyxl.load_workbook(io.BytesIO(write_xlsx("Prova", [testo], [[testo]]))).active

    assert csv.count("'" + testo[0]) == 2
    for cella in (foglio["A1"], foglio["A2"]):
        assert cella.value.startswith("'")
        assert cella.data_type == "s"


@pytest.mark.parametrize("testo", ["=1+1", "-2 gradi", "'virgolette'", "@casa", "normale"])
def test_what_was_quoted_on_export_comes_back_as_it_was(testo):
    assert valore_originale(cella_sicura(testo)) == testo


def test_a_nul_at_the_start_is_quoted_and_never_written():
    assert cella_sicura("\x00=1") == "'=1"


def test_a_control_character_does_not_hide_a_formula():
    assert cella_sicura("\x07=HYPERLINK(1)") == "'=HYPERLINK(1)"


def test_numbers_and_dates_stay_numbers_and_dates():
    dati = write_xlsx("Prova", ["n", "d", "s"], [[Decimal("12.50"), date(2026, 3, 5), "testo"]])

    riga = next(openpyxl.load_workbook(io.BytesIO(dati)).active.iter_rows(min_row=2))

    assert riga[0].value == 12.5
    assert riga[1].is_date
    assert write_csv(["n", "d"], [[Decimal("12.50"), date(2026, 3, 5)]]).decode("utf-8-sig") == (
        "n;d\r\n12,50;05/03/2026\r\n"
    )


# --- Reading -------------------------------------------------------------------------------------
@pytest.mark.parametrize("separatore", [";", ",", "\t"])
def test_a_csv_may_use_any_usual_separator_and_skips_empty_rows(separatore):
    righe = [["codice", "nome"], ["1", "Agliè"], ["", ""], ["2", "Roma"]]
    dati = "\n".join(separatore.join(riga) for riga in righe).encode()

    tabella = read_table(dati, "prova.csv")

    assert tabella.intestazioni == ("codice", "nome")
    assert [(riga.numero, riga.valori) for riga in tabella.righe] == [
        (2, ("1", "Agliè")),
        (4, ("2", "Roma")),
    ]


def test_an_xlsx_gives_whole_numbers_and_dates_as_such():
    tabella = read_table(xlsx(("a", "b"), (2019.0, date(2026, 3, 5))), "prova.xlsx")

    assert tabella == Tabella(("a", "b"), (tabella.righe[0],))
    assert tabella.righe[0].valori == (2019, date(2026, 3, 5))


def test_a_csv_in_another_encoding_is_refused_naming_the_row():
    errore = refusal("codice;nome\n1;Torino\n2;Agliè\n".encode("latin-1"), "prova.csv")

    assert errore.code == "file_non_valido"
    assert errore.message.startswith("Riga 3:")
    assert "UTF-8" in errore.message


@pytest.mark.parametrize(
    ("testo", "riga"), [('a;b\n1;"aperta', 2), ('a;b\n1;2\n"x"y;3\n', 3), ("a;b\n1;2;3\n", 2)]
)
def test_a_csv_that_cannot_be_read_names_the_row(testo, riga):
    assert refusal(testo.encode(), "prova.csv").message.startswith(f"Riga {riga}:")


@pytest.mark.parametrize("dati", [b"", b"\n\n", b" ; \n"])
def test_an_empty_file_is_refused(dati):
    assert "vuoto" in refusal(dati, "prova.csv").message


def test_a_column_without_a_name_is_refused():
    assert "colonna 2" in refusal(b"a;;c\n1;2;3\n", "prova.csv").message


def test_too_many_bytes_or_rows_are_refused():
    assert refusal(b"x" * (MAX_BYTE + 1), "prova.csv").code == "file_troppo_grande"
    assert str(MAX_RIGHE) in refusal(b"a\n" + b"1\n" * (MAX_RIGHE + 1), "prova.csv").message


def test_the_old_format_of_excel_is_refused_saying_what_to_do():
    assert ".xlsx" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "p.xls").message


@pytest.mark.parametrize("taglio", [10, 200, 1000, -30])
def test_a_truncated_xlsx_is_refused(taglio):
    dati = xlsx(("codice", "nome"), ("1", "Agliè"))

    assert refusal(dati[:taglio]).code == "file_non_valido"


def test_bytes_that_are_not_a_workbook_are_refused():
    solo_zip = io.BytesIO()
    with zipfile.ZipFile(solo_zip, "w") as archivio:
        archivio.writestr("lettera.txt", "ciao")

    assert refusal(b"%PDF-1.7", "prova.xlsx").code == "file_non_valido"
    assert refusal(solo_zip.getvalue()).code == "file_non_valido"


# --- Hostile files -------------------------------------------------------------------------------
def test_a_zip_bomb_is_refused_from_its_directory():
    dati = with_part(xlsx(("a",)), "xl/media/vuoto.bin", b"\x00" * 90_000_000)

    assert len(dati) < 200_000
    assert refusal(dati).code == "file_troppo_grande"


def test_a_part_that_swells_out_of_measure_is_refused():
    dati = with_part(xlsx(("a",)), "xl/media/vuoto.bin", b"\x00" * 5_000_000)

    assert refusal(dati).code == "file_troppo_grande"


def test_too_many_parts_are_refused():
    uscita = io.BytesIO(xlsx(("a",)))
    with zipfile.ZipFile(uscita, "a") as archivio:
        for n in range(1_000):
            archivio.writestr(f"xl/media/{n}.txt", "x")

    assert refusal(uscita.getvalue()).code == "file_troppo_grande"


def test_a_part_larger_than_it_declares_is_refused():
    dati = bytearray(with_part(xlsx(("a",)), "xl/media/x.bin", b"x" * 5_000))
    dati = dati.replace((5_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))

    assert refusal(bytes(dati)).code == "file_non_valido"


@pytest.mark.parametrize(
    ("nome", "parola"),
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/externalLinks/externalLink1.xml", "collegamenti"),
        ("xl/connections.xml", "collegamenti"),
        ("xl/embeddings/oleObject1.bin", "oggetti"),
    ],
)
def test_macros_links_and_embedded_objects_are_refused(nome, parola):
    assert parola in refusal(with_part(xlsx(("a",)), nome, b"<x/>")).message


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>',
        '<?xml version="1.0"?><!DOCTYPE a><worksheet/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="cp037"?><worksheet/>',
    ],
)
def test_xml_entities_and_other_encodings_are_refused(xml):
    dati = with_part(xlsx(("a",)), "xl/worksheets/sheet1.xml", xml)

    assert "XML" in refusal(dati).message


@pytest.mark.parametrize("cella", ["XFD1048576", "A1048576", "XFD1", "xfd1048576"])
def test_a_cell_far_away_from_the_others_is_refused(cella):
    foglio = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r=\'{cella}\'><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    dati = with_part(xlsx(("a",)), "xl/worksheets/sheet1.xml", foglio.encode())

    assert "lontane" in refusal(dati).message


def test_an_ordinary_workbook_passes_the_guard():
    check_xlsx(xlsx(("codice", "nome"), *((n, f"Comune {n}") for n in range(2_000))))
