"""A small line for a value over time. A period without a value is a gap, never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from fis_portal.core.charts.barre import LARGHEZZA_STRETTA, Voce, controlla_non_negativi
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    BIANCO,
    LINEA,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    Posto,
    misura,
)
from fis_portal.core.quote import euro_it, numero_it

CORPO = 14.0
ALTO = 30.0
BASE = 160.0
# More values than these would run into each other: only the ones that matter are written.
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
        controlla_non_negativi(self.voci)
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        disegno.linea((0, BASE), (self.larghezza, BASE), LINEA, 1.5)
        posti = self._posti()
        self._tratti(disegno, posti)
        self._valori(disegno, posti)
        self._periodi(disegno)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, BASE + 30),
            intestazioni=(self.intestazione, self.unita),
            righe=tuple((voce.etichetta, self._scritto(voce)) for voce in self.voci),
        )

    def _scritto(self, voce: Voce) -> str:
        if voce.valore is None:
            return voce.assenza
        return euro_it(voce.valore) if self.in_euro else numero_it(voce.valore)

    def _ascisse(self) -> list[float]:
        """Room at both ends for half of the widest text."""
        testi = [self._scritto(voce) for voce in self.voci if voce.valore is not None]
        testi += [voce.etichetta for voce in self.voci]
        bordo = min(
            max((misura(testo, CORPO) / 2 for testo in testi), default=0.0) + 2, self.larghezza / 2
        )
        if len(self.voci) == 1:
            return [self.larghezza / 2]
        passo = (self.larghezza - 2 * bordo) / max(len(self.voci) - 1, 1)
        return [bordo + n * passo for n in range(len(self.voci))]

    def _posti(self) -> list[Posto | None]:
        massimo = Decimal(max((v.valore for v in self.voci if v.valore is not None), default=0))
        return [
            None
            if voce.valore is None
            else (x, BASE - (BASE - ALTO) * float(voce.valore / (massimo or Decimal(1))))
            for x, voce in zip(self._ascisse(), self.voci, strict=True)
        ]

    def _tratti(self, disegno: Disegno, posti: list[Posto | None]) -> None:
        for presente, gruppo in groupby(posti, key=lambda posto: posto is not None):
            tratto = [posto for posto in gruppo if posto is not None]
            if presente and len(tratto) > 1:
                disegno.forma(
                    "polyline",
                    points=disegno.punti(tratto),
                    fill="none",
                    stroke=BARRA,
                    stroke_width=3.0,
                    stroke_linejoin="round",
                )

    def _valori(self, disegno: Disegno, posti: list[Posto | None]) -> None:
        notevoli = self._notevoli()
        centrato = {"text_anchor": "middle"}
        for n, (x, posto) in enumerate(zip(self._ascisse(), posti, strict=True)):
            if posto is None:
                disegno.testo(_("n.d."), x, BASE - 8, CORPO, fill=TESTO_SECONDARIO, **centrato)
                continue
            stile = {"fill": BIANCO, "stroke": BARRA_SCURA}
            disegno.forma("circle", cx=x, cy=posto[1], r=5, stroke_width=2.5, **stile)
            if n in notevoli:
                y = posto[1] + (22 if _in_una_valle(posti, n) else -11)
                scritto = self._scritto(self.voci[n])
                disegno.testo(scritto, x, y, CORPO, font_weight="600", **centrato)

    def _notevoli(self) -> set[int]:
        """All of them when they are few; otherwise first, last, lowest and highest."""
        presenti = [(voce.valore, n) for n, voce in enumerate(self.voci) if voce.valore is not None]
        if len(presenti) <= MASSIMO_SCRITTI:
            return {n for _valore, n in presenti}
        return {presenti[0][1], presenti[-1][1], min(presenti)[1], max(presenti)[1]}

    def _periodi(self, disegno: Disegno) -> None:
        """Every name where there is room; otherwise every second, third… ending with the last."""
        largo = max((misura(voce.etichetta, CORPO) for voce in self.voci), default=0.0) + 10
        ogni = max(1, -(-int(largo * len(self.voci)) // self.larghezza))
        ultimo = len(self.voci) - 1
        for n, (x, voce) in enumerate(zip(self._ascisse(), self.voci, strict=True)):
            if (ultimo - n) % ogni == 0:
                disegno.testo(
                    voce.etichetta, x, BASE + 22, CORPO, fill=TESTO_SECONDARIO, text_anchor="middle"
                )


def _in_una_valle(posti: list[Posto | None], n: int) -> bool:
    """The line comes from above: the value is clearer below the point, if there is room."""
    posto = posti[n]
    vicini = [vicino for vicino in (*posti[max(n - 1, 0) : n], *posti[n + 1 : n + 2]) if vicino]
    if posto is None or not vicini or posto[1] + 28 > BASE:
        return False
    return all(vicino[1] < posto[1] for vicino in vicini)
