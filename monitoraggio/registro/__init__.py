"""The registry of figures: one entry each, one computation each (DESIGN.md section 6).

Page, API, PDF, exports and dashboard ask `figura()`; nobody counts on his own. To add a figure:
write its `DefinizioneFigura`, list it in `REGISTRO`, test it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from fis_portal.core.allora import come_conosciuto
from monitoraggio.registro.alleanze import ORGANIZZAZIONI, PARTENARIATI
from monitoraggio.registro.base import Ambito, Cella, Figura, Gruppo, Record, Taglio, Voce
from monitoraggio.registro.completezza import COMPLETEZZA
from monitoraggio.registro.comunita import PERSONE, PRESENZE
from monitoraggio.registro.correzione import Correzione, VoceCorretta, cerca_correzione
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.dimensioni import DIMENSIONI, IGNOTO, Dimensione
from monitoraggio.registro.elenchi import BLOCCO, PAGINA, PaginaRecord, pagina_record
from monitoraggio.registro.esperienze import ADOZIONI, LEZIONI
from monitoraggio.registro.imbuto import IMBUTO
from monitoraggio.registro.importi import IMPORTI
from monitoraggio.registro.incontri import INCONTRI
from monitoraggio.registro.indicatori import COPERTURA, TRAGUARDI, TRAGUARDI_VALIDATI
from monitoraggio.registro.nomi import con_nomi_di_oggi
from monitoraggio.registro.presenze import (
    PERSONE_COMUNI,
    PERSONE_ENTI,
    PRESENZE_COMUNI,
    PRESENZE_ENTI,
)
from monitoraggio.registro.progetti import (
    FINANZIATI,
    MACROAREE,
    PREVALENTI,
    REGIONI,
    TEMI,
)
from monitoraggio.registro.puntualita import PUNTUALITA
from monitoraggio.registro.qualita import CONTRADDETTI, QUALITA
from monitoraggio.registro.richiesta import richiesta
from monitoraggio.registro.uscite import USCITE

__all__ = [
    "DIMENSIONI",
    "IGNOTO",
    "REGISTRO",
    "Ambito",
    "Cella",
    "Correzione",
    "DefinizioneFigura",
    "Dimensione",
    "Figura",
    "Gruppo",
    "PaginaRecord",
    "Record",
    "Taglio",
    "Voce",
    "VoceCorretta",
    "ammesso",
    "correzione",
    "figura",
    "record",
    "record_esclusi",
    "record_pagina",
    "record_primi",
    "record_scorri",
    "tieni_pronte",
]

REGISTRO: dict[str, DefinizioneFigura] = {
    definizione.codice: definizione
    for definizione in (
        IMBUTO,
        USCITE,
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
        PARTENARIATI,
        ORGANIZZAZIONI,
        PUNTUALITA,
        COPERTURA,
        TRAGUARDI,
        TRAGUARDI_VALIDATI,
        LEZIONI,
        ADOZIONI,
        QUALITA,
        COMPLETEZZA,
        CONTRADDETTI,
    )
}


def figura(codice: str, ambito: Ambito) -> Figura:
    """Compute one figure: one query, one for each filter, a few more to read the past.

    KeyError for an unknown code; DomainError for a dimension or a value that is not there.
    """
    definizione = REGISTRO[codice]
    # Values have today's names also in the past: a Regione was one before the portal knew of it.
    ambito, filtri = richiesta(definizione, ambito)
    with come_conosciuto(ambito.conosciuto_al):
        return replace(definizione.calcola(definizione, ambito), filtri=filtri)


def tieni_pronte(alla: date) -> None:
    """Compute the figures on people of a day that are no longer kept (`tenute`): who reads them
    next does not wait."""
    for codice, definizione in REGISTRO.items():
        if definizione.conta_persone:
            figura(codice, Ambito(alla))


def record(codice: str, ambito: Ambito) -> tuple[Record, ...]:
    """The public records behind a figure, those its filters choose. KeyError: unknown code."""
    ambito = _intero(codice, ambito)
    with come_conosciuto(ambito.conosciuto_al):
        tutti = tuple(REGISTRO[codice].tutti_i_record(ambito))
    return tutti if ambito.conosciuto_al is None else con_nomi_di_oggi(tutti)


def record_primi(
    codice: str, ambito: Ambito, quanti: int, *, contata: Figura | None = None
) -> tuple[tuple[Record, ...], int]:
    """The first so many of them, in the order of `record`, and how many there are.

    The others are counted by the database, not read; or by the figure itself, where it was
    `contata` and its units are the records. The rows they come from are let go.
    """
    ambito = _intero(codice, ambito)
    unita = REGISTRO[codice].unita_di(contata) if contata else None
    with come_conosciuto(ambito.conosciuto_al):
        letti = REGISTRO[codice].tutti_i_record(ambito)
        primi = [] if unita == 0 else letti.primi(quanti + 1)
        if len(primi) <= quanti:
            in_tutto = len(primi)
        else:
            in_tutto = letti.quanti() if unita is None else unita
    presi = tuple(primi[:quanti])
    if ambito.conosciuto_al is not None:
        presi = con_nomi_di_oggi(presi)
    return tuple(replace(uno, da=()) for uno in presi), in_tutto


def record_pagina(
    codice: str, ambito: Ambito, *, voce: str = "", dopo: str = "", quanti: int = PAGINA
) -> PaginaRecord:
    """A page of them, of one line or of all: one query, and one for each filter.

    DomainError for a cursor nobody gave, or for a filter the figure has not.
    """
    ambito = _intero(codice, ambito)
    with come_conosciuto(ambito.conosciuto_al):
        pagina = pagina_record(REGISTRO[codice], ambito, voce=voce, dopo=dopo, quanti=quanti)
    if ambito.conosciuto_al is None:
        return pagina
    return PaginaRecord(con_nomi_di_oggi(pagina.record), pagina.seguente)


def record_scorri(codice: str, ambito: Ambito) -> Iterator[Record]:
    """All of them one after the other, a block at a time: no transaction waits for who reads."""
    dopo = ""
    while True:
        pagina = record_pagina(codice, ambito, dopo=dopo, quanti=BLOCCO)
        yield from pagina.record
        dopo = pagina.seguente
        if not dopo:
            return


def ammesso(codice: str, ambito: Ambito) -> Ambito:
    """The request with the codes of the values chosen. DomainError for what the figure has not."""
    return richiesta(REGISTRO[codice], ambito)[0]


def _intero(codice: str, ambito: Ambito) -> Ambito:
    """What records are asked for: by the codes of the filters, never cut."""
    return ammesso(codice, replace(ambito, per=()))


def record_esclusi(codice: str, ambito: Ambito) -> tuple[Gruppo, ...]:
    """What a whole figure leaves out, and why: filters are no reason."""
    with come_conosciuto(ambito.conosciuto_al):
        return tuple(REGISTRO[codice].esclusi(ambito))


def correzione(codice: str, ambito: Ambito) -> Correzione | None:
    """What the figure of a past day says otherwise than on that day; None where nothing changed,
    and of people (ADR 18).

    Of the whole figure, filters included. Asks the past: for one figure, never for a list of them.
    """
    if REGISTRO[codice].conta_persone:
        return None
    return cerca_correzione(lambda uno: figura(codice, uno), ambito)
