"""A chart as a picture of its own: with its title, what it says, its date and where it comes from.

Whoever finds it far from its page must still know what it counts, of when, and whether it is real.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from fis_portal.core.charts.disegno import (
    BIANCO,
    LINEA,
    TESTO,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    a_capo,
    num,
)

MARGINE = 24.0
LARGHEZZA_MINIMA = 440.0
# A map is drawn large: on a sheet its words would be smaller than the numbers on it.
GRANDE = 800.0
ALTEZZA_MAPPA = 760.0
CORPO_TITOLO = 22.0
CORPO = 15.0
CORPO_MINORE = 12.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Foglio:
    """`avviso` is written first and framed; `note` and `piede` below the chart, smaller.

    `stile` is a style sheet for who draws the picture by itself (fonts).
    """

    id: str
    titolo: str
    frase: str
    grafico: Grafico
    avviso: str = ""
    note: Sequence[str] = ()
    piede: Sequence[str] = ()
    stile: str = ""

    def render(self) -> SafeString:
        radice = ET.fromstring(self.grafico.svg)  # noqa: S314 - drawn by us a moment ago
        largo, alto = float(radice.get("width", "0")), float(radice.get("height", "0"))
        scala = ALTEZZA_MAPPA / alto if min(alto, largo) > GRANDE else 1
        largo, alto = largo * scala, alto * scala
        larghezza = max(largo, LARGHEZZA_MINIMA)
        disegno = Disegno(self.id, self.titolo, self._descrizione())
        if self.stile:
            disegno.forma("style").text = self.stile
        fondo = disegno.forma("rect", x=0, y=0, fill=BIANCO)
        y = self._testata(disegno, larghezza)
        sotto = self._piede(disegno, larghezza, y + alto + 28)
        intero, totale = larghezza + 2 * MARGINE, sotto + MARGINE
        fondo.set("width", num(intero))
        fondo.set("height", num(totale))
        aperto = disegno.chiudi(intero, totale).removesuffix("</svg>")
        posto = f"translate({MARGINE} {num(y)}) scale({scala:.4f})"
        dentro = f'<g transform="{posto}">{self.grafico.svg}</g>'
        # Both were written by the serialiser: nothing typed by anybody is markup here.
        return SafeString(f"{aperto}{dentro}</svg>")

    def _descrizione(self) -> str:
        return " ".join(testo for testo in (self.avviso, self.frase, *self.note) if testo)

    def _testata(self, disegno: Disegno, larghezza: float) -> float:
        y = MARGINE
        if self.avviso:
            righe = a_capo(self.avviso, larghezza - 24, CORPO)
            alta = len(righe) * 20 + 12
            disegno.forma(
                "rect",
                x=MARGINE,
                y=y,
                width=larghezza,
                height=float(alta),
                fill=BIANCO,
                stroke=TESTO,
                stroke_width=2.0,
                stroke_dasharray="6 4",
            )
            self._righe(disegno, righe, MARGINE + 12, y + 21, CORPO, 20, font_weight="600")
            y += alta + 14
        titolo = a_capo(self.titolo, larghezza, CORPO_TITOLO)
        y = self._righe(
            disegno, titolo, MARGINE, y + 20, CORPO_TITOLO, 28, font_weight="700", fill=TESTO
        )
        y = self._righe(disegno, a_capo(self.frase, larghezza, CORPO), MARGINE, y, CORPO, 21)
        return y

    def _piede(self, disegno: Disegno, larghezza: float, y: float) -> float:
        disegno.linea((MARGINE, y - 14), (MARGINE + larghezza, y - 14), LINEA, 1.0)
        for testo in (*self.note, *self.piede):
            righe = a_capo(testo, larghezza, CORPO_MINORE)
            y = self._righe(disegno, righe, MARGINE, y + 4, CORPO_MINORE, 16, fill=TESTO_SECONDARIO)
        return y - 10

    @staticmethod
    def _righe(
        disegno: Disegno,
        righe: Sequence[str],
        x: float,
        y: float,
        corpo: float,
        passo: float,
        /,
        **stile: str,
    ) -> float:
        for n, riga in enumerate(righe):
            disegno.testo(riga, x, y + n * passo, corpo, **stile)
        return y + len(righe) * passo
