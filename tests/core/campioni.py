"""Files to send: honest ones of every type, and the small change that makes one hostile."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

PACCHETTO = "http://schemas.openxmlformats.org/package/2006"
UFFICIO = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TIPI_OFFICE = "application/vnd.openxmlformats-officedocument."
PRINCIPALE = {
    "docx": ("word/document.xml", f"{TIPI_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{TIPI_OFFICE}spreadsheetml.sheet.main+xml"),
}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
BOMBA_XML = (
    '<!DOCTYPE lolz [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>'
)
# In two pieces, or every antivirus would put this file in quarantine.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

Parti = Mapping[str, str | bytes]


def zippa(parti: Parti, compressione: int = zipfile.ZIP_DEFLATED) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", compressione) as archivio:
        for nome, contenuto in parti.items():
            archivio.writestr(nome, contenuto)
    return uscita.getvalue()


def office(tipo: str, altre: Parti | None = None, *, tipo_contenuto: str = "") -> bytes:
    """A small docx or xlsx; `altre` are added to it or take the place of its parts."""
    parte, contenuto = PRINCIPALE[tipo]
    indice = (
        f'<Types xmlns="{PACCHETTO}/content-types">'
        f'<Override PartName="/{parte}" ContentType="{tipo_contenuto or contenuto}"/></Types>'
    )
    parti: dict[str, str | bytes] = {
        "[Content_Types].xml": indice,
        "_rels/.rels": relazioni((f"{UFFICIO}/officeDocument", parte, "")),
        parte: "<testo xmlns='urn:prova'>Relazione di prova</testo>",
    }
    return zippa({**parti, **(altre or {})})


def relazioni(*punti: tuple[str, str, str]) -> str:
    righe = "".join(
        f'<Relationship Id="r{n}" Type="{tipo}" Target="{dove}"'
        + (f' TargetMode="{modo}"/>' if modo else "/>")
        for n, (tipo, dove, modo) in enumerate(punti)
    )
    return f'<Relationships xmlns="{PACCHETTO}/relationships">{righe}</Relationships>'


def odf(tipo: str, contenuto: str = "<text:p>Prova</text:p>", altre: Parti | None = None) -> bytes:
    spazi = "".join(
        f' xmlns:{nome}="urn:oasis:names:tc:opendocument:xmlns:{nome}:1.0"'
        for nome in ("office", "text", "draw", "script")
    )
    testo = f'<office:d{spazi} xmlns:xlink="http://www.w3.org/1999/xlink">{contenuto}</office:d>'
    return zippa({"mimetype": ODF[tipo], "content.xml": testo, **(altre or {})})


def png(largo: int = 4, alto: int = 3, coda: bytes = b"") -> bytes:
    def parte(tipo: bytes, corpo: bytes) -> bytes:
        somma = zlib.crc32(tipo + corpo)
        return struct.pack("!I", len(corpo)) + tipo + corpo + struct.pack("!I", somma)

    testata = struct.pack("!IIBBBBB", largo, alto, 8, 2, 0, 0, 0)
    righe = zlib.compress(b"\0" * 100)
    corpo = parte(b"IHDR", testata) + parte(b"IDAT", righe) + parte(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + corpo + coda


def jpg(largo: int = 4, alto: int = 3, commento: bytes = b"") -> bytes:
    nota = b"\xff\xfe" + struct.pack("!H", len(commento) + 2) + commento if commento else b""
    dimensioni = b"\xff\xc0\x00\x0b\x08" + struct.pack("!HH", alto, largo) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + nota + dimensioni + b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\xff\xd9"


def pdf(cambia: "Callable[..., None] | None" = None, **salva: object) -> bytes:
    """One empty page; `cambia(document)` adds to it."""
    import pikepdf

    uscita = io.BytesIO()
    with pikepdf.new() as documento:
        documento.add_blank_page()
        if cambia:
            cambia(documento)
        documento.save(uscita, **salva)  # type: ignore[arg-type]
    return uscita.getvalue()
