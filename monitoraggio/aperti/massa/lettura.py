"""Rows a few at a time, in the order of their key: no transaction outlives a group of rows.

Somebody who reads slowly holds up nobody. What changes while a download goes on may or may not be
in it: the token given at its beginning brings it (gettoni).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from monitoraggio.aperti.massa.chiavi import Chiave, is_figlia
from monitoraggio.aperti.sorgenti import DelDatabase, Misurate
from monitoraggio.aperti.tipi import Riga, Tabella
from monitoraggio.aperti.valori import testo_di

PRIME = 50  # few, so that the first byte leaves at once
PER_GRUPPO = 1_000
PER_GRUPPO_MISURATE = 200

Valori = tuple[Any, ...]
# The cells of a row as canonical texts, None where there is no value.
Testi = tuple[str | None, ...]


def gruppi(tabella: Tabella, dopo: Chiave | None) -> Iterator[list[Testi]]:
    """The rows of a table after a key (all without one), in groups."""
    for righe in _della_sorgente(tabella, dopo):
        testi = [t for riga in righe for t in testi_di(tabella, riga)]
        if dopo is not None:
            testi, dopo = _da_qui(tabella, testi, dopo), None
        yield testi


def testi_di(tabella: Tabella, riga: Riga) -> Iterator[Testi]:
    colonne = tabella.colonne
    for valori in tabella.valori(riga):
        yield tuple(testo_di(c, v) for c, v in zip(colonne, valori, strict=True))


def tratti(
    leggi: DelDatabase | Misurate, dopo: Chiave | None, *, compresa: bool, per_gruppo: int
) -> Iterator[QuerySet]:
    """The query of the source cut into stretches of its key."""
    tutte, chiave, quante = leggi.queryset(), leggi.chiave, PRIME
    ultima: Any = dopo.prima if dopo else None
    while True:
        restano = tutte
        if ultima is not None:
            restano = tutte.filter(**{f"{chiave}__{'gte' if compresa else 'gt'}": ultima})
        chiavi = restano.order_by(chiave).values_list(chiave, flat=True)
        fine = next(iter(chiavi[quante - 1 : quante]), None)
        yield restano if fine is None else restano.filter(**{f"{chiave}__lte": fine})
        if fine is None:
            return
        ultima, compresa, quante = fine, False, per_gruppo


def _della_sorgente(tabella: Tabella, dopo: Chiave | None) -> Iterator[list[Riga]]:
    leggi = tabella.sorgente.righe
    if isinstance(leggi, DelDatabase | Misurate):
        quante = PER_GRUPPO if isinstance(leggi, DelDatabase) else PER_GRUPPO_MISURATE
        for righe in tratti(leggi, dopo, compresa=is_figlia(tabella), per_gruppo=quante):
            yield leggi.gruppo(righe)
    else:  # few rows, read as a whole
        yield list(leggi())


def _da_qui(tabella: Tabella, testi: list[Testi], dopo: Chiave) -> list[Testi]:
    """Without what arrived already: the rows up to that key, among those of the same parent.

    If that row is no longer there those of its parent come again: whoever puts each under its key
    has each once.
    """
    posti = [tabella.nomi.index(nome) for nome in tabella.chiave]
    fatta = next((n for n, t in enumerate(testi, 1) if tuple(t[p] for p in posti) == dopo.parti), 0)
    return testi[fatta:]
