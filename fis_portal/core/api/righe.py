"""Rows of the API built by PostgreSQL: one query for a list and all that hangs from its rows.

A `RigaSerializer` declares its fields once. The declaration is the schema people read and the
SELECT the database answers: each row arrives as one JSON object, lists inside it included, so a
list costs the same number of queries for 1 row and for 200, and no time per field in Python.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, NullIf
from django.db.models.sql.compiler import SQLCompiler
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from fis_portal.core.models import Fonte
from fis_portal.core.righe import ElencoJson, RigaJson

SEGNAPOSTO = "segnaposto"
# Stands for scheme and host in compiled rows: the same row is asked for under several names.
BASE = "base://"


@cache
def _compilata(riga: type["RigaSerializer"], modello: type[Model]) -> tuple[str, tuple[Any, ...]]:
    righe = modello._base_manager.order_by()
    interna = righe.filter(pk=OuterRef("pk")).values(riga=riga.colonne())
    query = righe.annotate(riga=Subquery(interna, output_field=TextField())).query
    sql, parametri = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.annotations["riga"])
    return sql, tuple(parametri)


class RigaCompilata(Expression):
    """A row of the query's own table: `(SELECT the row WHERE its key is that of the query)`.

    Compiled once per process: building and compiling the expression of a rich row costs Django
    several times what PostgreSQL needs to answer it.
    """

    def __init__(self, riga: type["RigaSerializer"], base: str) -> None:
        super().__init__(output_field=TextField())
        self.riga = riga
        self.base = base

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        modello = compiler.query.model
        assert modello is not None  # noqa: S101
        # The row refers to the table by its own name.
        assert compiler.query.get_initial_alias() == modello._meta.db_table  # noqa: S101
        sql, parametri = _compilata(self.riga, modello)
        return sql, [
            p.replace(BASE, self.base, 1) if isinstance(p, str) and p.startswith(BASE) else p
            for p in parametri
        ]


class RigaSerializer(serializers.Serializer):
    """A row as PostgreSQL builds it: `colonne()` is the SELECT of the declared fields."""

    @classmethod
    def colonne(cls, prefisso: str = "") -> RigaJson:
        """The row as an expression; `prefisso` leads to it from the model of the query."""
        return RigaJson(
            {
                nome: _colonna(campo, prefisso, campo.source or nome)
                for nome, campo in cls._declared_fields.items()
            }
        )

    @classmethod
    def espressione(cls, percorso: Sequence[str], prefisso: str = "") -> Any:
        """One field as an expression, also inside the rows this one holds. KeyError: none there."""
        nome, *resto = percorso
        campo = cls._declared_fields[nome]
        if resto:
            # A row with a column of its own says when it is shown: nothing of it without that.
            if not isinstance(campo, RigaSerializer) or isinstance(campo, ColonnaPropria):
                raise KeyError(nome)
            dentro = f"{prefisso}{(campo.source or nome).replace('.', '__')}__"
            return type(campo).espressione(resto, dentro)
        return _colonna(campo, prefisso, campo.source or nome)

    @classmethod
    def elenco(cls, nome: str) -> "Elenco":
        """The field that lists other rows. KeyError where there is none."""
        campo = cls._declared_fields[nome]
        if not isinstance(campo, Elenco) or isinstance(campo, FontiFisse):
            raise KeyError(nome)
        return campo

    def to_representation(self, instance: Any) -> Any:
        return instance  # the database has already done it


def _colonna(campo: serializers.Field, prefisso: str, nome: str) -> Any:
    percorso = prefisso + nome.replace(".", "__")
    if isinstance(campo, ColonnaPropria):
        return campo.colonna(percorso)
    if isinstance(campo, RigaSerializer):
        riga = type(campo).colonne(f"{percorso}__")
        if not campo.allow_null:
            return riga
        assente = When(Q(**{f"{percorso}__isnull": True}), then=Value(None))
        return Case(assente, default=riga, output_field=TextField())
    if isinstance(campo, serializers.DecimalField):
        return Cast(F(percorso), CharField())
    return F(percorso)


class ColonnaPropria(serializers.Field):
    """A field that writes its own expression, from the path that reaches it."""

    def colonna(self, percorso: str) -> Any:
        raise NotImplementedError


class Testo(ColonnaPropria, serializers.CharField):
    """A text that may be missing: the empty text of the database is `null` here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def colonna(self, percorso: str) -> Any:
        return NullIf(F(percorso), Value(""), output_field=TextField())


