"""The lineage of a practice as a drawing: one under the other, indented, so that it fits a phone.

Who does not see it reads the same in the nested list that the page prints beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.enums import TipoAdozione
from community.models import Adozione, Pratica
from community.selectors.lignaggio import Lignaggio, Ramo
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    BIANCO,
    LINEA,
    TESTO_SECONDARIO,
    Disegno,
    a_capo,
    num,
)
from fis_portal.core.quote import data_it

LARGHEZZA = 340.0
RIENTRO = 18.0
# Deeper than this the drawing stops moving right: the list beside it goes on saying who is whose.
RIENTRI = 8
BORDO = 10.0
CORPO = 14.0
CORPO_MINORE = 12.5
INTERLINEA = 18.0
SPAZIO = 12.0
TINTA = "#E3EEF9"
TINTA_CORRENTE = "#C4DCF4"


@dataclass(frozen=True, slots=True)
class Riquadro:
    """A box: how deep it stands, the row of its parent, and what it says."""

    livello: int
    padre: int | None
    titolo: tuple[str, ...]
    sotto: tuple[str, ...]
    pratica: bool
    corrente: bool
    adatta: bool

    @property
    def x(self) -> float:
        return min(self.livello, RIENTRI) * RIENTRO

    @property
    def altezza(self) -> float:
        return (len(self.titolo) + len(self.sotto)) * INTERLINEA + 2 * BORDO - 4


def lignaggio_disegno(lignaggio: Lignaggio, *, id: str = "lignaggio") -> SafeString:
    """The tree of a practice that somebody took up, or that comes from another."""
    riquadri = list(_riquadri(lignaggio.radice, 0, None, [0]))
    disegno = Disegno(id, _("Chi l'ha adottata e che cosa ne è nato"), _descrizione(riquadri))
    posti, y = [], 0.0
    for riquadro in riquadri:
        posti.append(y)
        y += riquadro.altezza + SPAZIO
    for riquadro, posto in zip(riquadri, posti, strict=True):
        if riquadro.padre is not None:
            _linea(disegno, riquadri[riquadro.padre], posti[riquadro.padre], riquadro, posto)
    for riquadro, posto in zip(riquadri, posti, strict=True):
        _disegna(disegno, riquadro, posto)
    return disegno.chiudi(LARGHEZZA, y - SPAZIO, margine=2)


def _riquadri(
    ramo: Ramo, livello: int, padre: int | None, contati: list[int]
) -> Iterator[Riquadro]:
    """In reading order; `contati` holds how many there are so far."""
    mio = contati[0]
    contati[0] += 1
    yield _di_pratica(ramo.pratica, livello, padre, corrente=ramo.is_corrente)
    for adottata in ramo.adozioni:
        suo = contati[0]
        contati[0] += 1
        yield _di_adozione(adottata.adozione, livello + 1, mio)
        if adottata.nata is not None:
            yield from _riquadri(adottata.nata, livello + 2, suo, contati)


def _di_pratica(pratica: Pratica, livello: int, padre: int | None, *, corrente: bool) -> Riquadro:
    chi = (
        _("offerta dal Comune di %(nome)s") % {"nome": pratica.comune.nome}
        if pratica.comune
        else _("raccolta da una fonte")
    )
    sotto = [chi, _("è questa pratica")] if corrente else [chi]
    return Riquadro(livello, padre, *_testi(livello, pratica.titolo, sotto), True, corrente, False)


def _di_adozione(adozione: Adozione, livello: int, padre: int) -> Riquadro:
    nome = _("Comune di %(nome)s") % {"nome": adozione.comune.nome}
    sotto = [
        _("%(tipo)s dal %(giorno)s")
        % {"tipo": adozione.get_tipo_display(), "giorno": data_it(adozione.dichiarata_il)},
        str(adozione.get_stato_display()),
    ]
    adatta = adozione.tipo == TipoAdozione.ADATTA
    return Riquadro(livello, padre, *_testi(livello, nome, sotto), False, False, adatta)


def _testi(livello: int, titolo: str, sotto: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    largo = LARGHEZZA - min(livello, RIENTRI) * RIENTRO - 2 * BORDO
    minori = [riga for testo in sotto for riga in a_capo(testo, largo, CORPO_MINORE)]
    return tuple(a_capo(titolo, largo, CORPO)), tuple(minori)


def _linea(disegno: Disegno, padre: Riquadro, alto: float, figlio: Riquadro, y: float) -> None:
    # Where the drawing stops moving right, parent and child share the left side.
    x = min(padre.x + RIENTRO / 2, max(figlio.x - RIENTRO / 2, padre.x + 4))
    mezzo = y + figlio.altezza / 2
    disegno.forma(
        "path",
        d=f"M{num(x)},{num(alto + padre.altezza)}V{num(mezzo)}H{num(max(figlio.x, x))}",
        fill="none",
        stroke=TESTO_SECONDARIO,
        stroke_width=1.6,
    )


def _disegna(disegno: Disegno, riquadro: Riquadro, y: float) -> None:
    tinta = TINTA if riquadro.pratica else BIANCO
    tratto: dict[str, str | float] = {"stroke": BARRA if riquadro.pratica else LINEA}
    if riquadro.adatta:
        tratto["stroke_dasharray"] = "5 3"
    disegno.forma(
        "rect",
        x=riquadro.x,
        y=y,
        width=LARGHEZZA - riquadro.x,
        height=riquadro.altezza,
        rx=4,
        fill=TINTA_CORRENTE if riquadro.corrente else tinta,
        stroke_width=3 if riquadro.corrente else 1.5,
        **tratto,
    )
    riga = y + BORDO + 11
    for testo in riquadro.titolo:
        disegno.testo(testo, riquadro.x + BORDO, riga, CORPO, font_weight="600", fill=BARRA_SCURA)
        riga += INTERLINEA
    for testo in riquadro.sotto:
        disegno.testo(testo, riquadro.x + BORDO, riga, CORPO_MINORE)
        riga += INTERLINEA


def _descrizione(riquadri: list[Riquadro]) -> str:
    pratiche = sum(riquadro.pratica for riquadro in riquadri)
    adozioni = len(riquadri) - pratiche
    return _("%(pratiche)s e %(adozioni)s. L'elenco accanto dice le stesse cose a parole.") % {
        "pratiche": ngettext("Una pratica", "%(n)s pratiche", pratiche) % {"n": pratiche},
        "adozioni": ngettext("un'adozione", "%(n)s adozioni", adozioni) % {"n": adozioni},
    }
