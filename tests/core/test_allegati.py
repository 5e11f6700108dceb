import hashlib
import resource
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from fis_portal.accounts.models import User
from fis_portal.core.allegati import TUTTI, FileRifiutato, file_accept, nome_pulito, quota_check
from fis_portal.core.enums import StatoFile
from fis_portal.core.errors import DomainError
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import ArchivioNonDisponibile, file_is_whole
from tests.core.campioni import jpg, odf, office, pdf, png, zippa

pytestmark = pytest.mark.django_db
MB = 1_000_000
ONESTI: dict[str, Callable[[], bytes]] = {
    "Relazione finale.pdf": pdf,
    "verbale.docx": lambda: office("docx"),
    "conti.xlsx": lambda: office("xlsx"),
    "verbale.odt": lambda: odf("odt"),
    "conti.ods": lambda: odf("ods"),
    "presenze.csv": lambda: "Nome;Età\r\nNiccolò;31\r\n".encode("cp1252"),
    "nota.txt": lambda: "Perché sì: più città".encode(),
    "FOTO.JPEG": jpg,
    "foto.png": png,
    "fogli.zip": lambda: zippa({"foglio firme.pdf": b"%PDF-"}),
}


@pytest.fixture(autouse=True)
def radice(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def accetta(contenuto: bytes, nome: str, massimo_byte: int = 10 * MB, **altro: Any) -> FileProtetto:
    upload = SimpleUploadedFile(nome, contenuto)
    upload.name = nome  # Django already cleans it: here it arrives as it was sent
    valori = {"by": None, "tipi": TUTTI, **altro}
    return file_accept(upload=upload, massimo_byte=massimo_byte, **valori)


def resta_vuoto(radice: Path) -> bool:
    return not FileProtetto.objects.exists() and not [f for f in radice.rglob("*") if f.is_file()]


# --- Let in ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("nome", ONESTI)
def test_honest_file_is_kept_as_it_was_sent(nome: str, lettura: User) -> None:
    contenuto = ONESTI[nome]()

    file = accetta(contenuto, nome, by=lettura)

    assert file.sha256 == hashlib.sha256(contenuto).hexdigest()
    assert (file.nome_originale, file.byte, file.caricato_da) == (nome, len(contenuto), lettura)
    assert file.nome == f"allegati/{file.sha256[:2]}/{file.sha256}.{file.tipo}"
    assert file_is_whole(file.archiviato)
    assert (file.stato, file.esito_controllo) == (StatoFile.PULITO, "antivirus non configurato")


def test_file_too_big_for_memory_is_kept_too() -> None:
    upload = TemporaryUploadedFile("nota.txt", "text/plain", 0, "utf-8")
    upload.write(b"prova " * 500_000)
    upload.size = 3_000_000

    file = file_accept(upload=upload, by=None, tipi=TUTTI, massimo_byte=5 * MB)
    upload.close()

    assert (file.byte, file_is_whole(file.archiviato)) == (3_000_000, True)


def test_same_bytes_twice_are_two_rows_and_one_file(radice: Path) -> None:
    uno, due = accetta(b"prova", "uno.txt"), accetta(b"prova", "due.txt")

    assert uno.pk != due.pk
    assert uno.nome == due.nome
    assert len([f for f in radice.rglob("*") if f.is_file()]) == 1


# --- Refused --------------------------------------------------------------------------------------
MZ = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 100
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FALSI: dict[str, tuple[str, Callable[[], bytes]]] = {
    "html as pdf": ("fattura.pdf", lambda: b"<!doctype html><script>alert(1)</script>"),
    "svg as png": ("logo.png", lambda: SVG),
    "program as xlsx": ("conti.xlsx", lambda: MZ),
    "program as pdf": ("relazione.pdf", lambda: MZ),
    "pdf as docx": ("verbale.docx", pdf),
    "zip as docx": ("verbale.docx", lambda: zippa({"a.txt": "prova"})),
    "docx as xlsx": ("conti.xlsx", lambda: office("docx")),
    "xlsx as zip": ("conti.zip", lambda: office("xlsx")),
    "png as jpg": ("foto.jpg", png),
    "html as txt": ("nota.txt", lambda: b"\xef\xbb\xbf  <HTML><body>ciao</body>"),
    "program as csv": ("dati.csv", lambda: MZ),
    "old Excel as xlsx": ("conti.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "GIF that is a script": ("foto.png", lambda: b"GIF89a/*" + b"\0" * 40 + b"*/=alert(1)"),
    "PNG with a zip behind": ("foto.png", lambda: png(coda=zippa({"a.txt": "prova"}))),
    "JPEG with a zip behind": ("foto.jpg", lambda: jpg() + zippa({"a.txt": "prova"})),
    "PDF with a zip behind": ("a.pdf", lambda: pdf() + zippa({"a.txt": "prova"})),
    "JPEG that is a page": ("foto.jpg", lambda: jpg(commento=b"<script>alert(1)</script>")),
    "zip with a page before": ("a.zip", lambda: b"<html>" + zippa({"a.txt": "prova"})),
    "text with another extension": ("nota.js", lambda: b"alert(1)"),
    "no extension": ("nota", lambda: b"prova"),
    "empty": ("nota.txt", lambda: b""),
}


@pytest.mark.parametrize("caso", FALSI)
def test_file_that_is_not_what_its_name_says_is_refused(caso: str, radice: Path) -> None:
    nome, contenuto = FALSI[caso]

    with pytest.raises(FileRifiutato) as rifiuto:
        accetta(contenuto(), nome)

    assert rifiuto.value.message
    assert resta_vuoto(radice)


def test_type_that_this_place_does_not_take_is_refused_with_those_it_takes(radice: Path) -> None:
    with pytest.raises(FileRifiutato, match=r"Si possono caricare: \.jpg, \.pdf\."):
        accetta(png(), "foto.png", tipi=frozenset({"pdf", "jpg"}))


def test_one_byte_too_many_is_refused_before_it_is_read(radice: Path) -> None:
    accetta(b"x" * 100, "nota.txt", massimo_byte=100)
    upload = SimpleUploadedFile("nota.txt", b"x" * 101)
    letti: list[int] = []
    upload.file.read = lambda quanti=-1: letti.append(quanti)  # type: ignore[method-assign]

    with pytest.raises(FileRifiutato, match="il massimo è 100"):
        file_accept(upload=upload, by=None, tipi=TUTTI, massimo_byte=100)

    assert letti == []


PIENO = 50_000


@pytest.mark.parametrize("immagine", [png, jpg])
def test_picture_that_would_fill_the_memory_is_refused(
    immagine: Callable[..., bytes], radice: Path
) -> None:
    nome = f"foto.{immagine.__name__}"

    with pytest.raises(FileRifiutato, match="50000 × 50000"):
        accetta(immagine(PIENO, PIENO), nome)

    assert resta_vuoto(radice)


@pytest.mark.parametrize("quanti", [4, 9, 12, 17, 30, 60])
def test_truncated_picture_is_refused(quanti: int) -> None:
    for contenuto, nome in ((png(), "a.png"), (jpg(commento=b"x" * 60), "a.jpg")):
        with pytest.raises(FileRifiutato):
            accetta(contenuto[:quanti], nome)


# --- PDF ------------------------------------------------------------------------------------------
def _javascript(documento: Any) -> None:
    import pikepdf

    documento.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def _programma(documento: Any) -> None:
    import pikepdf

    azione = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    documento.pages[0].obj.AA = pikepdf.Dictionary(O=azione)


def _allegato(documento: Any) -> None:
    documento.attachments["a.exe"] = b"MZ"


def _collegamento(documento: Any) -> None:
    import pikepdf

    azione = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/"))
    documento.Root.OpenAction = azione


@pytest.mark.parametrize(
    ("cambia", "parola"),
    [(_javascript, "JavaScript"), (_programma, "JavaScript, programmi"), (_allegato, "allegati")],
)
def test_pdf_that_does_more_than_be_read_is_refused(
    cambia: Callable[..., None], parola: str
) -> None:
    with pytest.raises(FileRifiutato, match=parola):
        accetta(pdf(cambia), "relazione.pdf")


def test_pdf_with_links_to_the_web_is_let_in() -> None:
    assert accetta(pdf(_collegamento), "relazione.pdf").tipo == "pdf"


def test_locked_pdf_is_refused_and_one_that_may_only_not_be_changed_is_not() -> None:
    import pikepdf

    chiuso = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(FileRifiutato, match="password"):
        accetta(chiuso, "relazione.pdf")

    solo_lettura = pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    assert accetta(solo_lettura, "relazione.pdf").tipo == "pdf"


def test_pdf_that_unfolds_into_gigabytes_kills_only_its_own_examination() -> None:
    pieno = zlib.compressobj(9)
    blocco = pieno.compress(b" " * MB) + pieno.flush(zlib.Z_FULL_FLUSH)
    flusso = blocco + blocco[2:] * 999 + pieno.flush()  # 1 GB; the first two bytes open it
    testa = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
    oggetto = testa + str(len(flusso)).encode() + b">>stream\n" + flusso + b"\nendstream\nendobj\n"
    indice = struct.pack("!BHB", 0, 0, 0) + struct.pack("!BHB", 1, 9, 0)
    indice += struct.pack("!BHB", 2, 1, 0)
    xref = (
        b"3 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Length 12>>stream\n"
        + indice
        + b"\nendstream\nendobj\n"
    )
    bomba = oggetto + xref + b"startxref\n" + str(len(oggetto)).encode() + b"\n%%EOF\n"
    prima = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(FileRifiutato):
        accetta(bomba, "bomba.pdf")

    cresciuta_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - prima
    assert cresciuta_kib < 50_000


# --- Names ----------------------------------------------------------------------------------------
NOMI = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Users\\anna\\nota.txt": "nota.txt",
    "nota\r\nSet-Cookie: a=b.txt": "notaSet-Cookie: a=b.txt",
    'a";filename="b.txt': 'a";filename="b.txt',
    "fattura\u202efdp.txt": "fatturafdp.txt",
    "città è.txt": "città è.txt",
    "nota\0.txt": "nota.txt",
    "x" * 300 + ".txt": "x" * 196 + ".txt",
}


@pytest.mark.parametrize("nome", NOMI, ids=range(len(NOMI)))
def test_sent_name_is_only_shown_and_never_reaches_the_disk(nome: str, radice: Path) -> None:
    file = accetta(b"prova", nome)

    assert file.nome_originale == NOMI[nome]
    assert [f.name for f in radice.rglob("*") if f.is_file()] == [f"{file.sha256}.txt"]


def test_name_without_any_letter_is_a_document() -> None:
    assert nome_pulito("\u202e / ..") == "documento"


# --- Room -----------------------------------------------------------------------------------------
def test_disk_that_is_full_leaves_neither_row_nor_file(radice: Path) -> None:
    morbido, duro = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, duro))
    try:
        with pytest.raises(ArchivioNonDisponibile, match="non può essere salvato"):
            accetta(b"x" * 20_000, "nota.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (morbido, duro))

    assert resta_vuoto(radice)


@pytest.mark.parametrize(
    ("usati", "quanti", "parola"), [(90, 1, "spazio è finito"), (0, 3, "già 3 file")]
)
def test_quota_says_what_is_missing(usati: int, quanti: int, parola: str) -> None:
    limiti = {"massimo_byte": 100, "massimo_file": 3}

    quota_check(byte_usati=80, file_usati=2, byte_nuovi=20, **limiti)
    with pytest.raises(DomainError, match=parola):
        quota_check(byte_usati=usati, file_usati=quanti, byte_nuovi=20, **limiti)
