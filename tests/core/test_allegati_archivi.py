"""Hostile archives: judged by their directory, before anything is unpacked."""

import io
import struct
import zipfile
from typing import Any

import pytest

from fis_portal.core.allegati import FileRifiutato, archivio_zip_check
from tests.core.campioni import BOMBA_XML, UFFICIO, odf, office, relazioni, zippa

ESTERNO = "External"
VBA = "application/vnd.ms-word.document.macroEnabled.main+xml"


def controlla(contenuto: bytes) -> str:
    return archivio_zip_check(io.BytesIO(contenuto))


def _dichiara(byte: int) -> bytes:
    """A workbook whose directory promises a part of this size."""
    dati = bytearray(office("xlsx"))
    posto = dati.rfind(b"PK\x01\x02")
    dati[posto + 24 : posto + 28] = struct.pack("<I", byte)
    return bytes(dati)


def _voce(nome: str, modo: int = 0o644) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w") as archivio:
        voce = zipfile.ZipInfo(nome)
        voce.create_system = 3
        voce.external_attr = modo << 16
        archivio.writestr(voce, b"prova")
    return uscita.getvalue()


def _molte(voci: int) -> bytes:
    return zippa({f"{n}.txt": b"" for n in range(voci)})


def _punta(tipo: str, dove: str, modo: str = ESTERNO) -> bytes:
    punto = (f"{UFFICIO}/{tipo}", dove, modo)
    return office("docx", {"word/_rels/document.xml.rels": relazioni(punto)})


