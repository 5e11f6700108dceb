"""A bullet chart: how far a value has come from where it started to what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fis_portal.core.charts.barre import LARGHEZZA_STRETTA
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    FONDO,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    a_capo,
    misura,
)

CORPO = 15.0
CORPO_MINORE = 13.0
INTERLINEA = 19.0
ALTEZZA_BARRA = 18.0
MARGINE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Livello:
    """One value: its words, and how much of the way it has gone (1 is the target, not a limit).

    `certo` is drawn full; what nobody has yet verified is drawn hatched and outlined: the
    difference is seen without colours.
    """

    etichetta: str
    scritto: str
    quota: Decimal
    certo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bersaglio:
    """Values between a baseline (left edge) and a target (thick mark on the right edge).

    Bars stay within the two: beyond them an arrow says so, and the words give the true figure.
    """

    id: str
    titolo: str
    descrizione: str
    livelli: Sequence[Livello]
    partenza: str
    atteso: str
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        incerti = any(not livello.certo for livello in self.livelli)
        tratteggio = disegno.tratteggio() if incerti else ""
        y = 2.0
        for livello in self.livelli:
            y = self._livello(disegno, livello, y, tratteggio)
        y = self._estremi(disegno, y)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, y),
            intestazioni=(),
            righe=tuple((livello.etichetta, livello.scritto) for livello in self.livelli),
        )

    @property
    def _corsa(self) -> float:
        return self.larghezza - 2 * MARGINE

    def _livello(self, disegno: Disegno, livello: Livello, y: float, tratteggio: str) -> float:
        for riga in a_capo(f"{livello.etichetta}: {livello.scritto}", self.larghezza, CORPO):
            disegno.testo(riga, 0, y + 14, CORPO)
            y += INTERLINEA
        y += 3
        disegno.forma("rect", x=MARGINE, y=y, width=self._corsa, height=ALTEZZA_BARRA, fill=FONDO)
        lunga = float(min(max(livello.quota, Decimal(0)), Decimal(1))) * self._corsa
        if lunga:
            disegno.forma(
                "rect",
                x=MARGINE,
                y=y + 2,
                width=lunga,
                height=ALTEZZA_BARRA - 4,
                fill=BARRA if livello.certo else tratteggio,
                stroke=BARRA_SCURA,
                stroke_width=1.0,
            )
        self._oltre(disegno, livello, y)
        sinistra, destra = MARGINE, MARGINE + self._corsa
        disegno.linea((sinistra, y - 2), (sinistra, y + ALTEZZA_BARRA + 2), BARRA_SCURA, 2.0)
        disegno.linea((destra, y - 4), (destra, y + ALTEZZA_BARRA + 4), BARRA_SCURA, 5.0)
        return y + ALTEZZA_BARRA + 12

    def _oltre(self, disegno: Disegno, livello: Livello, y: float) -> None:
        """An arrow where the value is beyond the drawing, white on the full bar."""
        meta = y + ALTEZZA_BARRA / 2
        if livello.quota > 1:
            x, verso = MARGINE + self._corsa - 8, -8.0
        elif livello.quota < 0:
            x, verso = MARGINE + 6, 8.0
        else:
            return
        punti = Disegno.punti([(x, meta), (x + verso, meta - 5), (x + verso, meta + 5)])
        colore = "#FFFFFF" if livello.quota > 1 and livello.certo else BARRA_SCURA
        disegno.forma("polygon", points=punti, fill=colore)

    def _estremi(self, disegno: Disegno, y: float) -> float:
        """Under the bars: where it started, what is expected."""
        insieme = misura(self.partenza, CORPO_MINORE) + misura(self.atteso, CORPO_MINORE)
        disegno.testo(self.partenza, 0, y + 8, CORPO_MINORE, fill=TESTO_SECONDARIO)
        if insieme + 16 > self.larghezza:
            y += 17
        disegno.testo(
            self.atteso,
            self.larghezza,
            y + 8,
            CORPO_MINORE,
            fill=TESTO_SECONDARIO,
            text_anchor="end",
        )
        return y + 14
