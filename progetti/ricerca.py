"""How projects are searched: every word in any of its Italian forms, then words like it.

Texts of the project and names around it stand in one `ricerca` vector, so that one index answers
whatever the number of words (ADR 0007: measured at 20,000 projects).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import SearchQueryField, TrigramStrictWordSimilarity
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, When

MASSIMO_PAROLE = 8
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


class QueryParole(Func):
    """All the words, each in its Italian forms or as the beginning of a word.

    One leaf, because Django takes milliseconds to copy and resolve a tree of SearchQuery.
    """

    output_field = SearchQueryField()
    PAROLA = "(plainto_tsquery('italian'::regconfig, %s) || to_tsquery('simple'::regconfig, %s))"

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__()
        self.chieste = tuple(chieste)

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        parametri = tuple(
            testo for parola in self.chieste for testo in (parola.testo, parola.inizio)
        )
        return f"({' && '.join([self.PAROLA] * len(self.chieste))})", parametri


class Contiene(Func):
    """`ricerca @@ query`: by index."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, chieste: Sequence[Parola]) -> None:
        super().__init__(F("ricerca"), QueryParole(chieste))


class Somiglia(Func):
    """Something like the word stands in the title or in the names around the project: by index."""

    output_field = BooleanField()

    def __init__(self, parola: Parola) -> None:
        super().__init__(F("nomi_chiave"))
        self.chiave = parola.chiave

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        nomi, _parametri = compiler.compile(self.source_expressions[0])
        sql = f"({nomi} %%> %s AND strict_word_similarity(%s, {nomi}) >= %s)"
        return sql, (self.chiave, self.chiave, SOGLIA_PAROLA)


def esatti(chieste: Sequence[Parola]) -> Q:
    """Every word is there."""
    return Q(Contiene(chieste))


def simili(chieste: Sequence[Parola]) -> Q:
    """Every word is there, or one like it."""
    return reduce(and_, (Q(Contiene([parola])) | Q(Somiglia(parola)) for parola in chieste))


def rilevanza(chieste: Sequence[Parola]) -> Case:
    """How well a project answers: from 0 to 1 for likeness, more where the words really are.

    Likeness is ten times dearer than the weight of words: it is computed only without them.
    """
    chiave = " ".join(parola.chiave for parola in chieste)
    peso = Func(F("ricerca"), QueryParole(chieste), function="ts_rank", output_field=FloatField())
    return Case(
        When(Q(Contiene(chieste)) & Q(comune__nome_chiave=chiave), then=2.0 + peso),
        When(Contiene(chieste), then=1.0 + peso),
        default=TrigramStrictWordSimilarity(chiave, F("nomi_chiave")),
        output_field=FloatField(),
    )