def _utf16(testo: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{testo}'.encode("utf-16")


def _cifrato() -> bytes:
    dati = bytearray(zippa({"a.txt": "prova"}))
    dati[dati.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(dati)


OSTILI: dict[str, Any] = {
    "a part of 90 MB of nothing": lambda: office("docx", {"word/a.xml": b" " * 90_000_000}),
    "more declared than the cap": lambda: _dichiara(4_000_000_000),
    "too many entries": lambda: _molte(1_001),
    "an end record that lies about the entries": lambda: _molte(5).replace(
        b"PK\x05\x06\0\0\0\0\x05\0\x05\0", b"PK\x05\x06\0\0\0\0\x01\0\x01\0"
    ),
    "a path out of the folder": lambda: _voce("../../etc/passwd"),
    "an absolute path": lambda: _voce("/etc/passwd"),
    "a path of Windows": lambda: _voce("C:\\a.txt"),
    "a symbolic link": lambda: _voce("collegamento", 0o120777),
    "an archive in the archive": lambda: zippa({"a.zip": zippa({"b.txt": "prova"})}),
    "a program": lambda: zippa({"foto/vacanze.jpg.exe": "MZ"}),
    "bytes before the archive": lambda: b"#!/bin/sh\n" + zippa({"a.txt": "prova"}),
    "bytes after the archive": lambda: zippa({"a.txt": "prova"}) + b"%PDF-1.4",
    "a password": _cifrato,
    "an archive cut short": lambda: zippa({"a.txt": "prova"})[:-10],
    "macros": lambda: office("docx", {"word/vbaProject.bin": b"\xd0\xcf"}),
    "macros under another name": lambda: office("docx", tipo_contenuto=VBA),
    "old macros of Excel": lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"}),
    "links to other workbooks": lambda: office("xlsx", {"xl/externalLinks/externalLink1.xml": ""}),
    "connections to databases": lambda: office("xlsx", {"xl/connections.xml": "<a/>"}),
    "an embedded object": lambda: office("docx", {"word/embeddings/oleObject1.bin": b"\xd0"}),
    "hostile data of a chart": lambda: office(
        "docx", {"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"\xd0"})}
    ),
    "a template elsewhere": lambda: _punta("attachedTemplate", "https://example.org/a.dotm"),
    "a picture elsewhere": lambda: _punta("image", "http://127.0.0.1/spia.png"),
    "a mode in disguise": lambda: _punta("image", "https://example.org/", "&#69;xternal"),
    "a link to a file of some computer": lambda: _punta("hyperlink", "file:///etc/passwd"),
    "a link to a shared folder": lambda: _punta("hyperlink", r"\\192.0.2.1\spia"),
    "billion laughs": lambda: office("docx", {"word/document.xml": BOMBA_XML}),
    "billion laughs in another encoding": lambda: office("xlsx", {"xl/a.xml": _utf16(BOMBA_XML)}),
    "an entity that reads files": lambda: office("docx", {
        "word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    }),
    "a broken part": lambda: office("docx", {"word/document.xml": "<a><b></a>"}),
    "two documents in one": lambda: office("docx", {"[Content_Types].xml": "<Types/>"}),
    "a token of many megabytes": lambda: office(
        "docx", {"word/a.xml": b"<a b='" + bytes(range(97, 122)) * 300_000 + b"'/>"}
    ),
    "macros of LibreOffice": lambda: odf("odt", altre={"Basic/Standard/Modulo.xml": "<a/>"}),
    "a script of LibreOffice": lambda: odf("odt", altre={"Scripts/python/a.py": "a"}),
    "an event that calls a macro": lambda: odf("odt", "<script:event-listener/>"),
    "a picture elsewhere in an odt": lambda: odf(
        "odt", '<draw:image xlink:href="https://example.org/spia.png"/>'
    ),
    "a section of another file": lambda: odf("odt", '<text:s xlink:href="../altro.odt"/>'),
    "a link to a script": lambda: odf("odt", '<text:a xlink:href="vnd.sun.star.script:a"/>'),
    "a locked odt": lambda: odf("odt", altre={"META-INF/manifest.xml": (
        '<m:m xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:m>'
    )}),
    "an object in an odt": lambda: odf("odt", altre={"META-INF/manifest.xml": (
        '<m:m xmlns:m="urn:m"><m:f m:media-type="application/vnd.sun.star.oleobject"/></m:m>'
    )}),
    "a type of document that nobody asked for": lambda: zippa({"mimetype": "application/epub+zip"}),
}  # fmt: skip


@pytest.mark.parametrize("caso", OSTILI)
def test_hostile_archive_is_refused_with_a_reason(caso: str) -> None:
    contenuto = OSTILI[caso]()

    with pytest.raises(FileRifiutato) as rifiuto:
        controlla(contenuto)

    assert rifiuto.value.message.endswith(".")


ONESTI: dict[str, tuple[str, Any]] = {
    "links to the web": ("docx", lambda: _punta("hyperlink", "https://example.org/a?b=c")),
    "a link to an address": ("docx", lambda: _punta("hyperlink", "mailto:anna@example.org")),
    "the data of a chart": ("docx", lambda: office("docx", {
        "word/embeddings/Microsoft_Excel_Sheet.xlsx": office("xlsx")})),
    "settings of a printer": ("xlsx", lambda: office("xlsx", {
        "xl/printerSettings/printerSettings1.bin": b"\0"})),
    "a link in an odt": ("odt", lambda: odf("odt", '<text:a xlink:href="https://example.org/"/>')),
    "a picture of its own": ("odt", lambda: odf(
        "odt", '<draw:image xlink:href="Pictures/a.png"/>')),
    "the empty list of macros": ("ods", lambda: odf("ods", altre={
        "Basic/Standard/script-lb.xml": "<a/>"})),
    "a folder": ("zip", lambda: zippa({"firme/": "", "firme/foglio 1.pdf": "%PDF"})),
}  # fmt: skip


@pytest.mark.parametrize("caso", ONESTI)
def test_honest_archive_is_known_for_what_it_is(caso: str) -> None:
    tipo, contenuto = ONESTI[caso]

    assert controlla(contenuto()) == tipo


def test_workbook_of_our_own_writer_is_let_in() -> None:
    from fis_portal.core.spreadsheets import write_xlsx

    assert controlla(write_xlsx("Prova", ["nome"], [["Anna"]])) == "xlsx"


def test_bomb_is_refused_without_unpacking_it(monkeypatch: pytest.MonkeyPatch) -> None:
    contenuto = office("docx", {"word/a.xml": b" " * 90_000_000})
    aperte: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _archivio, voce: aperte.append(voce))

    with pytest.raises(FileRifiutato, match="troppo grande"):
        controlla(contenuto)

    assert aperte == []
