"""The registry of figures: one entry each, one computation each (DESIGN.md section 6).

Page, API, PDF, exports and dashboard ask `figura()`; nobody counts on his own. To add a figure:
write its `DefinizioneFigura`, list it in `REGISTRO`, test it.
"""

from monitoraggio.registro.base import Ambito, DefinizioneFigura, Figura, Record, Voce
from monitoraggio.registro.completezza import COMPLETEZZA
from monitoraggio.registro.comunita import INCONTRI, PERSONE, PRESENZE
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.presenze import (
    PERSONE_COMUNI,
    PERSONE_ENTI,
    PRESENZE_COMUNI,
    PRESENZE_ENTI,
)
from monitoraggio.registro.progetti import IMPORTI, MACROAREE, PREVALENTI, REGIONI, TEMI

__all__ = [
    "REGISTRO",
    "Ambito",
    "DefinizioneFigura",
    "Figura",
    "Record",
    "Voce",
    "figura",
    "record",
]

REGISTRO: dict[str, DefinizioneFigura] = {
    definizione.codice: definizione
    for definizione in (
        IMBUTO,
        MACROAREE,
        PREVALENTI,
        TEMI,
        REGIONI,
        PERSONE,
        PRESENZE,
        PRESENZE_ENTI,
        PERSONE_ENTI,
        PRESENZE_COMUNI,
        PERSONE_COMUNI,
        INCONTRI,
        IMPORTI,
        COMPLETEZZA,
    )
}


def figura(codice: str, ambito: Ambito) -> Figura:
    """Compute one figure: one query. Raises KeyError for an unknown code."""
    definizione = REGISTRO[codice]
    return definizione.calcola(definizione, ambito)


def record(codice: str, ambito: Ambito) -> tuple[Record, ...]:
    """The public records behind a figure. Raises KeyError for an unknown code."""
    return tuple(REGISTRO[codice].record(ambito))
