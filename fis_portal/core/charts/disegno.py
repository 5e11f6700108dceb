"""What all charts share: the SVG document, colours, text that knows its own width.

Elements are built as a tree, so every text is escaped by the serialiser. Only presentation
attributes are used: nothing here needs more than a strict Content-Security-Policy allows, and
browser and PDF draw the same picture.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

SVG = "http://www.w3.org/2000/svg"
CARATTERE = "'Titillium Web', 'DejaVu Sans', Arial, sans-serif"
TESTO = "#17324D"  # 12.9:1 on white
TESTO_SECONDARIO = "#455A64"  # 7.2:1
BARRA = "#0066CC"  # 5.6:1
BARRA_SCURA = "#004080"  # 10.4:1
FONDO = "#E3ECF6"  # the rest of a whole: decoration, never the only sign
LINEA = "#768CA3"  # 3.5:1: outlines that mean something
BIANCO = "#FFFFFF"

Posto = tuple[float, float]

ID_VALIDO = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# Unicode categories: control, format, surrogate, unassigned.
VIETATE = frozenset({"Cc", "Cf", "Cs", "Cn"})
# Advance widths of Titillium Web Regular, ASCII 32-126, in thousandths of the font size.
LARGHEZZE = (
    *(220, 247, 373, 560, 560, 560, 688, 208, 264, 264, 420, 560, 223, 438, 216, 412),
    *(560,) * 10,
    *(217, 248, 560, 560, 560, 447, 977, 596, 616, 544, 645, 553, 526, 616, 675, 246, 289),
    *(569, 479, 840, 676, 660, 593, 660, 616, 542, 526, 644, 582, 886, 558, 538, 536, 329),
    *(436, 329, 560, 632, 236, 501, 526, 436, 529, 505, 331, 514, 537, 219, 219, 479, 231),
    *(836, 537, 528, 527, 526, 346, 465, 351, 531, 481, 762, 452, 483, 455, 352, 230, 352),
    560,
)
# Semi-bold is wider, and a fallback font wider still: what is measured here must also fit then.
MARGINE_DI_MISURA = 1.08


@dataclass(frozen=True, slots=True)
class Grafico:
    """A chart ready for page and PDF: the picture, and the same data as a table.

    `svg` is safe to print; `righe` are already written the Italian way, one cell per heading.
    """

    svg: SafeString
    intestazioni: tuple[str, ...]
    righe: tuple[tuple[str, ...], ...]
    nota: str = ""

    @property
    def immagine(self) -> SafeString:
        """The picture as one element, for what prints it without looking inside: its title and its
        description are what it says to who cannot see it."""
        radice = ET.fromstring(self.svg)  # noqa: S314 - written by Disegno
        titolo = radice.findtext(f"{{{SVG}}}title") or ""
        descrizione = radice.findtext(f"{{{SVG}}}desc") or ""
        return format_html(
            '<img class="grafico" alt="{}" src="data:image/svg+xml;base64,{}">',
            f"{titolo.rstrip('.')}. {descrizione}" if descrizione else titolo,
            b64encode(self.svg.encode()).decode(),
        )


def pulito(testo: str) -> str:
    """Without the characters XML refuses and the ones that change the direction of a line."""
    return "".join(c for c in testo if c == "\n" or unicodedata.category(c) not in VIETATE)


def misura(testo: str, corpo: float) -> float:
    """Width of a text, in the units of the drawing (a little more than the true one)."""
    base = unicodedata.normalize("NFD", testo)
    millesimi = sum(
        LARGHEZZE[ord(c) - 32] if 32 <= ord(c) <= 126 else 600
        for c in base
        if not unicodedata.combining(c)
    )
    return millesimi * corpo * MARGINE_DI_MISURA / 1000


def a_capo(testo: str, larghezza: float, corpo: float) -> list[str]:
    """Break a text into lines that fit; a word longer than a line is cut."""
    righe: list[str] = []
    riga = ""
    for parola in pulito(testo).split():
        prova = f"{riga} {parola}" if riga else parola
        if misura(prova, corpo) <= larghezza:
            riga = prova
            continue
        if riga:
            righe.append(riga)
        while misura(parola, corpo) > larghezza and len(parola) > 1:
            taglio = _quanti_entrano(parola, larghezza, corpo)
            righe.append(parola[:taglio])
            parola = parola[taglio:]
        riga = parola
    return [*righe, riga] if riga else righe


def _quanti_entrano(parola: str, larghezza: float, corpo: float) -> int:
    quanti = len(parola)
    while quanti > 1 and misura(parola[:quanti], corpo) > larghezza:
        quanti -= 1
    return quanti


def num(valore: float) -> str:
    """A coordinate, short and always written the same way (never "-0")."""
    scritto = f"{valore:.1f}".removesuffix(".0")
    return "0" if scritto == "-0" else scritto


class Disegno:
    """An SVG document under construction."""

    def __init__(
        self, id: str, titolo: str, descrizione: str, *, interattivo: bool = False
    ) -> None:
        if not ID_VALIDO.fullmatch(id):
            raise ValueError(f"not a valid id: {id!r}")
        self.id = id
        # Inside role=img nothing can be reached: a drawing with links is a group.
        self.radice = ET.Element(
            "svg",
            {
                "xmlns": SVG,
                "class": "grafico",
                "role": "group" if interattivo else "img",
                "aria-labelledby": f"{id}-titolo {id}-descrizione",
                "font-family": CARATTERE,
                "fill": TESTO,
            },
        )
        ET.SubElement(self.radice, "title", {"id": f"{id}-titolo"}).text = pulito(titolo)
        ET.SubElement(self.radice, "desc", {"id": f"{id}-descrizione"}).text = pulito(descrizione)

    def forma(
        self, tag: str, dove: ET.Element | None = None, /, **attributi: str | float
    ) -> ET.Element:
        """Add an element; `stroke_width` becomes `stroke-width`, numbers are written short."""
        return ET.SubElement(
            self.radice if dove is None else dove,
            tag,
            {
                nome.replace("_", "-"): pulito(v) if isinstance(v, str) else num(v)
                for nome, v in attributi.items()
            },
        )

    def testo(
        self,
        testo: str,
        x: float,
        y: float,
        corpo: float,
        dove: ET.Element | None = None,
        /,
        **attributi: str | float,
    ) -> ET.Element:
        elemento = self.forma("text", dove, x=x, y=y, font_size=corpo, **attributi)
        elemento.text = pulito(testo)
        return elemento

    def linea(
        self, da: Posto, a: Posto, colore: str, spessore: float, /, **attributi: str | float
    ) -> None:
        self.forma(
            "line",
            x1=da[0],
            y1=da[1],
            x2=a[0],
            y2=a[1],
            stroke=colore,
            stroke_width=spessore,
            **attributi,
        )

    @contextmanager
    def collegato(self, href: str, nome: str) -> Iterator[None]:
        """What is drawn inside becomes one link with a name; without an address, nothing changes.

        The drawing must have been opened with `interattivo`.
        """
        prima = len(self.radice)
        yield
        if href:
            disegnati = list(self.radice)[prima:]
            for elemento in disegnati:
                self.radice.remove(elemento)
            self.forma("a", href=href, aria_label=nome).extend(disegnati)

    @staticmethod
    def punti(posti: Iterable[Posto]) -> str:
        return " ".join(f"{num(x)},{num(y)}" for x, y in posti)

    def tratteggio(self) -> str:
        """A hatched fill: what is quoted from elsewhere looks different without any colour."""
        id = f"{self.id}-tratteggio"
        motivo = self.forma("pattern", id=id, width=6.0, height=6.0, patternUnits="userSpaceOnUse")
        self.forma("rect", motivo, width=6.0, height=6.0, fill=BIANCO)
        self.forma(
            "path", motivo, d="M-1,1L1,-1M0,6L6,0M5,7L7,5", stroke=BARRA_SCURA, stroke_width=1.5
        )
        return f"url(#{id})"

    def chiudi(self, larghezza: float, altezza: float, margine: float = 0.0) -> SafeString:
        larghezza, altezza = larghezza + 2 * margine, altezza + 2 * margine
        angolo = num(-margine)
        self.radice.set("viewBox", f"{angolo} {angolo} {num(larghezza)} {num(altezza)}")
        self.radice.set("width", num(larghezza))
        self.radice.set("height", num(altezza))
        # Built as a tree and escaped by the serialiser: nothing typed by anybody is markup here.
        return SafeString(ET.tostring(self.radice, encoding="unicode"))
