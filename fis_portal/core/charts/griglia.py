"""Bars in rows and columns: the same measure for every pair of values, each number written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fis_portal.core.charts.barre import CORPO, CORPO_MINORE, INTERLINEA, Quantita
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    FONDO,
    Disegno,
    Grafico,
    a_capo,
    misura,
)

PRIMA_COLONNA = 168.0
COLONNA = 128.0
ARIA = 12.0
ALTEZZA_BARRA = 16.0
MINIMA = 28.0  # a row is a comfortable target


@dataclass(frozen=True, slots=True, kw_only=True)
class CellaGriglia:
    """A value where a row and a column meet; without one, `scritto` says why."""

    valore: Quantita | None
    scritto: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RigaGriglia:
    """A row: its name, a cell for each column, and the address its name leads to."""

    etichetta: str
    celle: Sequence[CellaGriglia]
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Griglia:
    """A table whose numbers are bars too, all on one scale. As wide as its columns ask."""

    id: str
    titolo: str
    descrizione: str
    intestazione: str
    colonne: Sequence[str]
    righe: Sequence[RigaGriglia]

    def render(self) -> Grafico:
        disegno = Disegno(
            self.id, self.titolo, self.descrizione, interattivo=any(r.href for r in self.righe)
        )
        y = self._testata(disegno)
        for riga in self.righe:
            with disegno.collegato(riga.href, self._nome(riga)):
                y = self._riga(disegno, riga, y)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, y),
            intestazioni=(self.intestazione, *self.colonne),
            righe=tuple((r.etichetta, *(c.scritto for c in r.celle)) for r in self.righe),
        )

    @property
    def larghezza(self) -> float:
        return PRIMA_COLONNA + COLONNA * len(self.colonne)

    def _testata(self, disegno: Disegno) -> float:
        nomi = [a_capo(nome, COLONNA - ARIA, CORPO_MINORE) for nome in self.colonne]
        alta = max((len(righe) for righe in nomi), default=1) * INTERLINEA
        for n, righe in enumerate(nomi):
            x, sopra = self._x(n), alta - len(righe) * INTERLINEA
            for m, riga in enumerate(righe):
                y = sopra + 14 + m * INTERLINEA
                disegno.testo(riga, x, y, CORPO_MINORE, font_weight="600")
        disegno.linea((0, alta + 5), (self.larghezza, alta + 5), BARRA_SCURA, 1.5)
        return alta + 10

    def _riga(self, disegno: Disegno, riga: RigaGriglia, y: float) -> float:
        nome = a_capo(riga.etichetta, PRIMA_COLONNA - ARIA, CORPO)
        stile = {"fill": BARRA, "text_decoration": "underline"} if riga.href else {}
        for n, testo in enumerate(nome):
            disegno.testo(testo, 0, y + 16 + n * INTERLINEA, CORPO, **stile)
        for n, cella in enumerate(riga.celle):
            self._cella(disegno, cella, self._x(n), y + 3)
        basso = y + max(len(nome) * INTERLINEA + 5, MINIMA)
        disegno.linea((0, basso), (self.larghezza, basso), FONDO, 1.0)
        return basso + 2

    def _cella(self, disegno: Disegno, cella: CellaGriglia, x: float, y: float) -> None:
        lunga = self._lunghezza(cella.valore)
        if lunga:
            disegno.forma("rect", x=x, y=y, width=lunga, height=ALTEZZA_BARRA, fill=BARRA)
        if cella.valore is not None:
            disegno.linea((x, y - 1), (x, y + ALTEZZA_BARRA + 1), BARRA_SCURA, 2.0)
        disegno.testo(cella.scritto, x + lunga + 6, y + 13, CORPO_MINORE, font_weight="600")

    def _lunghezza(self, valore: Quantita | None) -> float:
        """On one scale for the whole grid; the widest number still fits beside its bar."""
        massimo = max((c.valore for r in self.righe for c in r.celle if c.valore), default=0)
        if not valore or not massimo or valore < 0:
            return 0.0
        scritti = [misura(c.scritto, CORPO_MINORE) for r in self.righe for c in r.celle]
        corsa = max(COLONNA - ARIA - 6 - max(scritti), 8.0)
        return float(Decimal(valore) / Decimal(massimo)) * corsa

    def _nome(self, riga: RigaGriglia) -> str:
        coppie = zip(self.colonne, riga.celle, strict=True)
        return f"{riga.etichetta}: " + ", ".join(f"{nome} {c.scritto}" for nome, c in coppie)

    @staticmethod
    def _x(colonna: int) -> float:
        return PRIMA_COLONNA + COLONNA * colonna
