"""Horizontal bars and the funnel: every bar has its name and its value written beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    FONDO,
    LINEA,
    TESTO_SECONDARIO,
    Disegno,
    Grafico,
    a_capo,
    misura,
)
from fis_portal.core.quote import euro_it, nota_quote, numero_it, quota, quota_it

CORPO = 15.0
CORPO_MINORE = 13.0
INTERLINEA = 19.0
ALTEZZA_BARRA = 20.0
ALTEZZA_PUBBLICATO = 10.0
LARGHEZZA_STRETTA = 440
# From here on names stand in a column of their own, to the left of the bars.
LARGHEZZA_A_COLONNE = 560
NON_MISURATO = "non misurato"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voce:
    """One bar, stage or point. `valore` None is "not measured", written so and never drawn as zero.

    `pubblicato` is the figure somebody published for the same thing, drawn hatched below.
    """

    etichetta: str
    valore: int | Decimal | None
    assente: str = NON_MISURATO
    pubblicato: int | Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Barre:
    """Horizontal bars. With `denominatore` each bar is a part of it and its share is written too."""

    id: str
    titolo: str
    descrizione: str
    voci: Sequence[Voce]
    intestazione: str
    unita: str
    denominatore: int | None = None
    in_euro: bool = False
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        y = 2.0
        tratteggio = disegno.tratteggio() if self._con_pubblicati else ""
        for voce in self.voci:
            y = self._riga(disegno, voce, y, tratteggio)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, max(y, 1)),
            intestazioni=self._intestazioni(),
            righe=tuple(self._celle(voce) for voce in self.voci),
            nota=self._nota(),
        )

    # --- picture

    @property
    def _con_pubblicati(self) -> bool:
        return any(voce.pubblicato is not None for voce in self.voci)

    @property
    def _a_colonne(self) -> bool:
        return self.larghezza >= LARGHEZZA_A_COLONNE

    @property
    def _massimo(self) -> Decimal:
        valori = [v for voce in self.voci for v in (voce.valore, voce.pubblicato) if v is not None]
        if any(v < 0 for v in valori):
            raise ValueError("bars show counts and amounts: no negative values")
        return Decimal(max([self.denominatore or 0, *valori], default=0))

    @property
    def _inizio(self) -> float:
        return self.larghezza * 0.36 if self._a_colonne else 0.0

    @property
    def _corsa(self) -> float:
        """Length of the longest bar: the widest value must fit beside it."""
        testi = [t for voce in self.voci for t in (self._valore(voce), self._pubblicato(voce))]
        piu_largo = max((misura(t, CORPO) for t in testi), default=0.0)
        return max(self.larghezza - self._inizio - piu_largo - 12, 40.0)

    def _riga(self, disegno: Disegno, voce: Voce, y: float, tratteggio: str) -> float:
        spazio = self._inizio - 16 if self._a_colonne else float(self.larghezza)
        righe = a_capo(voce.etichetta, spazio, CORPO)
        for n, riga in enumerate(righe):
            disegno.testo(riga, 0, y + 15 + n * INTERLINEA, CORPO)
        alto = y if self._a_colonne else y + len(righe) * INTERLINEA + 3
        basso = self._barra(disegno, voce, alto)
        if voce.pubblicato is not None:
            basso = self._barra_pubblicata(disegno, voce, basso + 4, tratteggio)
        return max(basso, y + len(righe) * INTERLINEA) + 14

    def _lunghezza(self, valore: int | Decimal) -> float:
        return float(Decimal(valore) / self._massimo) * self._corsa if self._massimo else 0.0

    def _barra(self, disegno: Disegno, voce: Voce, y: float) -> float:
        x, fine = self._inizio, self._inizio
        if self.denominatore:
            disegno.forma("rect", x=x, y=y, width=self._corsa, height=ALTEZZA_BARRA, fill=FONDO)
            fine = x + self._corsa
        if voce.valore is not None:
            lunga = self._lunghezza(voce.valore)
            disegno.forma("rect", x=x, y=y, width=lunga, height=ALTEZZA_BARRA, fill=BARRA)
            fine = max(fine, x + lunga)
        # The base line: a zero stays visible as a bar of no length.
        disegno.forma(
            "line",
            x1=x,
            y1=y - 2,
            x2=x,
            y2=y + ALTEZZA_BARRA + 2,
            stroke=BARRA_SCURA,
            stroke_width=2.0,
        )
        disegno.testo(self._valore(voce), fine + 8, y + 15.5, CORPO, font_weight="600")
        return y + ALTEZZA_BARRA

    def _barra_pubblicata(self, disegno: Disegno, voce: Voce, y: float, tratteggio: str) -> float:
        assert voce.pubblicato is not None
        lunga = self._lunghezza(voce.pubblicato)
        disegno.forma(
            "rect",
            x=self._inizio,
            y=y,
            width=lunga,
            height=ALTEZZA_PUBBLICATO,
            fill=tratteggio,
            stroke=BARRA_SCURA,
            stroke_width=1.0,
        )
        disegno.testo(
            self._pubblicato(voce),
            self._inizio + lunga + 8,
            y + 10,
            CORPO_MINORE,
            fill=TESTO_SECONDARIO,
        )
        return y + ALTEZZA_PUBBLICATO

    # --- words

    def _scritto(self, valore: int | Decimal) -> str:
        return euro_it(valore) if self.in_euro else numero_it(valore)

    def _quota(self, voce: Voce) -> int | None:
        if self.denominatore is None or voce.valore is None:
            return None
        return quota(int(voce.valore), self.denominatore)

    def _valore(self, voce: Voce) -> str:
        if voce.valore is None:
            return voce.assente
        scritto = self._scritto(voce.valore)
        return (
            scritto if self.denominatore is None else f"{scritto} ({quota_it(self._quota(voce))})"
        )

    def _pubblicato(self, voce: Voce) -> str:
        return "" if voce.pubblicato is None else f"pubblicato: {self._scritto(voce.pubblicato)}"

    def _intestazioni(self) -> tuple[str, ...]:
        quote = () if self.denominatore is None else (f"Quota su {numero_it(self.denominatore)}",)
        pubblicati = ("Pubblicato",) if self._con_pubblicati else ()
        return (self.intestazione, self.unita, *quote, *pubblicati)

    def _celle(self, voce: Voce) -> tuple[str, ...]:
        celle = [
            voce.etichetta,
            voce.assente if voce.valore is None else self._scritto(voce.valore),
        ]
        if self.denominatore is not None:
            celle.append(voce.assente if voce.valore is None else quota_it(self._quota(voce)))
        if self._con_pubblicati:
            celle.append("" if voce.pubblicato is None else self._scritto(voce.pubblicato))
        return tuple(celle)

    def _nota(self) -> str:
        if self.denominatore is None or any(voce.valore is None for voce in self.voci):
            return ""
        conteggi = [int(voce.valore) for voce in self.voci if voce.valore is not None]
        return nota_quote(conteggi, self.denominatore) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imbuto:
    """Stages one after the other: how many reach each, and which share of the stage before."""

    id: str
    titolo: str
    descrizione: str
    voci: Sequence[Voce]
    intestazione: str
    unita: str
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        massimo = max((voce.valore for voce in self.voci if voce.valore is not None), default=0)
        scala = self.larghezza / float(massimo) if massimo else 0.0
        y = 0.0
        for n, voce in enumerate(self.voci):
            y = self._stadio(disegno, voce, y, scala)
            if n + 1 < len(self.voci):
                y = self._passaggio(disegno, voce, self.voci[n + 1], y, scala)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, max(y + 2, 1)),
            intestazioni=(
                self.intestazione,
                self.unita,
                "Quota sulla prima fase",
                "Quota sulla fase precedente",
            ),
            righe=tuple(self._celle(n) for n in range(len(self.voci))),
        )

    def _stadio(self, disegno: Disegno, voce: Voce, y: float, scala: float) -> float:
        valore = voce.assente if voce.valore is None else numero_it(voce.valore)
        largo = misura(valore, 20) + 10
        righe = a_capo(voce.etichetta, self.larghezza - largo, CORPO)
        disegno.testo(valore, 0, y + 18, 20, font_weight="700", fill=BARRA_SCURA)
        for n, riga in enumerate(righe):
            disegno.testo(riga, largo, y + 17 + n * INTERLINEA, CORPO, font_weight="600")
        y += max(len(righe), 1) * INTERLINEA + 7
        if voce.valore is not None:
            lunga = float(voce.valore) * scala
            disegno.forma("rect", x=0, y=y, width=lunga, height=26, fill=BARRA)
        disegno.forma("line", x1=0, y1=y, x2=0, y2=y + 26, stroke=BARRA_SCURA, stroke_width=3.0)
        return y + 26

    def _passaggio(
        self, disegno: Disegno, prima: Voce, dopo: Voce, y: float, scala: float
    ) -> float:
        alto = 30.0
        if prima.valore is not None and dopo.valore is not None:
            x1, x2 = float(prima.valore) * scala, float(dopo.valore) * scala
            disegno.forma(
                "polygon",
                points=f"0,{y:.1f} {x1:.1f},{y:.1f} {x2:.1f},{y + alto:.1f} 0,{y + alto:.1f}",
                fill=FONDO,
            )
            disegno.testo(self._frase(prima, dopo), 10, y + 20, CORPO_MINORE)
        else:
            disegno.forma(
                "line",
                x1=1,
                y1=y,
                x2=1,
                y2=y + alto,
                stroke=LINEA,
                stroke_width=2.0,
                stroke_dasharray="3 3",
            )
        return y + alto + 4

    def _frase(self, prima: Voce, dopo: Voce) -> str:
        assert prima.valore is not None and dopo.valore is not None
        parte = quota(int(dopo.valore), int(prima.valore))
        return (
            f"↓ {quota_it(parte)}"
            if parte is None
            else f"↓ passa alla fase successiva il {quota_it(parte)}"
        )

    def _celle(self, n: int) -> tuple[str, ...]:
        voce, prima = self.voci[n], self.voci[0]
        precedente = self.voci[n - 1] if n else None
        scritto = voce.assente if voce.valore is None else numero_it(voce.valore)
        return (voce.etichetta, scritto, self._su(voce, prima), self._su(voce, precedente))

    def _su(self, voce: Voce, base: Voce | None) -> str:
        if base is None:
            return ""
        if voce.valore is None or base.valore is None:
            return NON_MISURATO
        return quota_it(quota(int(voce.valore), int(base.valore)))
