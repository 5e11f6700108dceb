"""A small line for a value over time. A period without a value is a gap, never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fis_portal.core.charts.barre import LARGHEZZA_STRETTA, Voce
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    BIANCO,
    LINEA,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    misura,
)
from fis_portal.core.quote import euro_it, numero_it

CORPO = 14.0
ALTO = 30.0
ALTEZZA = 130.0
MASSIMO_SCRITTI = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Linea:
    """A trend that starts from zero, with the values written on the points that matter."""

    id: str
    titolo: str
    descrizione: str
    voci: Sequence[Voce]
    intestazione: str
    unita: str
    in_euro: bool = False
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        base = ALTO + ALTEZZA
        disegno.forma(
            "line", x1=0, y1=base, x2=self.larghezza, y2=base, stroke=LINEA, stroke_width=1.5
        )
        punti = self._punti()
        for tratto in _tratti(punti):
            if len(tratto) > 1:
                disegno.forma(
                    "polyline",
                    points=" ".join(f"{x:.1f},{y:.1f}" for x, y in tratto),
                    fill="none",
                    stroke=BARRA,
                    stroke_width=3.0,
                    stroke_linejoin="round",
                )
        self._valori(disegno, punti)
        self._periodi(disegno, base)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, base + 30),
            intestazioni=(self.intestazione, self.unita),
            righe=tuple((voce.etichetta, self._scritto(voce)) for voce in self.voci),
        )

    def _scritto(self, voce: Voce) -> str:
        if voce.valore is None:
            return voce.assente
        return euro_it(voce.valore) if self.in_euro else numero_it(voce.valore)

    def _x(self, n: int) -> float:
        """Room at both ends for half of the widest text."""
        testi = [t for voce in self.voci for t in (voce.etichetta, self._scritto(voce))]
        bordo = max((misura(t, CORPO) / 2 for t in testi), default=0.0) + 2
        passi = max(len(self.voci) - 1, 1)
        return bordo + n * (self.larghezza - 2 * bordo) / passi

    def _punti(self) -> list[tuple[float, float] | None]:
        valori = [voce.valore for voce in self.voci if voce.valore is not None]
        if any(v < 0 for v in valori):
            raise ValueError("the line starts from zero: no negative values")
        massimo = Decimal(max(valori, default=0)) or Decimal(1)
        return [
            None
            if voce.valore is None
            else (self._x(n), ALTO + ALTEZZA * float(1 - Decimal(voce.valore) / massimo))
            for n, voce in enumerate(self.voci)
        ]

    def _valori(self, disegno: Disegno, punti: list[tuple[float, float] | None]) -> None:
        da_scrivere = self._notevoli()
        for n, punto in enumerate(punti):
            if punto is None:
                disegno.testo(
                    "n.d.",
                    self._x(n),
                    ALTO + ALTEZZA - 8,
                    CORPO,
                    fill=TESTO_SECONDARIO,
                    text_anchor="middle",
                )
                continue
            x, y = punto
            disegno.forma(
                "circle", cx=x, cy=y, r=5, fill=BIANCO, stroke=BARRA_SCURA, stroke_width=2.5
            )
            if n in da_scrivere:
                disegno.testo(
                    self._scritto(self.voci[n]),
                    x,
                    y - 11,
                    CORPO,
                    text_anchor="middle",
                    font_weight="600",
                )

    def _notevoli(self) -> set[int]:
        """All of them when they are few; otherwise first, last, lowest and highest."""
        presenti = [(voce.valore, n) for n, voce in enumerate(self.voci) if voce.valore is not None]
        indici = [n for _valore, n in presenti]
        if len(indici) <= MASSIMO_SCRITTI:
            return set(indici)
        return {indici[0], indici[-1], min(presenti)[1], max(presenti)[1]}

    def _periodi(self, disegno: Disegno, base: float) -> None:
        largo = max((misura(voce.etichetta, CORPO) for voce in self.voci), default=0.0) + 10
        ogni = max(1, -(-int(largo * len(self.voci)) // self.larghezza))
        for n, voce in enumerate(self.voci):
            if (len(self.voci) - 1 - n) % ogni == 0:
                disegno.testo(
                    voce.etichetta,
                    self._x(n),
                    base + 22,
                    CORPO,
                    fill=TESTO_SECONDARIO,
                    text_anchor="middle",
                )


def _tratti(punti: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    tratti: list[list[tuple[float, float]]] = [[]]
    for punto in punti:
        if punto is None:
            tratti.append([])
        else:
            tratti[-1].append(punto)
    return tratti
