"""An impact framework as a drawing: a column per level, boxes, arrows, numbered assumptions.

Who does not see it reads the same in the list that pages and PDF print beside it.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    BIANCO,
    TESTO,
    TESTO_SECONDARIO,
    Disegno,
    Posto,
    a_capo,
    misura,
    num,
)
from outcomes.enums import LivelloEsito
from outcomes.render.disposizione import Disposizione, Freccia, Nodo, disponi
from outcomes.selectors.quadro import EsitoVisto, QuadroVisto

LARGHEZZA = 196.0
CORRIDOIO = 58.0
TESTATA = 44.0
BORDO = 12.0
CORPO = 14.0
CORPO_MINORE = 12.0
INTERLINEA = 18.0
RAGGIO = 9.5
PUNTA = 7.0
# Darker towards what changes in the end; every tint carries TESTO with more than 9:1.
TINTE = {
    LivelloEsito.INPUT: "#F5F7FA",
    LivelloEsito.ATTIVITA: "#EEF4FA",
    LivelloEsito.OUTPUT: "#E3EEF9",
    LivelloEsito.OUTCOME: "#D5E6F7",
    LivelloEsito.IMPATTO: "#C4DCF4",
}


@dataclass(frozen=True, slots=True)
class Nota:
    """A numbered assumption: of an outcome, or of a link between two."""

    numero: int
    di: str
    testo: str


@dataclass(frozen=True, slots=True)
class Diagramma:
    """The drawing, safe to print, and the assumptions its numbers point to."""

    svg: SafeString
    note: tuple[Nota, ...]


def quadro_diagramma(quadro: QuadroVisto, *, id: str = "quadro") -> Diagramma | None:
    """Draw a framework; None where it has no outcome yet."""
    if not quadro.livelli:
        return None
    return _Tavola(quadro, id).render()


class _Tavola:
    """A drawing under construction."""

    def __init__(self, quadro: QuadroVisto, id: str) -> None:
        self.quadro = quadro
        self.esiti = {esito.codice: esito for esito in quadro.esiti}
        self.note = _note(quadro)
        self.numeri = {nota.di: nota.numero for nota in self.note}
        self.disegno = Disegno(
            id, _("Quadro d'impatto: %(nome)s") % {"nome": quadro.nome}, _descrizione(quadro)
        )

    def render(self) -> Diagramma:
        colonne = {livello.livello: n for n, livello in enumerate(self.quadro.livelli)}
        nodi = [Nodo(e.codice, colonne[e.livello], _altezza(e)) for e in self.esiti.values()]
        legami = [(e.codice, legame.codice) for e in self.esiti.values() for legame in e.legami]
        posti = disponi(nodi, legami)
        for n, livello in enumerate(self.quadro.livelli):
            self._testata(n, livello.nome)
        self._frecce(posti)
        for nodo in posti.nodi.values():
            self._riquadro(nodo, self.esiti[nodo.chiave])
        larghezza = len(colonne) * (LARGHEZZA + CORRIDOIO) - CORRIDOIO
        # Arrows within the last column bend out of it.
        oltre = 30.0 if any(f.da.colonna == f.a.colonna for f in posti.frecce) else 0.0
        svg = self.disegno.chiudi(larghezza + oltre, TESTATA + posti.altezza, margine=2)
        return Diagramma(svg, self.note)

    def _testata(self, colonna: int, nome: str) -> None:
        x = _x(colonna)
        self.disegno.forma("rect", x=x, y=0, width=LARGHEZZA, height=28, rx=3, fill=BARRA_SCURA)
        self.disegno.testo(
            nome, x + LARGHEZZA / 2, 19, CORPO, fill=BIANCO, font_weight="600", text_anchor="middle"
        )

    def _riquadro(self, nodo: Nodo, esito: EsitoVisto) -> None:
        x, y = _x(nodo.colonna), TESTATA + nodo.y
        tinta = TINTE[esito.livello]
        self.disegno.forma(
            "rect",
            x=x,
            y=y,
            width=LARGHEZZA,
            height=nodo.altezza,
            rx=4,
            fill=tinta,
            stroke=BARRA,
            stroke_width=1.5,
        )
        riga = y + BORDO + 11
        self.disegno.testo(
            esito.codice, x + BORDO, riga, CORPO, font_weight="700", fill=BARRA_SCURA
        )
        if esito.codice in self.numeri:
            largo = misura(esito.codice, CORPO) + 6
            self._bollo((x + BORDO + largo + RAGGIO, riga - 5), self.numeri[esito.codice])
        if quanti := len(esito.indicatori):
            testo = ngettext("%(n)s indicatore", "%(n)s indicatori", quanti) % {"n": quanti}
            self.disegno.testo(
                testo,
                x + LARGHEZZA - BORDO,
                riga,
                CORPO_MINORE,
                fill=TESTO_SECONDARIO,
                text_anchor="end",
            )
        for n, parole in enumerate(_righe(esito), start=1):
            self.disegno.testo(parole, x + BORDO, riga + 4 + n * INTERLINEA, CORPO)

    def _bollo(self, centro: Posto, numero: int) -> None:
        x, y = centro
        self.disegno.forma("circle", cx=x, cy=y, r=RAGGIO, fill=BIANCO, stroke=TESTO)
        self.disegno.testo(
            str(numero), x, y + 4, CORPO_MINORE, text_anchor="middle", font_weight="600"
        )

    def _frecce(self, posti: Disposizione) -> None:
        uscite = _agganci(posti, partenza=True)
        entrate = _agganci(posti, partenza=False)
        bolli = []
        for n, freccia in enumerate(posti.frecce):
            meta = self._freccia(freccia, uscite[n], entrate[n])
            numero = self.numeri.get(_nome_legame(freccia.da.chiave, freccia.a.chiave))
            if numero:
                bolli.append((meta, numero))
        for meta, numero in bolli:
            self._bollo(meta, numero)

    def _freccia(self, freccia: Freccia, da_y: float, a_y: float) -> Posto:
        """Draw it; gives the place for the number of its assumption."""
        da_x, a_x = _x(freccia.da.colonna) + LARGHEZZA, _x(freccia.a.colonna)
        if freccia.a.colonna == freccia.da.colonna:
            fuori = da_x + 36
            self._linea(f"M{num(da_x)},{num(da_y)}C{num(fuori)},{num(da_y)} "
                        f"{num(fuori)},{num(a_y)} {num(da_x + PUNTA)},{num(a_y)}")  # fmt: skip
            self._punta(da_x, a_y, -1)
            return (da_x + 27, (da_y + a_y) / 2)
        punti = [(da_x, da_y)]
        for slot in freccia.tappe[1:-1]:
            y = TESTATA + slot.centro
            punti += [(_x(slot.colonna), y), (_x(slot.colonna) + LARGHEZZA, y)]
        punti.append((a_x - PUNTA, a_y))
        self._linea(_percorso(punti))
        self._punta(a_x, a_y, 1)
        return ((punti[0][0] + punti[1][0]) / 2, (punti[0][1] + punti[1][1]) / 2)

    def _linea(self, d: str) -> None:
        self.disegno.forma("path", d=d, fill="none", stroke=TESTO_SECONDARIO, stroke_width=1.6)

    def _punta(self, x: float, y: float, verso: int) -> None:
        angoli = ((x, y), (x - verso * (PUNTA + 2), y - 5), (x - verso * (PUNTA + 2), y + 5))
        self.disegno.forma("polygon", points=Disegno.punti(angoli), fill=TESTO_SECONDARIO)


def _x(colonna: int) -> float:
    return colonna * (LARGHEZZA + CORRIDOIO)


def _righe(esito: EsitoVisto) -> list[str]:
    return a_capo(esito.titolo, LARGHEZZA - 2 * BORDO, CORPO)


def _altezza(esito: EsitoVisto) -> float:
    return (1 + len(_righe(esito))) * INTERLINEA + 2 * BORDO - 2


def _percorso(punti: list[Posto]) -> str:
    """Level at both ends of each stretch, so that it leaves and reaches the boxes straight."""
    d = f"M{num(punti[0][0])},{num(punti[0][1])}"
    for (x1, y1), (x2, y2) in pairwise(punti):
        mezzo = num((x1 + x2) / 2)
        d += f"C{mezzo},{num(y1)} {mezzo},{num(y2)} {num(x2)},{num(y2)}"
    return d


def _agganci(posti: Disposizione, *, partenza: bool) -> list[float]:
    """For each arrow the height at which it leaves (or reaches) its box: spread, not crossed."""
    di_nodo: dict[str, list[tuple[float, int]]] = {}
    for n, freccia in enumerate(posti.frecce):
        nodo = freccia.da if partenza else freccia.a
        vicino = freccia.tappe[1] if partenza else freccia.tappe[-2]
        di_nodo.setdefault(nodo.chiave, []).append((vicino.centro, n))
    altezze = [0.0] * len(posti.frecce)
    for chiave, lista in di_nodo.items():
        nodo = posti.nodi[chiave]
        for posto, (_centro, n) in enumerate(sorted(lista), start=1):
            altezze[n] = TESTATA + nodo.y + nodo.altezza * posto / (len(lista) + 1)
    return altezze


def _note(quadro: QuadroVisto) -> tuple[Nota, ...]:
    """The assumptions in reading order: of each outcome, then of the links that leave it."""
    trovate = []
    for esito in quadro.esiti:
        if esito.ipotesi:
            trovate.append((esito.codice, esito.ipotesi))
        trovate += [
            (_nome_legame(esito.codice, legame.codice), legame.ipotesi)
            for legame in esito.legami
            if legame.ipotesi
        ]
    return tuple(Nota(n, di, testo) for n, (di, testo) in enumerate(trovate, start=1))


def _nome_legame(da: str, a: str) -> str:
    return f"{da} → {a}"


def _descrizione(quadro: QuadroVisto) -> str:
    livelli = ", ".join(f"{livello.nome} {len(livello.esiti)}" for livello in quadro.livelli)
    return _(
        "Esiti per livello: %(livelli)s. Le frecce, %(n)s in tutto, dicono quale esito "
        "contribuisce a quale altro. L'elenco degli esiti dice le stesse cose a parole."
    ) % {"livelli": livelli, "n": sum(len(esito.legami) for esito in quadro.esiti)}
