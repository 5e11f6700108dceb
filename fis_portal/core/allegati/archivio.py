"""Zip archives, and the office documents that are zips: judged before anything is unpacked.

A zip says what it holds in a directory at its end, which anybody can write as he likes: a few KB
may declare gigabytes, thousands of entries, paths out of the folder, another archive inside. So the
size of the directory is judged before it is read, its entries before they are unpacked, and what
is unpacked is read in blocks, never beyond what was declared.
"""

import os
import re
import stat
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from fis_portal.core.allegati.documenti import check_odf, check_ooxml
from fis_portal.core.allegati.errori import (
    FileRifiutato,
    pericoloso,
    protetto,
    rovinato,
    troppo_grande_aperto,
)
from fis_portal.core.allegati.parti_xml import check_xml
from fis_portal.core.archivi import MASSIMO_VOCI, ROVINATO, is_troppo_grande

MASSIMO_ELENCO = 1_000_000
MASSIMO_ESTRATTO = 100_000_000

FINE_ELENCO = struct.Struct("<4s4H2LH")
FIRMA_FINE = b"PK\x05\x06"
FIRMA_ZIP64 = b"PK\x06\x07"
MASSIMO_COMMENTO = 65_535
CONTROLLO = re.compile(r"[\x00-\x1f\x7f]")
MACRO = re.compile(r"vbaProject|vbaData|/macrosheets/|/activeX/|/customUI|^Scripts/", re.I)
# LibreOffice writes the empty lists of its libraries also where there is no macro.
BASIC = re.compile(r"^(Basic|Dialogs)/(?!(.*/)?(script|dialog)-l[bc]\.xml$).*[^/]$", re.I)
COLLEGAMENTI = re.compile(r"^xl/(externalLinks/|connections\.xml|queryTables/)", re.I)
INCORPORATI = re.compile(r"/embeddings/", re.I)
PROGRAMMI = re.compile(
    r"\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|jar|lnk|dll|apk|app|sh|iso|img"
    r"|docm|dotm|xlsm|xltm|xlsb|xlam|pptm|ppam|zip|rar|7z|gz|bz2|xz|tar|cab)$",
    re.I,
)


def archivio_zip_check(file: BinaryIO, *, annidato: bool = False) -> str:
    """Refuse a hostile zip; otherwise its type: docx, xlsx, odt, ods or plain zip.

    Raises FileRifiutato. The file is left where it stands; formulas are not looked at.
    """
    dichiarate = _check_fine(file)
    try:
        with zipfile.ZipFile(file) as archivio:
            voci = archivio.infolist()
            if len(voci) != dichiarate:
                raise rovinato()
            _check_voci(voci)
            tipo = _tipo(archivio, {voce.filename for voce in voci})
            _check_contenuto(archivio, voci, tipo, annidato=annidato)
    except ROVINATO as errore:
        raise rovinato() from errore
    return tipo


def ends_as_zip(file: BinaryIO) -> bool:
    """Would a program that opens zips open this file? (A file may be two things at once.)"""
    coda, _inizio = _coda(file)
    posto = coda.rfind(FIRMA_FINE)
    return posto >= 0 and len(coda) - posto >= FINE_ELENCO.size


def _coda(file: BinaryIO) -> tuple[bytes, int]:
    lungo = file.seek(0, os.SEEK_END)
    inizio = max(0, lungo - FINE_ELENCO.size - MASSIMO_COMMENTO)
    file.seek(inizio)
    return file.read(), inizio


def _check_fine(file: BinaryIO) -> int:
    """The end record: one reading of it only, nothing before or after the archive. Returns how
    many entries it declares."""
    coda, inizio = _coda(file)
    posto = coda.rfind(FIRMA_FINE)
    if posto < 0 or len(coda) - posto < FINE_ELENCO.size:
        raise rovinato()
    _f, disco, disco_elenco, qui, voci, byte_elenco, da, commento = FINE_ELENCO.unpack_from(
        coda, posto
    )
    if voci > MASSIMO_VOCI or byte_elenco > MASSIMO_ELENCO:
        raise troppo_grande_aperto()
    intero = (disco, disco_elenco, qui, commento) == (0, 0, voci, 0)
    esatto = da + byte_elenco == inizio + posto and len(coda) == posto + FINE_ELENCO.size
    zip64 = coda[max(0, posto - 20) :].startswith(FIRMA_ZIP64)
    if not (intero and esatto) or zip64:
        raise rovinato()
    return int(voci)


def _check_voci(voci: Sequence[zipfile.ZipInfo]) -> None:
    if is_troppo_grande(voci, MASSIMO_ESTRATTO):
        raise troppo_grande_aperto()
    nomi: set[str] = set()
    for voce in voci:
        if voce.flag_bits & 0x1:
            raise protetto()
        if not _nome_ammesso(voce) or voce.filename.lower() in nomi:
            raise FileRifiutato(
                "file_pericoloso",
                _("L'archivio ha nomi di file non ammessi (percorsi esterni, doppioni o "
                  "collegamenti): comprimi di nuovo una cartella normale."),
            )  # fmt: skip
        nomi.add(voce.filename.lower())


def _nome_ammesso(voce: zipfile.ZipInfo) -> bool:
    # orig_filename: zipfile cuts `filename` at a zero byte and turns backslashes into slashes.
    nome = voce.orig_filename
    if nome.startswith("/") or "\\" in nome or ":" in nome or CONTROLLO.search(nome):
        return False
    modo = voce.external_attr >> 16
    return ".." not in nome.split("/") and not stat.S_ISLNK(modo)


def _tipo(archivio: zipfile.ZipFile, nomi: set[str]) -> str:
    if "[Content_Types].xml" in nomi:
        return check_ooxml(archivio)
    if "mimetype" in nomi:
        return check_odf(archivio)
    return "zip"


def _check_contenuto(
    archivio: zipfile.ZipFile, voci: Sequence[zipfile.ZipInfo], tipo: str, *, annidato: bool
) -> None:
    for voce in voci:
        nome = voce.filename
        if tipo == "zip":
            _check_voce_zip(nome)
            continue
        if MACRO.search(nome) or BASIC.search(nome):
            raise pericoloso(_("macro"))
        if COLLEGAMENTI.search(nome):
            raise pericoloso(_("collegamenti ad altri file o a basi di dati"))
        if INCORPORATI.search(nome):
            _check_incorporato(archivio, voce, annidato=annidato)
        elif nome.lower().endswith((".xml", ".rels", ".rdf")):
            with archivio.open(voce) as parte:
                check_xml(parte, nome)


def _check_voce_zip(nome: str) -> None:
    if PROGRAMMI.search(nome):
        raise pericoloso(_("programmi, macro o altri archivi («%(nome)s»)") % {"nome": nome[-60:]})


def _check_incorporato(archivio: zipfile.ZipFile, voce: zipfile.ZipInfo, *, annidato: bool) -> None:
    """The data of a chart is a workbook inside the document; any other object is refused."""
    if annidato or not voce.filename.lower().endswith(".xlsx"):
        raise pericoloso(_("oggetti incorporati"))
    with archivio.open(voce) as parte, tempfile.SpooledTemporaryFile(1_000_000) as copia:
        while blocco := parte.read(1 << 16):
            copia.write(blocco)
        archivio_zip_check(cast(BinaryIO, copia), annidato=True)
