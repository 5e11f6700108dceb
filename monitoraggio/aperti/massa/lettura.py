"""Rows a few at a time, in the order of their key: no transaction outlives a group of rows.

Somebody who reads slowly holds up nobody. What changes while a download goes on may or may not be
in it: the token given at its beginning brings it (gettoni).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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


def testi_di(tabella: Tabella, riga: Riga) -> Iterator[Testi]:
    colonne = tabella.colonne
    for valori in tabella.valori(riga):
        yield tuple(testo_di(c, v) for c, v in zip(colonne, valori, strict=True))


@dataclass(frozen=True, slots=True)
class Tratto:
    """A stretch of the keys of a source: from a key (itself included or not) to another."""

    da: Any = None
    compresa: bool = False
    fino: Any = None

    def righe(self, leggi: DelDatabase | Misurate) -> QuerySet:
        righe = leggi.queryset()
        if self.da is not None:
            righe = righe.filter(**{f"{leggi.chiave}__{'gte' if self.compresa else 'gt'}": self.da})
        if self.fino is not None:
            righe = righe.filter(**{f"{leggi.chiave}__lte": self.fino})
        return righe.order_by(leggi.chiave)


def tratti(
    leggi: DelDatabase | Misurate, dopo: Chiave | None, *, compresa: bool, per_gruppo: int
) -> Iterator[Tratto]:
    """All the keys of a source, or those after a key."""
    tratto = Tratto(_prima(leggi, dopo), compresa)
    quante = PRIME
    while True:
        chiavi = tratto.righe(leggi).values_list(leggi.chiave, flat=True)
        fino = next(iter(chiavi[quante - 1 : quante]), None)
        yield replace(tratto, fino=fino)
        if fino is None:
            return
        tratto, quante = Tratto(fino), per_gruppo


def _prima(leggi: DelDatabase | Misurate, dopo: Chiave | None) -> Any:
    if dopo is None:
        return None
    return int(dopo.prima) if leggi.is_numero else dopo.prima


def della_sorgente(tabella: Tabella, dopo: Chiave | None, per_gruppo: int) -> Iterator[Tratto]:
    """The stretches of the source of a table (`is_a_chiavi`)."""
    leggi = tabella.sorgente.righe
    assert isinstance(leggi, DelDatabase | Misurate)  # noqa: S101
    solito = PER_GRUPPO if isinstance(leggi, DelDatabase) else PER_GRUPPO_MISURATE
    return tratti(leggi, dopo, compresa=is_figlia(tabella), per_gruppo=per_gruppo or solito)


def is_a_chiavi(tabella: Tabella) -> bool:
    return isinstance(tabella.sorgente.righe, DelDatabase | Misurate)


def testi_del_tratto(tabella: Tabella, tratto: Tratto, dopo: Chiave | None) -> list[Testi]:
    leggi = tabella.sorgente.righe
    assert isinstance(leggi, DelDatabase | Misurate)  # noqa: S101
    return _testi(tabella, leggi.gruppo(tratto.righe(leggi)), dopo)


def tutti_i_testi(tabella: Tabella, dopo: Chiave | None) -> list[Testi]:
    """Of a table of few rows that is read as a whole."""
    return _testi(tabella, list(tabella.sorgente.righe()), dopo)


def _testi(tabella: Tabella, righe: list[Riga], dopo: Chiave | None) -> list[Testi]:
    testi = [t for riga in righe for t in testi_di(tabella, riga)]
    return testi if dopo is None else _da_qui(tabella, testi, dopo)


def _da_qui(tabella: Tabella, testi: list[Testi], dopo: Chiave) -> list[Testi]:
    """Without what arrived already: the rows up to that key, among those of the same parent.

    If that row is no longer there those of its parent come again: whoever puts each under its key
    has each once.
    """
    posti = [tabella.nomi.index(nome) for nome in tabella.chiave]
    fatta = next((n for n, t in enumerate(testi, 1) if tuple(t[p] for p in posti) == dopo.parti), 0)
    return testi[fatta:]
