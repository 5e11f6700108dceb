"""Pictures that leave the portal: SVG that carries its fonts, PNG drawn from it (ADR 0022).

Drawing opens no socket and no file but the fonts of the theme: the same SVG gives the same bytes.
"""

import base64
import re
import zlib
from functools import cache, lru_cache

from fis_portal.core.pdf import font_titillium

PESI = {"400": "regular", "600": "600", "700": "700"}
INGRANDIMENTO = 2.0  # sharp on the screens of today
LARGHEZZA_MASSIMA = 1400  # pixels: a map is large already
_INTESTAZIONE_PNG = 8 + 25  # signature and IHDR


def caratteri_di(svg: str) -> str:
    """A style sheet with the fonts of the theme inside, in the weights this SVG uses."""
    pesi = {"400", *re.findall(r'font-weight="(\d+)"', svg)}
    return "".join(map(_font_face, sorted(pesi & PESI.keys())))


@cache
def _font_face(peso: str) -> str:
    # 18 kB each, whole: cutting out the letters that are not used takes a second for each process.
    font = font_titillium(PESI[peso]).with_suffix(".woff2").read_bytes()
    return (
        f"@font-face {{ font-family: 'Titillium Web'; font-weight: {peso}; "
        f"src: url(data:font/woff2;base64,{base64.b64encode(font).decode()}) format('woff2'); }}\n"
    )


@lru_cache(maxsize=64)
def png(svg: str, *, titolo: str, descrizione: str) -> bytes:
    """The picture of an SVG, with its words in the file for who cannot see it."""
    import resvg_py

    trovata = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
    larga = float(trovata[1]) if trovata else LARGHEZZA_MASSIMA
    disegnata: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=min(INGRANDIMENTO, LARGHEZZA_MASSIMA / larga),
        background="white",
        skip_system_fonts=True,
        font_files=[str(font_titillium(nome)) for nome in PESI.values()],
        font_family="Titillium Web",
        sans_serif_family="Titillium Web",
        languages=["it"],
    )
    parole = _parola("Title", titolo) + _parola("Description", descrizione)
    return disegnata[:_INTESTAZIONE_PNG] + parole + disegnata[_INTESTAZIONE_PNG:]


def _parola(chiave: str, testo: str) -> bytes:
    """An iTXt chunk (PNG 11.3.3.4): a key, no compression, Italian, UTF-8."""
    corpo = b"iTXt" + chiave.encode("ascii") + b"\0\0\0it\0\0" + testo.encode()
    return (len(corpo) - 4).to_bytes(4) + corpo + zlib.crc32(corpo).to_bytes(4)
