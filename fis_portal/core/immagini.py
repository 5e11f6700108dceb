"""Pictures that leave the portal: SVG that carries its fonts, PNG drawn from it (ADR 0022).

Drawing opens no socket and no file but the fonts of the theme: the same SVG gives the same bytes.
"""

import base64
import io
import re
import zlib
from functools import lru_cache

from fis_portal.core.pdf import font_titillium

PESI = {"400": "regular", "600": "600", "700": "700"}
INGRANDIMENTO = 2.0  # sharp on the screens of today
_INTESTAZIONE_PNG = 8 + 25  # signature and IHDR


def caratteri_di(svg: str) -> str:
    """A style sheet with the letters this SVG uses, and no others, in the weights it uses."""
    testo = re.sub(r"<[^>]*>", "", svg)
    pesi = {"400", *re.findall(r'font-weight="(\d+)"', svg)}
    lettere = "".join(sorted({*testo, *"&<>0123456789"}))
    return "".join(_font_face(peso, lettere) for peso in sorted(pesi & PESI.keys()))


@lru_cache(maxsize=128)
def _font_face(peso: str, lettere: str) -> str:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    scelte = Options(flavor="woff2", layout_features=["kern", "mark"], desubroutinize=True)
    uscita = io.BytesIO()
    with load_font(str(font_titillium(PESI[peso])), scelte) as font:
        riduttore = Subsetter(scelte)
        riduttore.populate(text=lettere)
        riduttore.subset(font)
        save_font(font, uscita, scelte)
    dati = base64.b64encode(uscita.getvalue()).decode()
    return (
        f"@font-face {{ font-family: 'Titillium Web'; font-weight: {peso}; "
        f"src: url(data:font/woff2;base64,{dati}) format('woff2'); }}\n"
    )


@lru_cache(maxsize=64)
def png(svg: str, *, titolo: str, descrizione: str) -> bytes:
    """The picture of an SVG, with its words in the file for who cannot see it."""
    import resvg_py

    disegnata: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=INGRANDIMENTO,
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
