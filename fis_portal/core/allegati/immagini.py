"""Pictures: their headers only. Nothing is decoded, so none can fill the memory here; those too
large for whoever will look at them are refused (a 1 MB file may unfold into gigabytes)."""

import os
import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from fis_portal.core.allegati.errori import FileRifiutato, rovinato

MASSIMO_PIXEL = 50_000_000
MASSIMO_PARTI = 20_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG_DIMENSIONI = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
JPEG_SENZA_CORPO = frozenset({0x01, *range(0xD0, 0xD9)})


def check_png(file: BinaryIO) -> None:
    """Signature, size, and parts one after the other up to the last byte."""
    lungo = file.seek(0, os.SEEK_END)
    file.seek(len(PNG))
    for numero in range(MASSIMO_PARTI):
        byte, tipo = struct.unpack("!I4s", _leggi(file, 8))
        if numero == 0:
            if tipo != b"IHDR" or byte != 13:
                raise rovinato()
            _check_pixel(*struct.unpack("!II", _leggi(file, 8)))
            file.seek(-8, os.SEEK_CUR)
        posto = file.seek(byte + 4, os.SEEK_CUR)
        if posto > lungo:
            raise rovinato()
        if tipo == b"IEND":
            if posto != lungo:
                raise rovinato()
            return
    raise rovinato()


def check_jpg(file: BinaryIO) -> None:
    """Segments up to the one with the size. What cameras write after the picture is left alone."""
    file.seek(2)
    for _numero in range(MASSIMO_PARTI):
        if _leggi(file, 1) != b"\xff":
            raise rovinato()
        segno = _leggi(file, 1)[0]
        while segno == 0xFF:
            segno = _leggi(file, 1)[0]
        if segno in JPEG_SENZA_CORPO:
            continue
        if segno in (0xD9, 0xDA):  # the picture begins, or ends, and its size was never said
            raise rovinato()
        (byte,) = struct.unpack("!H", _leggi(file, 2))
        if byte < 2:
            raise rovinato()
        if segno in JPEG_DIMENSIONI:
            alto, largo = struct.unpack("!xHH", _leggi(file, 5))
            _check_pixel(largo, alto)
            return
        file.seek(byte - 2, os.SEEK_CUR)
    raise rovinato()


def _leggi(file: BinaryIO, quanti: int) -> bytes:
    dati = file.read(quanti)
    if len(dati) != quanti:
        raise rovinato()
    return dati


def _check_pixel(largo: int, alto: int) -> None:
    if largo == 0 or alto == 0:
        raise rovinato()
    if largo * alto > MASSIMO_PIXEL:
        raise FileRifiutato(
            "immagine_troppo_grande",
            _("L'immagine è troppo grande (%(largo)s × %(alto)s punti): riducila a meno di "
              "50 milioni di punti.")
            % {"largo": largo, "alto": alto},
        )  # fmt: skip
