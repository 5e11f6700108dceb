"""The part people of a Comune have in the community: numbers only, as the public figures tell."""

from dataclasses import dataclass
from datetime import date

from comuni.models import Comune
from monitoraggio.registro import Ambito, figura

PRESENZE, PERSONE = "presenze-comuni", "persone-comuni"


@dataclass(frozen=True, slots=True)
class Contate:
    """`n` None: nothing is recorded for this Comune, or (`is_nascosta`) too few to be told."""

    n: int | None
    al: date
    is_nascosta: bool = False


@dataclass(frozen=True, slots=True)
class PresenzeComune:
    presenze: Contate
    persone: Contate

    @property
    def nascoste(self) -> bool:
        return self.presenze.is_nascosta or self.persone.is_nascosta


def presenze_di(comune: Comune, oggi: date) -> PresenzeComune:
    """Six queries. What a figure hides, so that nobody is recognised, is hidden here too."""
    ambito = Ambito(oggi, dimostrativi=comune.is_demo)
    return PresenzeComune(_contate(PRESENZE, comune, ambito), _contate(PERSONE, comune, ambito))


def _contate(codice: str, comune: Comune, ambito: Ambito) -> Contate:
    calcolata = figura(codice, ambito)
    voce = calcolata.voce(comune.codice_istat)
    al = calcolata.contata_fino or ambito.alla
    if voce is None or voce.valore is None:
        return Contate(None, al, is_nascosta=voce is not None)
    return Contate(int(voce.valore), al)
