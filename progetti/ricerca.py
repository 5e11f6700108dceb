"""How projects are searched: every word in any of its Italian forms, then words like it.

Texts of the project and names around it stand in one `ricerca` vector, so that one index answers
whatever the number of words (ADR 0007: measured at 20,000 projects).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func

MASSIMO_PAROLE = 8
# Ranking reads every project that was found: a list is made of so many of them at most.
MASSIMO_TROVATI = 1000
# `%>` picks the candidates by index (its threshold is in the settings); of them, a word less alike
# than this as a whole is another word: "humn" is "human" (0.375), "Roma" is not
# "romantico" (0.36).
SOGLIA_PAROLA = 0.37
# A short word is searched whole: its beginning is the beginning of too many others.
MINIMO_RADICE = 4
VUOTE = frozenset(
    """
    ad agli ai al all alla alle allo anche che chi ci coi col come con cui da dagli dai dal dall
    dalla dalle dallo degli dei del dell della delle dello di dove ed fra gli il in la le lo ma
    negli nei nel nell nella nelle nello non ogni per piu quale quali quanto quello questa queste
    questi questo se si sia sono su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra un una
    uno
    """.split()
)


@dataclass(frozen=True, slots=True)
class Parola:
    """A word to search: as typed, and without accents."""

    testo: str
    chiave: str

    @property
    def inizio(self) -> str:
        """What Italian endings leave ("deliber" of "delibere"), as a prefix for to_tsquery."""
        if len(self.chiave) <= MINIMO_RADICE:
            return self.chiave
        senza_finale = re.sub(r"[aeiou]{1,2}$", "", self.chiave)
        return f"{senza_finale if len(senza_finale) >= MINIMO_RADICE else self.chiave}:*"


def parole(testo: str) -> list[Parola]:
    """The words that say something, in order and without repetition; at most MASSIMO_PAROLE."""
    trovate: dict[str, Parola] = {}
    for parola in re.findall(r"[^\W_]+", testo.lower()):
        chiave = senza_accenti(parola)
        if len(chiave) > 1 and chiave not in VUOTE:
            trovate.setdefault(chiave, Parola(parola, chiave))
    return list(trovate.values())[:MASSIMO_PAROLE]


def senza_accenti(testo: str) -> str:
    """What `fis_chiave` does in PostgreSQL, for the letters Italians type."""
    scomposto = unicodedata.normalize("NFKD", testo)
    return "".join(c for c in scomposto if not unicodedata.combining(c))


_QUERY = "(plainto_tsquery('italian'::regconfig, %s) || to_tsquery('simple'::regconfig, %s))"
# Without the limit PostgreSQL, looking for just one, would read the table from its start.
_NESSUNO = """NOT EXISTS (SELECT 1 FROM (
    SELECT v.id FROM progetti_progetto v
    WHERE v.is_public AND NOT v.is_demo AND v.ricerca @@ {query} LIMIT 1000) trovati)"""
_SIMILE = """({ricerca} @@ {query}
    OR ({nomi} %%> %s AND strict_word_similarity(%s, {nomi}) >= {soglia}))"""
_RILEVANZA = """CASE WHEN {ricerca} @@ {query}
    THEN 1 + CASE WHEN {comune} = %s THEN 1 ELSE 0 END + ts_rank({ricerca}, {query})
    ELSE strict_word_similarity(%s, {nomi}) END"""


class _Ricerca(Func):
    """One leaf of SQL: Django takes milliseconds to build, copy and resolve the same as a tree."""

    def __init__(self, chieste: Sequence[Parola], *colonne: str) -> None:
        super().__init__(*[F(colonna) for colonna in colonne])
        self.chieste = tuple(chieste)

    @property
    def query(self) -> tuple[str, list[str]]:
        """Each word in its Italian forms or as the beginning of a word; all of them."""
        sql = " && ".join([_QUERY] * len(self.chieste))
        return f"({sql})", [
            testo for parola in self.chieste for testo in (parola.testo, parola.inizio)
        ]

    def colonne(self, compiler: Any) -> list[str]:
        return [compiler.compile(colonna)[0] for colonna in self.source_expressions]


class Contiene(_Ricerca):
    """Every word stands in the project's texts or names."""

    output_field = BooleanField()

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__(chieste, "ricerca")

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (ricerca,) = self.colonne(compiler)
        query, parametri = self.query
        return f"{ricerca} @@ {query}", tuple(parametri)


class Somiglia(_Ricerca):
    """No public project has all the words, and this one has them, or ones like them, among its
    names."""

    output_field = BooleanField()

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__(chieste, "ricerca", "nomi_chiave")

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        ricerca, nomi = self.colonne(compiler)
        query, parametri = self.query
        simile = _SIMILE.format(query=_QUERY, soglia=SOGLIA_PAROLA, ricerca=ricerca, nomi=nomi)
        simili = [
            valore
            for parola in self.chieste
            for valore in (parola.testo, parola.inizio, parola.chiave, parola.chiave)
        ]
        tutte = " AND ".join([simile] * len(self.chieste))
        return f"({_NESSUNO.format(query=query)} AND {tutte})", (*parametri, *simili)


class Rilevanza(_Ricerca):
    """How well a project answers: from 0 to 1 for likeness, more where the words really are, most
    for the project of the Comune that is searched.

    Likeness is ten times dearer than the weight of words: it is computed only without them.
    """

    output_field = FloatField()

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__(chieste, "ricerca", "nomi_chiave", "comune__nome_chiave")

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        ricerca, nomi, comune = self.colonne(compiler)
        query, parametri = self.query
        chiave = " ".join(parola.chiave for parola in self.chieste)
        sql = _RILEVANZA.format(ricerca=ricerca, nomi=nomi, comune=comune, query=query)
        return sql, (*parametri, chiave, *parametri, chiave)
