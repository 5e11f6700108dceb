"""The part people of a Comune have in the community: numbers only, as the public figures tell."""

from dataclasses import dataclass
from datetime import date

from comuni.models import Comune
from monitoraggio.registro import Ambito, figura

PRESENZE, PERSONE = "presenze-comuni", "persone-comuni"


@dataclass(frozen=True, slots=True)
class PresenzeComune:
    """None: nothing is recorded for this Comune, or (`nascoste`) it is too few to be told."""

    presenze: int | None
    persone: int | None
    nascoste: bool
    al: date


def presenze_di(comune: Comune, oggi: date) -> PresenzeComune:
    """Four queries. What a figure hides, so that nobody is recognised, is hidden here too."""
    ambito = Ambito(oggi, dimostrativi=comune.is_demo)
    valori: dict[str, int | None] = {}
    nascoste = False
    for codice in (PRESENZE, PERSONE):
        voci = figura(codice, ambito).voci
        voce = next((voce for voce in voci if voce.codice == comune.codice_istat), None)
        nascoste |= voce is not None and voce.valore is None
        valori[codice] = None if voce is None or voce.valore is None else int(voce.valore)
    return PresenzeComune(valori[PRESENZE], valori[PERSONE], nascoste, oggi)
