"""What is counted from the records (ADR 22), kept as long as nothing changes of what it counts.

Distinct people cannot be added up, and of partners, indicators and quality not every part has sums:
counting them costs as much as there are rows. The last events of the histories say whether anything
has changed since they were counted. Of two writes that end in another order than they began the
first may be seen late, by `SECONDI` at most, as are rows loaded without triggers.
"""

import hashlib
from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.db import connection
from pghistory.models import Event

from community.models import Evento, Partecipazione, Persona, RiepilogoIncontri
from comuni.models import Comune
from fis_portal.core.riservatezza import soglia_celle
from fis_portal.core.tenuta import leggi, tieni
from monitoraggio.registro.base import Ambito, Figura
from monitoraggio.registro.definizione import DefinizioneFigura
from monitoraggio.registro.persone import Calcola
from progetti.models import Intervento, Organizzazione

SECONDI = 600
_DELLE_PERSONE = tuple(
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


def _persone() -> tuple[str, ...]:
    return _DELLE_PERSONE


@cache
def _programma() -> tuple[str, ...]:
    """All histories of territory, projects and outcomes: what a figure reads of them may change."""
    return tuple(
        modello._meta.db_table
        for app in ("comuni", "progetti", "outcomes")
        for modello in apps.get_app_config(app).get_models()
        if issubclass(modello, Event)
    )


def tenuta(calcola: Calcola) -> Calcola:
    """A figure on people: kept until attendances, people, meetings or their bodies change."""
    return _tenuta(calcola, _persone)


def tenuta_in_parte(calcola: Calcola) -> Calcola:
    """A figure that has sums: kept until anything of the programme changes, where it was asked for
    in parts or as it was once known. Whole, the sums answer as soon."""
    tenuta = _tenuta(calcola, _programma)

    def calcolata(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
        intera = not ambito.per and not ambito.filtri and ambito.conosciuto_al is None
        return (calcola if intera else tenuta)(definizione, ambito)

    return calcolata


def _tenuta(calcola: Calcola, storie: Callable[[], tuple[str, ...]]) -> Calcola:
    """One question to know whether the figure kept is still the one that would be computed."""

    def calcolata(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
        chiave = _chiave(definizione.codice, ambito, _versione(storie()))
        pronta = leggi([chiave]).get(chiave)
        if pronta is None:
            pronta = calcola(definizione, ambito)
            tieni({chiave: pronta}, SECONDI)
        figura: Figura = pronta
        return figura

    return calcolata


def _chiave(codice: str, ambito: Ambito, versione: str) -> str:
    # Keys of a cache are short and without spaces.
    scelti = repr((ambito, soglia_celle(), versione)).encode()
    return f"figura:{codice}:{hashlib.sha256(scelti).hexdigest()}"


def _versione(storie: tuple[str, ...]) -> str:
    ultimi = ", ".join(f"(SELECT max(pgh_id) FROM {storia})" for storia in storie)  # noqa: S608
    with connection.cursor() as cursore:
        cursore.execute(f"SELECT {ultimi}")
        return "-".join(str(ultimo or 0) for ultimo in cursore.fetchone())
