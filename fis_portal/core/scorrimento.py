"""Long lists at the same cost at any depth: counts that stop, places instead of pages.

To count a million rows, or to skip them, PostgreSQL reads them all. A list is counted up to
`CONTATE`; after so many rows it goes on from the place of the last one (its order and its key).
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.functional import cached_property

CONTATE = 1000
# In an order of one's own rows are skipped by reading them: a list is read so far, and what a
# search finds is put in order if it is no more.
ORDINATE = 10_000
DOPO = "dopo"


class PostoSbagliato(ValueError):
    """The text is not a place in a list."""


def posto_di(riga: Any, campi: Sequence[str]) -> str:
    """The place of a row in the order of `campi`, to put in an address."""
    return posto_scritto([getattr(riga, campo) for campo in campi])


def posto_scritto(posto: Sequence[Any]) -> str:
    valori = json.dumps(list(posto), ensure_ascii=False)
    return base64.urlsafe_b64encode(valori.encode()).rstrip(b"=").decode()


def posto_letto(testo: str, campi: Sequence[str]) -> list[Any]:
    """What `posto_di` wrote. Raises PostoSbagliato."""
    try:
        grezzo = base64.urlsafe_b64decode(testo + "=" * (-len(testo) % 4))
        valori = json.loads(grezzo.decode())
    except (binascii.Error, ValueError) as errore:
        raise PostoSbagliato(testo) from errore
    buoni = isinstance(valori, list) and len(valori) == len(campi)
    # The last one is the key; the others are texts, in which no database takes a NUL.
    if not buoni or type(valori[-1]) is not int or not 0 <= valori[-1] < 2**63:
        raise PostoSbagliato(testo)
    if not all(isinstance(valore, str) and "\x00" not in valore for valore in valori[:-1]):
        raise PostoSbagliato(testo)
    return valori


class _Oltre(Func):
    """`(a, b) > (x, y)`, which an index on (a, b) answers."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        pezzi = [compiler.compile(espressione) for espressione in self.source_expressions]
        meta = len(pezzi) // 2
        prima, dopo = (", ".join(sql for sql, _p in lato) for lato in (pezzi[:meta], pezzi[meta:]))
        return f"({prima}) > ({dopo})", tuple(p for _sql, suoi in pezzi for p in suoi)


def righe_dopo(righe: QuerySet, campi: Sequence[str], posto: str) -> QuerySet:
    """The rows after a place, in the order of `campi`. Raises PostoSbagliato."""
    valori = [Value(valore) for valore in posto_letto(posto, campi)]
    return righe.filter(_Oltre(*[F(campo) for campo in campi], *valori)).order_by(*campi)


class PaginatoreLimitato(Paginator):
    """Pages of at most `CONTATE` rows; `oltre` when there are more."""

    @cached_property
    def contate(self) -> int:
        righe = self.object_list
        if isinstance(righe, QuerySet):
            return righe.order_by().values("pk")[: CONTATE + 1].count()
        return len(righe)

    @cached_property
    def oltre(self) -> bool:
        return self.contate > CONTATE

    @cached_property
    def count(self) -> int:
        return min(self.contate, CONTATE)
