"""How projects are searched: every word in any of its Italian forms, then words like it.

Texts of the project and names around it stand in one `ricerca` vector, so that one index answers
whatever the number of words (ADR 0007: measured at 20,000 projects).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, QuerySet

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
# PostgreSQL, looking for just one, would read the table from its start: for a word nobody has, all
# of it. What it must keep aside it finds by index, and of that it still takes just one.
_PRESENTI = """WITH trovati AS MATERIALIZED (
    SELECT 1 FROM progetti_progetto
    WHERE is_public AND NOT is_demo AND ricerca @@ {query} LIMIT 1000)
SELECT EXISTS (SELECT 1 FROM trovati)"""
_SIMILE = """({ricerca} @@ {query}
    OR ({nomi} %%> %s AND strict_word_similarity(%s, {nomi}) >= {soglia}))"""
_PAROLE = "1 + CASE WHEN {comune} = %s THEN 1 ELSE 0 END + ts_rank({ricerca}, {query})"
_SIMILI = "CASE WHEN {ricerca} @@ {query} THEN {parole} ELSE strict_word_similarity(%s, {nomi}) END"


def interrogazione(chieste: Sequence[Parola]) -> tuple[str, list[str]]:
    """Each word in its Italian forms or as the beginning of a word; all of them."""
    sql = " && ".join([_QUERY] * len(chieste))
    return f"({sql})", [testo for parola in chieste for testo in (parola.testo, parola.inizio)]


def presenti(testo: str) -> bool:
    """Whether some public project has every word of `testo`; if none has, words like them count."""
    chieste = parole(testo)
    if not chieste:
        return True
    query, parametri = interrogazione(chieste)
    with connection.cursor() as cursore:
        cursore.execute(_PRESENTI.format(query=query), parametri)
        return bool(cursore.fetchone()[0])


class _Ricerca(Func):
    """One leaf of SQL: Django takes milliseconds to build, copy and resolve the same as a tree."""

    def __init__(self, chieste: Sequence[Parola], *colonne: str) -> None:
        super().__init__(*[F(colonna) for colonna in colonne])
        self.chieste = tuple(chieste)

    @property
    def query(self) -> tuple[str, list[str]]:
        return interrogazione(self.chieste)

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
    """The project has every word, or one like it among its names.

    Only for words that are not `presenti`: PostgreSQL takes milliseconds just to estimate likeness.
    """

    output_field = BooleanField()

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__(chieste, "ricerca", "nomi_chiave")

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        ricerca, nomi = self.colonne(compiler)
        simile = _SIMILE.format(query=_QUERY, soglia=SOGLIA_PAROLA, ricerca=ricerca, nomi=nomi)
        parametri = [
            valore
            for parola in self.chieste
            for valore in (parola.testo, parola.inizio, parola.chiave, parola.chiave)
        ]
        return f"({' AND '.join([simile] * len(self.chieste))})", tuple(parametri)


class Tra(Func):
    """The project is one of those found: found first, and put in order after (ADR 0007).

    As an array, which PostgreSQL always takes first: of a subquery, for a rare word, it may follow
    the order asked for from its beginning until enough are found.
    """

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, trovati: QuerySet) -> None:
        super().__init__(F("pk"), ArraySubquery(trovati))


class Rilevanza(_Ricerca):
    """How well a project answers: from 0 to 1 for likeness, more where the words really are, most
    for the project of the Comune that is searched.

    Likeness is ten times dearer than the weight of words: it is computed only without them. And the
    vector is read only once where it is known to have them (`simili` false).
    """

    output_field = FloatField()

    def __init__(self, chieste: Sequence[Parola], *, simili: bool) -> None:
        super().__init__(chieste, "ricerca", "nomi_chiave", "comune__nome_chiave")
        self.simili = simili

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        ricerca, nomi, comune = self.colonne(compiler)
        query, parametri = self.query
        chiave = " ".join(parola.chiave for parola in self.chieste)
        sql = _PAROLE.format(ricerca=ricerca, comune=comune, query=query)
        if not self.simili:
            return sql, (chiave, *parametri)
        sql = _SIMILI.format(ricerca=ricerca, nomi=nomi, query=query, parole=sql)
        return sql, (*parametri, chiave, *parametri, chiave)
