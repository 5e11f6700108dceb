"""Rows that PostgreSQL builds whole, by an expression that Django compiles once per process."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Expression, Func, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

Costruttore = Callable[[], dict[str, Any]]


class RigaJson(Func):
    """`{"name": value, …}` in the order given. A TextField, as psycopg2 itself decodes `json`."""

    function = "JSON_BUILD_OBJECT"
    output_field = TextField()

    def __init__(self, colonne: dict[str, Any]) -> None:
        super().__init__(*[parte for nome, c in colonne.items() for parte in (Value(nome), c)])


class ElencoJson(Subquery):
    """The rows of a query of one JSON column, as one JSON list in the query's order."""

    template = "(SELECT COALESCE(JSON_AGG(_e.riga), '[]') FROM (%(subquery)s) _e)"
    output_field = TextField()

    @classmethod
    def di(cls, queryset: QuerySet, **colonne: Any) -> Self:
        """The rows of a query, each as an object of these columns."""
        return cls(queryset.values(riga=RigaJson(colonne)))


class RigaCompilata(Expression):
    """A row of the query's own table as JSON: `(SELECT the row WHERE its key is the query's)`.

    Building and compiling the expression of a rich row costs Django several times what PostgreSQL
    needs to answer it: here it is done once per process, for any query on that table.
    """

    def __init__(self, colonne: Costruttore) -> None:
        super().__init__(output_field=TextField())
        self.colonne = colonne

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        modello = compiler.query.model
        # The row refers to the table by its own name.
        assert modello is not None  # noqa: S101
        assert compiler.query.get_initial_alias() == modello._meta.db_table  # noqa: S101
        return _compilata(self.colonne, modello)


@cache
def _compilata(colonne: Costruttore, modello: type[Model]) -> tuple[str, tuple[Any, ...]]:
    righe = modello._base_manager.order_by()
    interna = righe.filter(pk=OuterRef("pk")).values(riga=RigaJson(colonne()))
    query = righe.annotate(riga=Subquery(interna, output_field=TextField())).query
    sql, parametri = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.annotations["riga"])
    # As text, or psycopg2 would decode it in a way that settings of the connection may change.
    return f"{sql}::text", tuple(parametri)


def leggi_json(riga: str) -> dict[str, Any]:
    """A row of `RigaCompilata` as Python values."""
    letta: dict[str, Any] = json.loads(riga)
    return letta
