"""What a file is: by its content, and its name must agree."""

import codecs
import re
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from fis_portal.core.allegati.archivio import archivio_zip_check, ends_as_zip
from fis_portal.core.allegati.errori import FileRifiutato, rovinato
from fis_portal.core.allegati.immagini import PNG, check_jpg, check_png
from fis_portal.core.allegati.pdf import check_pdf
from fis_portal.core.archivi import OLE

INIZIO = 1024
BLOCCO = 256 * 1024
ALIAS = {"jpeg": "jpg", "jpe": "jpg"}
TESTI = frozenset({"csv", "txt"})
TUTTI = frozenset({"pdf", "docx", "xlsx", "odt", "ods", "jpg", "png", "zip"}) | TESTI
MARCATURA = re.compile(rb"\s*<(!doctype|\?xml|\?php|html|head|body|script|svg|iframe|!--)", re.I)
# In the beginning of a picture or archive: something that is two files at once.
ALTRO = re.compile(rb"%PDF-|<script|<html|<svg|<\?php|<!doctype", re.I)
NON_TESTO = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def estensione_of(nome: str) -> str:
    estensione = PurePosixPath(nome).suffix.removeprefix(".").lower()
    return ALIAS.get(estensione, estensione)


def tipo_check(file: BinaryIO, nome: str, ammessi: frozenset[str]) -> str:
    """The type of the file, from its bytes. Raises FileRifiutato when it is not one of those
    admitted, is not what its name says, or is not innocent."""
    estensione = estensione_of(nome)
    if estensione not in ammessi & TUTTI:
        raise _non_ammesso(ammessi)
    file.seek(0)
    inizio = file.read(INIZIO)
    tipo = _tipo(file, inizio, estensione)
    if tipo != estensione:
        raise FileRifiutato(
            "tipo_diverso",
            _("Il contenuto del file non è quello che dice il nome (.%(estensione)s): forse è "
              "stato rinominato. Aprilo, salvalo nel formato giusto e ricaricalo.")
            % {"estensione": estensione},
        )  # fmt: skip
    file.seek(0)
    return tipo


def _non_ammesso(ammessi: frozenset[str]) -> FileRifiutato:
    elenco = ", ".join(f".{tipo}" for tipo in sorted(ammessi & TUTTI))
    return FileRifiutato(
        "tipo_non_ammesso",
        _("Questo tipo di file non si può caricare. Si possono caricare: %(elenco)s.")
        % {"elenco": elenco},
    )


def _tipo(file: BinaryIO, inizio: bytes, estensione: str) -> str:
    """The type, fully checked only if it is the one the name promises: no zip is opened, nor PDF
    read, of a file that will be refused anyhow."""
    tipo = _dalla_firma(inizio)
    if tipo is None:
        return _testo(file, estensione) if estensione in TESTI else ""
    if tipo == "zip":
        return archivio_zip_check(file) if estensione not in ("pdf", "png", "jpg") else "zip"
    if tipo != estensione:
        return tipo
    if ends_as_zip(file) or (tipo != "pdf" and ALTRO.search(inizio)):
        raise rovinato()
    {"pdf": check_pdf, "png": check_png, "jpg": check_jpg}[tipo](file)
    return tipo


def _dalla_firma(inizio: bytes) -> str | None:
    if inizio.startswith(OLE):
        raise FileRifiutato(
            "tipo_non_ammesso",
            _("Il file è nel vecchio formato di Office (.doc, .xls) o è protetto da password: "
              "salvalo come .docx o .xlsx senza password, oppure in PDF."),
        )  # fmt: skip
    firme = {b"%PDF-": "pdf", PNG: "png", b"\xff\xd8\xff": "jpg", b"PK\x03\x04": "zip"}
    return next((tipo for firma, tipo in firme.items() if inizio.startswith(firma)), None)


def _testo(file: BinaryIO, estensione: str) -> str:
    """Plain text in any encoding of one byte or UTF-8: no markup at its beginning, no binary."""
    file.seek(0)
    primo = True
    while blocco := file.read(BLOCCO):
        if NON_TESTO.search(blocco):
            return ""
        if primo and MARCATURA.match(blocco.removeprefix(codecs.BOM_UTF8)):
            return ""
        primo = False
    return estensione