class Importo(serializers.DecimalField):
    """Euro and cents as text, 450000.00: no program may round it. Missing is null, never zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **kwargs)


class Pagina(ColonnaPropria, serializers.URLField):
    """The absolute address of the row's public page. `source` is the field the address holds.

    With `parametro` the page is a list, filtered by it: what has no page of its own.
    """

    def __init__(self, vista: str, parametro: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Indirizzo della pagina pubblica."))
        super().__init__(**kwargs)
        self.vista = vista
        self.parametro = parametro

    def colonna(self, percorso: str) -> Any:
        if self.parametro:
            prima, dopo = f"{BASE}{reverse(self.vista)}?{self.parametro}=", ""
        else:
            indirizzo = BASE + reverse(self.vista, args=[SEGNAPOSTO])
            prima, dopo = indirizzo.split(SEGNAPOSTO)
        return Concat(Value(prima), F(percorso), Value(dopo), output_field=CharField())


class Costante(ColonnaPropria, serializers.BooleanField):
    """The same for all rows: `dimostrativo` where no row can be."""

    def __init__(self, valore: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.valore = valore

    def colonna(self, percorso: str) -> Any:
        return Value(self.valore)


class Elenco(ColonnaPropria):
    """The rows of `query` that belong to this one (by OuterRef), each as `riga` declares.

    `prefisso` reaches the row from the query's model: `fonte__` from a link to its source.
    """

    def __init__(
        self,
        riga: type[RigaSerializer],
        query: Callable[[], QuerySet],
        prefisso: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.riga = riga
        self.query = query
        self.prefisso = prefisso

    def colonna(self, percorso: str) -> Any:
        return ElencoJson(self.query().values(riga=self.riga.colonne(self.prefisso)))


class FonteSerializer(RigaSerializer):
    codice = serializers.CharField()
    titolo = serializers.CharField()
    url = Testo()
    url_archivio = Testo(help_text=_("Indirizzo di una copia archiviata."))
    data = serializers.DateField(allow_null=True)  # type: ignore[assignment]
    nota = Testo()


FONTI_AIUTO = _("Da dove vengono i dati della riga.")


def fonti_collegate(legami: Callable[[], QuerySet]) -> Elenco:
    """The sources of a row, through its many-to-many link."""
    return Elenco(
        FonteSerializer,
        lambda: legami().order_by("fonte__titolo", "fonte_id"),
        prefisso="fonte__",
        help_text=FONTI_AIUTO,
    )


def fonte_unica() -> Elenco:
    """The source of a row that names at most one, in the list every row has."""
    return Elenco(
        FonteSerializer,
        lambda: Fonte.objects.filter(pk=OuterRef("fonte_id")),
        help_text=FONTI_AIUTO,
    )


class FontiFisse(Elenco):
    """The same sources for all rows of a table loaded as a whole, but for demonstrative ones."""

    def __init__(
        self, fonti: Sequence[dict[str, str | None]], con_demo: bool, **kwargs: Any
    ) -> None:
        super().__init__(FonteSerializer, Fonte.objects.none, help_text=FONTI_AIUTO, **kwargs)
        self.fonti = fonti
        self.con_demo = con_demo

    def colonna(self, percorso: str) -> Any:
        testo = Value(json.dumps(self.fonti, ensure_ascii=False))
        if not self.con_demo:
            return Func(testo, template="%(expressions)s::json", output_field=TextField())
        scelta = Case(When(is_demo=True, then=Value("[]")), default=testo, output_field=TextField())
        return Func(scelta, template="(%(expressions)s)::json", output_field=TextField())
