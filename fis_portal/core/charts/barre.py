"""Horizontal bars: every bar has its name and its value written beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

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
from fis_portal.core.quote import euro_it, nota_quote, numero_it, quota, quota_it

CORPO = 15.0
CORPO_MINORE = 13.0
INTERLINEA = 19.0
ALTEZZA_BARRA = 20.0
ALTEZZA_PUBBLICATO = 10.0
# Readable on a phone, where the drawing shrinks to the screen.
LARGHEZZA_STRETTA = 440
# From here on names stand in a column of their own, to the left of the bars.
LARGHEZZA_A_COLONNE = 560

Quantita = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Voce:
    """One bar, stage or point. `valore` None is "not measured", written so and never drawn as zero.

    `assente` says in other words why there is no value; `pubblicato` is the figure somebody
    published for the same thing, drawn hatched below; `href` makes a link of the whole bar.
    """

    etichetta: str
    valore: Quantita | None
    assente: str = ""
    pubblicato: Quantita | None = None
    href: str = ""

    @property
    def assenza(self) -> str:
        return str(self.assente) or _("non misurato")


def controlla_non_negativi(voci: Sequence[Voce]) -> None:
    """These charts start from zero: a negative value would be drawn as something it is not."""
    if any(v is not None and v < 0 for voce in voci for v in (voce.valore, voce.pubblicato)):
        raise ValueError("charts of counts and amounts: no negative values")


def _stile(voce: Voce) -> dict[str, str]:
    """A link looks like one, without any colour too."""
    return {"fill": BARRA, "text_decoration": "underline"} if voce.href else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Barre:
    """Horizontal bars. With `denominatore` each is a part of it and its share is written too."""

    id: str
    titolo: str
    descrizione: str
    voci: Sequence[Voce]
    intestazione: str
    unita: str
    denominatore: Quantita | None = None
    in_euro: bool = False
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        controlla_non_negativi(self.voci)
        disegno = Disegno(
            self.id, self.titolo, self.descrizione, interattivo=any(v.href for v in self.voci)
        )
        tratteggio = disegno.tratteggio() if self._con_pubblicati else ""
        y = 2.0
        for voce in self.voci:
            with disegno.collegato(voce.href, f"{voce.etichetta}: {self._valore(voce)}"):
                y = self._riga(disegno, voce, y, tratteggio)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, y),
            intestazioni=self._intestazioni(),
            righe=tuple(self._celle(voce) for voce in self.voci),
            nota=self._nota(),
        )

    # --- picture

    @property
    def _con_pubblicati(self) -> bool:
        return any(voce.pubblicato is not None for voce in self.voci)

    @property
    def _inizio(self) -> float:
        """Where the bars begin: at the left edge when the names stand above them."""
        return self.larghezza * 0.36 if self.larghezza >= LARGHEZZA_A_COLONNE else 0.0

    @property
    def _corsa(self) -> float:
        """Length of the longest bar: the widest value must fit beside it."""
        testi = [t for voce in self.voci for t in (self._valore(voce), self._pubblicato(voce))]
        piu_largo = max((misura(testo, CORPO) for testo in testi), default=0.0)
        return max(self.larghezza - self._inizio - piu_largo - 12, 40.0)

    def _lunghezza(self, valore: Quantita) -> float:
        presenti = [
            v for voce in self.voci for v in (voce.valore, voce.pubblicato) if v is not None
        ]
        massimo = Decimal(max([self.denominatore or 0, *presenti]))
        return float(valore / massimo) * self._corsa if massimo else 0.0

    def _riga(self, disegno: Disegno, voce: Voce, y: float, tratteggio: str) -> float:
        inizio = self._inizio
        righe = a_capo(voce.etichetta, inizio - 16 if inizio else self.larghezza, CORPO)
        for n, riga in enumerate(righe):
            disegno.testo(riga, 0, y + 15 + n * INTERLINEA, CORPO, **_stile(voce))
        sotto_il_nome = y + len(righe) * INTERLINEA
        basso = self._barra(disegno, voce, y if inizio else sotto_il_nome + 3)
        if voce.pubblicato is not None:
            basso = self._barra_pubblicata(disegno, voce, voce.pubblicato, basso + 4, tratteggio)
        return max(basso, sotto_il_nome) + 14

    def _barra(self, disegno: Disegno, voce: Voce, y: float) -> float:
        x, basso = self._inizio, y + ALTEZZA_BARRA
        lunga = 0.0 if voce.valore is None else self._lunghezza(voce.valore)
        intero = self._corsa if self.denominatore else 0.0
        if intero:
            disegno.forma("rect", x=x, y=y, width=intero, height=ALTEZZA_BARRA, fill=FONDO)
        if lunga:
            disegno.forma("rect", x=x, y=y, width=lunga, height=ALTEZZA_BARRA, fill=BARRA)
        # The base line: a zero stays visible as a bar of no length.
        disegno.linea((x, y - 2), (x, basso + 2), BARRA_SCURA, 2.0)
        fine = x + max(lunga, intero)
        disegno.testo(self._valore(voce), fine + 8, y + 15.5, CORPO, font_weight="600")
        return basso

    def _barra_pubblicata(
        self, disegno: Disegno, voce: Voce, valore: Quantita, y: float, tratteggio: str
    ) -> float:
        x, lunga = self._inizio, self._lunghezza(valore)
        disegno.forma(
            "rect",
            x=x,
            y=y,
            width=lunga,
            height=ALTEZZA_PUBBLICATO,
            fill=tratteggio,
            stroke=BARRA_SCURA,
            stroke_width=1.0,
        )
        testo = self._pubblicato(voce)
        disegno.testo(testo, x + lunga + 8, y + 10, CORPO_MINORE, fill=TESTO_SECONDARIO)
        return y + ALTEZZA_PUBBLICATO

    # --- words

    def _scritto(self, valore: Quantita) -> str:
        return euro_it(valore) if self.in_euro else numero_it(valore)

    def _quota(self, valore: Quantita) -> str:
        return quota_it(quota(valore, self.denominatore or 0))

    def _valore(self, voce: Voce) -> str:
        if voce.valore is None:
            return voce.assenza
        scritto = self._scritto(voce.valore)
        return scritto if self.denominatore is None else f"{scritto} ({self._quota(voce.valore)})"

    def _pubblicato(self, voce: Voce) -> str:
        if voce.pubblicato is None:
            return ""
        return _("pubblicato: %(valore)s") % {"valore": self._scritto(voce.pubblicato)}

    def _intestazioni(self) -> tuple[str, ...]:
        intestazioni = [self.intestazione, self.unita]
        if self.denominatore is not None:
            intestazioni.append(_("Quota su %(base)s") % {"base": self._scritto(self.denominatore)})
        if self._con_pubblicati:
            intestazioni.append(_("Pubblicato"))
        return tuple(intestazioni)

    def _celle(self, voce: Voce) -> tuple[str, ...]:
        valore = voce.valore
        celle = [voce.etichetta, voce.assenza if valore is None else self._scritto(valore)]
        if self.denominatore is not None:
            celle.append(voce.assenza if valore is None else self._quota(valore))
        if self._con_pubblicati:
            celle.append("" if voce.pubblicato is None else self._scritto(voce.pubblicato))
        return tuple(celle)

    def _nota(self) -> str:
        conteggi = [voce.valore for voce in self.voci if isinstance(voce.valore, int)]
        if not isinstance(self.denominatore, int) or len(conteggi) < len(self.voci):
            return ""
        return nota_quote(conteggi, self.denominatore) or ""
