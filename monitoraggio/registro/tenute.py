"""Figures on people, kept as long as nothing changes of what they count.

Distinct people cannot be added up: there are no sums to keep, and counting them costs as much as
there are attendances. But of quarters that are over little changes: the last events of the
histories say whether anything did. Of two writes that end in another order than they began the
first may be seen late, by `SECONDI` at most.
"""

import hashlib

from django.db import connection

from community.models import Evento, Partecipazione, Persona, RiepilogoIncontri
from comuni.models import Comune
from fis_portal.core.riservatezza import soglia_celle
from fis_portal.core.tenuta import leggi, tieni
from monitoraggio.registro.base import Ambito, Figura
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.persone import Calcola
from progetti.models import Intervento, Organizzazione

SECONDI = 600
_STORIE = tuple(
    modello.pgh_event_model._meta.db_table  # type: ignore[union-attr]
    for modello in (
        Partecipazione,
        Persona,
        Evento,
        RiepilogoIncontri,
        Organizzazione,
        Intervento,
        Comune,
    )
)


def tenuta(calcola: Calcola) -> Calcola:
    """One question to know whether the figure kept is still the one that would be computed."""

    def calcolata(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
        chiave = _chiave(definizione.codice, ambito)
        pronta = leggi([chiave]).get(chiave)
        if pronta is None:
            pronta = calcola(definizione, ambito)
            tieni({chiave: pronta}, SECONDI)
        figura: Figura = pronta
        return figura

    return calcolata


def _chiave(codice: str, ambito: Ambito) -> str:
    scelti = (ambito.alla, ambito.dimostrativi, ambito.per, ambito.filtri, soglia_celle())
    # Keys of a cache are short and without spaces.
    scelta = hashlib.sha256(repr(scelti).encode()).hexdigest()[:32]
    return f"persone:{codice}:{scelta}:{_versione()}"


def _versione() -> str:
    ultimi = ", ".join(f"(SELECT max(pgh_id) FROM {storia})" for storia in _STORIE)  # noqa: S608
    with connection.cursor() as cursore:
        cursore.execute(f"SELECT {ultimi}")
        return "-".join(str(ultimo or 0) for ultimo in cursore.fetchone())
