"""Workbooks made to harm: refused, with a reason, before they are read."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from fis_portal.core.cartelle import leggi_cartella
from fis_portal.core.errors import DomainError
from fis_portal.core.spreadsheets import write_xlsx
from fis_portal.core.xlsx import check_xlsx
from tests.outcomes.fogli import con_parte

FOGLIO1 = "xl/worksheets/sheet1.xml"
APERTO = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CHIUSO = "</sheetData></worksheet>"


@pytest.fixture(scope="module")
def buono() -> bytes:
    return write_xlsx("Foglio", ["codice", "valore"], [["I1", 5], ["I2", 7]])


def _rifiuto(dati: bytes) -> DomainError:
    """The refusal, which costs next to no memory: nothing of the file is laid out."""
    tracemalloc.start()
    try:
        with pytest.raises(DomainError) as errore:
            check_xlsx(dati)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    return errore.value


def _foglio(buono: bytes, celle: str) -> bytes:
    # Stored, not compressed: long runs would be refused as bombs first.
    return con_parte(buono, FOGLIO1, f"{APERTO}{celle}{CHIUSO}".encode(), 0)


def _cifrato(buono: bytes) -> bytes:
    dati = bytearray(buono)
    posto = dati.index(b"PK\x01\x02")
    dati[posto + 8 : posto + 10] = struct.pack("<H", 1)
    return bytes(dati)


def _con_doppia(buono: bytes) -> bytes:
    uscita = io.BytesIO(buono)
    with zipfile.ZipFile(uscita, "a") as archivio, pytest.warns(UserWarning, match="Duplicate"):
        archivio.writestr(FOGLIO1, "<worksheet/>")
    return uscita.getvalue()


@pytest.mark.parametrize(
    ("dati", "parola"),
    [
        (b"codice;valore\nI1;5\n", "non è una cartella di lavoro"),
        (b"<html><script>alert(1)</script></html>", "non è una cartella di lavoro"),
        (b"MZ\x90\x00" + b"\x00" * 400, "non è una cartella di lavoro"),
        (b"GIF89a=1;alert(1)", "non è una cartella di lavoro"),
        (b"%PDF-1.7", "non è una cartella di lavoro"),
        (b"", "non è una cartella di lavoro"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "password"),
        (b"PK\x03\x04" + b"\x00" * 400, "rovinato"),
    ],
)
def test_other_things_renamed_xlsx_are_refused(dati: bytes, parola: str) -> None:
    assert parola in _rifiuto(dati).message


def test_an_opendocument_sheet_is_not_excel() -> None:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w") as archivio:
        archivio.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archivio.writestr("content.xml", "<office/>")

    assert ".xlsx" in _rifiuto(uscita.getvalue()).message


def test_a_protected_file_says_so(buono: bytes) -> None:
    assert "password" in _rifiuto(_cifrato(buono)).message


def test_a_bomb_is_refused_from_its_directory(buono: bytes) -> None:
    bomba = con_parte(buono, "xl/media/b.bin", b"\x00" * 90_000_000)

    assert _rifiuto(bomba).code == "file_troppo_grande"


def test_a_directory_of_too_many_entries_is_not_even_listed(buono: bytes) -> None:
    # Entries that all point to the same place: 46 bytes each in the directory.
    voce = b"PK\x01\x02" + b"\x00" * 42

    assert _rifiuto(buono + voce * 100_000).code == "file_troppo_grande"


def test_two_parts_of_one_name_are_refused(buono: bytes) -> None:
    assert "rovinato" in _rifiuto(_con_doppia(buono)).message


@pytest.mark.parametrize(
    ("nome", "contenuto", "parola"),
    [
        ("xl/vbaProject.bin", b"x", "macro"),
        ("[Content_Types].xml", b"<Override ContentType='a.macroEnabled.b'/>", "macro"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "collegamenti"),
        ("xl/queryTables/q.xml", b"<x/>", "collegamenti"),
        ("xl/embeddings/o.bin", b"x", "oggetti"),
        ("xl/sharedStrings.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><sst/>", "XML"),
        (FOGLIO1, b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "XML"),
        ("xl/styles.xml", "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "XML"),
    ],
)  # fmt: skip
def test_macros_links_objects_and_entities_are_refused(
    buono: bytes, nome: str, contenuto: bytes, parola: str
) -> None:
    assert parola in _rifiuto(con_parte(buono, nome, contenuto)).message


@pytest.mark.parametrize(
    "celle",
    [
        # A few bytes each, one after the other: 5 KB would take gigabytes.
        "<row><c><v>1</v></c>" + "<c/>" * 3_000 + "<c><v>1</v></c></row>" + "<row/>" * 3_000,
        '<row r="1"><c r="A1"><v>1</v></c><c t="n"><v>2</v></c></row>',
        '<row r="1"><c a=">" r="XFD1048576"><v>2</v></c></row>',
        '<row r="1"><c r="&#65;1048576"><v>2</v></c></row>',
        '<x:row r="1"><x:c ><x:v>2</x:v></x:c></x:row>',
        '<row r="1"><c ' + " " * 3_000_000 + "><v>2</v></c></row>",
    ],
)
def test_cells_that_do_not_say_where_they_are_are_refused(buono: bytes, celle: str) -> None:
    assert "rovinato" in _rifiuto(_foglio(buono, celle)).message


@pytest.mark.parametrize("cella", ["XFD1", "A1048576", "ZZ30000", "CV30000", "A99999999999999999"])
def test_a_sheet_that_would_not_fit_in_memory_is_refused(buono: bytes, cella: str) -> None:
    celle = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{cella}"><v>1</v></c></row>'

    assert "lontane" in _rifiuto(_foglio(buono, celle)).message


def test_a_tag_of_very_many_attributes_is_judged_once(buono: bytes) -> None:
    # Quadratic in the tag, this would take minutes.
    celle = '<row r="1"><c ' + 'r="A1" ' * 60_000 + " " * 400_000 + "><v>1</v></c></row>"

    check_xlsx(_foglio(buono, celle))


def test_a_large_honest_sheet_passes(buono: bytes) -> None:
    # Several pieces of a megabyte: a tag cut by their edge is still a whole tag.
    for scarto in range(12):
        riga = '<row r="7"><c r="A7" s="1" t="n"><v>1</v></c></row>' * 45_000
        celle = '<row r="1"><c r="A1"><v>' + "1" * scarto + "</v></c></row>" + riga

        assert check_xlsx(_foglio(buono, celle))[FOGLIO1].celle >= 45_001


def test_formulas_and_errors_are_noted_by_cell(buono: bytes) -> None:
    celle = (
        '<row r="1"><c r="A1"><f>SUM(B1)</f><v>1</v></c><c r="B1" s="1">\n<f t="shared"/></c>'
        '<c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="inlineStr"><is><t>&lt;f></t></is></c></row>'
    )

    parte = leggi_cartella(_foglio(buono, celle), ["Foglio"])["Foglio"].parte

    assert (parte.formule, parte.errori) == ({"A1", "B1"}, {"C1"})


def test_a_formula_across_two_pieces_is_noted(buono: bytes) -> None:
    for scarto in range(0, 40, 3):
        testo = "x" * ((1 << 20) - 400 + scarto)
        celle = (
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{testo}</t></is></c>'
            + " " * 100
            + '<c r="B1"><f>1+1</f><v>2</v></c></row>'
        )
        assert check_xlsx(_foglio(buono, celle))[FOGLIO1].formule == {"B1"}


def test_a_workbook_whose_index_lies_is_refused(buono: bytes) -> None:
    for nome in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        with pytest.raises(DomainError, match="rovinato"):
            leggi_cartella(
                con_parte(buono, nome, b"<a>" + b" " * 1_100_000 + b"</a>", 0), ["Foglio"]
            )


def test_a_sheet_is_read_from_its_first_column() -> None:
    import openpyxl

    libro = openpyxl.Workbook()
    libro.active.title = "Foglio"
    libro.active["C3"] = 5
    uscita = io.BytesIO()
    libro.save(uscita)

    righe = list(leggi_cartella(uscita.getvalue(), ["Foglio", "Altro"])["Foglio"].righe(4))

    assert righe == [(1, ("",) * 4), (2, ("",) * 4), (3, ("", "", 5, ""))]
