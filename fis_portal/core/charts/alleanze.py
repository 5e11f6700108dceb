"""Who takes part in what, and since when: bars over time, grouped by role.

What is not known is said in words and drawn as a dashed outline: it never looks like a date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from fis_portal.core.charts.barre import LARGHEZZA_STRETTA
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    BIANCO,
    FONDO,
    LINEA,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    a_capo,
    misura,
)
from fis_portal.core.quote import data_it

CORPO = 15.0
CORPO_MINORE = 13.0
RIGA = 19.0
BARRA_ALTA = 14.0
PUNTA = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alleato:
    """A body in a role. `novita` are words on what is new; the first of them gets the mark."""

    nome: str
    ruolo: str
    tipo: str = ""
    dal: date | None = None
    al: date | None = None
    fasi: Sequence[str] = ()
    novita: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tratto:
    """A phase, as a band over the bars. Without an end it still goes on, as far as is known."""

    nome: str
    dal: date
    al: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alleanze:
    """Partners in the order given, those of a role one after the other."""

    id: str
    titolo: str
    descrizione: str
    alleati: Sequence[Alleato]
    oggi: date
    tratti: Sequence[Tratto] = field(default=())
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        y = self._anni(disegno, self._fasi(disegno, 0.0))
        ruolo = ""
        for alleato in self.alleati:
            if alleato.ruolo != ruolo:
                ruolo = alleato.ruolo
                y += RIGA + 6
                disegno.testo(ruolo, 0, y, CORPO, font_weight="600", fill=TESTO_SECONDARIO)
            y = self._alleato(disegno, alleato, y)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, y + 6, margine=2.0),
            intestazioni=(
                _("Ente"),
                _("Ruolo"),
                _("Tipo di ente"),
                _("Dal"),
                _("Al"),
                _("Fasi"),
                _("Novità"),
            ),
            righe=tuple(self._celle(alleato) for alleato in self.alleati),
        )

    # --- Time ------------------------------------------------------------------------------------
    def _estremi(self) -> tuple[date, date]:
        giorni = [g for a in self.alleati for g in (a.dal, a.al) if g]
        giorni += [g for t in self.tratti for g in (t.dal, t.al) if g]
        return min([*giorni, self.oggi]), max([*giorni, self.oggi])

    def _x(self, giorno: date) -> float:
        inizio, fine = self._estremi()
        giorni = (fine - inizio).days or 1
        return (giorno - inizio).days / giorni * self.larghezza

    def _anni(self, disegno: Disegno, y: float) -> float:
        """A tick on the first day of each year, named where the name does not touch another."""
        inizio, fine = self._estremi()
        base = y + RIGA
        disegno.linea((0, base), (self.larghezza, base), LINEA, 1.0)
        libero = 0.0
        for anno in range(inizio.year, fine.year + 1):
            x = self._x(max(date(anno, 1, 1), inizio))
            disegno.linea((x, base), (x, base + 5), LINEA, 1.0)
            lungo = misura(str(anno), CORPO_MINORE)
            if x >= libero and x + lungo <= self.larghezza:
                disegno.testo(str(anno), x, base - 5, CORPO_MINORE, fill=TESTO_SECONDARIO)
                libero = x + lungo + 8
        return base + 4

    def _fasi(self, disegno: Disegno, y: float) -> float:
        for tratto in self.tratti:
            x, fine = self._x(tratto.dal), self._x(tratto.al or self.oggi)
            largo = max(fine - x, 3.0)
            disegno.forma(
                "rect", x=x, y=y, width=largo, height=RIGA + 3, fill=FONDO, stroke=LINEA,
                stroke_width=1.0,
            )  # fmt: skip
            lungo = misura(tratto.nome, CORPO_MINORE)
            dentro = min(max(x + 4, 0.0), max(self.larghezza - lungo, 0.0))
            disegno.testo(tratto.nome, dentro, y + 15, CORPO_MINORE, font_weight="600")
            y += RIGA + 6
        return y

    # --- One body --------------------------------------------------------------------------------
    def _alleato(self, disegno: Disegno, alleato: Alleato, y: float) -> float:
        for riga in a_capo(alleato.nome, self.larghezza, CORPO):
            y += RIGA
            disegno.testo(riga, 0, y, CORPO)
        y += 5
        if alleato.dal is None and alleato.al is None:
            self._ignoto(disegno, y)
        else:
            self._barra(disegno, alleato, y)
        y += BARRA_ALTA
        for novita in alleato.novita:
            y = self._novita(disegno, novita, y)
        return y + 4

    def _ignoto(self, disegno: Disegno, y: float) -> None:
        disegno.forma(
            "rect", x=0.5, y=y, width=self.larghezza - 1.0, height=BARRA_ALTA, fill=BIANCO,
            stroke=LINEA, stroke_width=1.0, stroke_dasharray="4 3",
        )  # fmt: skip
        disegno.testo(_("date non pubblicate"), 6, y + 11, 11.0, fill=TESTO_SECONDARIO)

    def _barra(self, disegno: Disegno, alleato: Alleato, y: float) -> None:
        """Closed where a date closes it, dashed where it comes from nobody knows when, an arrow
        where no end is known."""
        x = self._x(alleato.dal) if alleato.dal else 0.0
        fine = self._x(alleato.al or self.oggi)
        largo = max(fine - x, 3.0)
        if alleato.al is None:
            largo = max(largo - PUNTA, 3.0)
            punta = [(x + largo, y), (x + largo + PUNTA, y + BARRA_ALTA / 2)]
            disegno.forma(
                "polygon",
                points=disegno.punti([*punta, (x + largo, y + BARRA_ALTA)]),
                fill=BARRA_SCURA,
            )
        tratteggiata = {} if alleato.dal else {"stroke": BARRA_SCURA, "stroke_dasharray": "4 3"}
        disegno.forma(
            "rect", x=x, y=y, width=largo, height=BARRA_ALTA,
            fill=BARRA if alleato.dal else BIANCO, **tratteggiata,
        )  # fmt: skip

    def _novita(self, disegno: Disegno, testo: str, y: float) -> float:
        """A diamond and words: the mark alone would say nothing to many."""
        for n, riga in enumerate(a_capo(testo, self.larghezza - 16, CORPO_MINORE)):
            y += RIGA - 2
            if not n:
                rombo = [(0, y - 4), (5, y - 9), (10, y - 4), (5, y + 1)]
                disegno.forma("polygon", points=disegno.punti(rombo), fill=BARRA_SCURA)
            disegno.testo(riga, 16, y, CORPO_MINORE)
        return y

    def _celle(self, alleato: Alleato) -> tuple[str, ...]:
        ignota = _("non pubblicato")
        return (
            alleato.nome,
            alleato.ruolo,
            alleato.tipo or ignota,
            data_it(alleato.dal, vuoto=ignota),
            data_it(alleato.al, vuoto=ignota),
            ", ".join(alleato.fasi) or _("non si può dire"),
            "; ".join(alleato.novita) or "–",
        )
