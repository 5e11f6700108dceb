"""The registry of figures: one entry each, one computation each (DESIGN.md section 6).

Page, API, PDF, exports and dashboard ask `figura()`; nobody counts on his own. To add a figure:
write its `DefinizioneFigura`, list it in `REGISTRO`, test it.
"""

from dataclasses import replace

from fis_portal.core.allora import come_conosciuto
from monitoraggio.registro.base import Ambito, Cella, Figura, Record, Taglio, Voce
from monitoraggio.registro.completezza import COMPLETEZZA
from monitoraggio.registro.comunita import INCONTRI, PERSONE, PRESENZE
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.dimensioni import DIMENSIONI, IGNOTO, Dimensione
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.presenze import (
    PERSONE_COMUNI,
    PERSONE_ENTI,
    PRESENZE_COMUNI,
    PRESENZE_ENTI,
)
from monitoraggio.registro.progetti import (
    FINANZIATI,
    IMPORTI,
    MACROAREE,
    PREVALENTI,
    REGIONI,
    TEMI,
)
from monitoraggio.registro.richiesta import richiesta

__all__ = [
    "DIMENSIONI",
    "IGNOTO",
    "REGISTRO",
    "Ambito",
    "Cella",
    "DefinizioneFigura",
    "Dimensione",
    "Figura",
    "Record",
    "Taglio",
    "Voce",
    "figura",
    "record",
]

REGISTRO: dict[str, DefinizioneFigura] = {
    definizione.codice: definizione
    for definizione in (
        IMBUTO,
        FINANZIATI,
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
    """Compute one figure: one query, one for each filter, a few more to read the past.

    KeyError for an unknown code; DomainError for a dimension or a value that is not there.
    """
    definizione = REGISTRO[codice]
    with come_conosciuto(ambito.conosciuto_al):
        ambito, filtri = richiesta(definizione, ambito)
        return replace(definizione.calcola(definizione, ambito), filtri=filtri)


def record(codice: str, ambito: Ambito) -> tuple[Record, ...]:
    """The public records behind a whole figure. Raises KeyError for an unknown code."""
    with come_conosciuto(ambito.conosciuto_al):
        return tuple(REGISTRO[codice].record(ambito))
