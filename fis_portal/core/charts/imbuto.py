"""The funnel: how many reach each stage, and which share of the stage before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from fis_portal.core.charts.barre import (
    CORPO,
    CORPO_MINORE,
    INTERLINEA,
    LARGHEZZA_STRETTA,
    Voce,
    controlla_non_negativi,
)
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    FONDO,
    LINEA,
    TESTO,
    Disegno,
    Grafico,
    a_capo,
    misura,
)
from fis_portal.core.quote import numero_it, quota, quota_it

CORPO_VALORE = 20.0
ALTEZZA = 26.0
PASSAGGIO = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Imbuto:
    """Stages one after the other, each as long as what reaches it."""

    id: str
    titolo: str
    descrizione: str
    voci: Sequence[Voce]
    intestazione: str
    unita: str
    larghezza: int = LARGHEZZA_STRETTA

    def render(self) -> Grafico:
        controlla_non_negativi(self.voci)
        disegno = Disegno(self.id, self.titolo, self.descrizione)
        y = 0.0
        for n, voce in enumerate(self.voci):
            if n:
                y = self._passaggio(disegno, self.voci[n - 1], voce, y)
            y = self._stadio(disegno, voce, y)
        return Grafico(
            svg=disegno.chiudi(self.larghezza, y + 2),
            intestazioni=(
                self.intestazione,
                self.unita,
                _("Quota sulla prima fase"),
                _("Quota sulla fase precedente"),
            ),
            righe=tuple(self._celle(n) for n in range(len(self.voci))),
        )

    def _lunghezza(self, voce: Voce) -> float:
        massimo = Decimal(max((v.valore for v in self.voci if v.valore is not None), default=0))
        return float((voce.valore or 0) / massimo) * self.larghezza if massimo else 0.0

    def _stadio(self, disegno: Disegno, voce: Voce, y: float) -> float:
        if voce.valore is None:
            corpo, peso, scritto = CORPO, "400", f"{voce.assenza}:"
        else:
            corpo, peso, scritto = CORPO_VALORE, "700", numero_it(voce.valore)
        largo = misura(scritto, corpo) + 9
        righe = a_capo(voce.etichetta, self.larghezza - largo, CORPO)
        disegno.testo(scritto, 0, y + 18, corpo, font_weight=peso, fill=BARRA_SCURA)
        for n, riga in enumerate(righe):
            disegno.testo(riga, largo, y + 17.5 + n * INTERLINEA, CORPO, font_weight="600")
        y += max(len(righe), 1) * INTERLINEA + 7
        if voce.valore:
            disegno.forma("rect", x=0, y=y, width=self._lunghezza(voce), height=ALTEZZA, fill=BARRA)
        disegno.linea((1.5, y), (1.5, y + ALTEZZA), BARRA_SCURA, 3.0)
        return y + ALTEZZA

    def _passaggio(self, disegno: Disegno, prima: Voce, dopo: Voce, y: float) -> float:
        basso = y + PASSAGGIO
        if prima.valore is None or dopo.valore is None:
            disegno.linea((1.5, y + 3), (1.5, basso), LINEA, 3.0, stroke_dasharray="3 4")
            return basso + 4
        x1, x2 = self._lunghezza(prima), self._lunghezza(dopo)
        angoli = ((0.0, y), (x1, y), (x2, basso), (0.0, basso))
        disegno.forma("polygon", points=disegno.punti(angoli), fill=FONDO)
        # An arrow drawn as a shape: the font has no such character.
        disegno.forma("path", d=f"M12,{y + 9:.1f}v10m-4,-4l4,4l4,-4", fill="none", stroke=TESTO)
        disegno.testo(_frase(prima.valore, dopo.valore), 24, y + 19.5, CORPO_MINORE)
        return basso + 4

    def _celle(self, n: int) -> tuple[str, ...]:
        voce = self.voci[n]
        scritto = voce.assenza if voce.valore is None else numero_it(voce.valore)
        precedente = _quota_su(voce, self.voci[n - 1]) if n else ""
        return (voce.etichetta, scritto, _quota_su(voce, self.voci[0]), precedente)


def _frase(prima: int | Decimal, dopo: int | Decimal) -> str:
    if dopo > prima:
        return _("nella fase successiva sono di più")
    return _("passa alla fase successiva: %(quota)s") % {"quota": quota_it(quota(dopo, prima))}


def _quota_su(voce: Voce, base: Voce) -> str:
    if voce.valore is None or base.valore is None:
        return voce.assenza if voce.valore is None else base.assenza
    return quota_it(quota(voce.valore, base.valore))
