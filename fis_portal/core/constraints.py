"""Check constraints evaluated on a row in memory, as PostgreSQL would on the table.

`Model.validate_constraints` asks the database once per constraint and row: for a file of ten
thousand rows that is minutes. What is not understood here is left to the database.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q

Esito = bool | None

CONFRONTI: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "in": lambda a, b: a in b,
    "regex": lambda a, b: re.search(b, a) is not None,
}


def violated(instance: models.Model) -> Iterator[models.CheckConstraint]:
    """The check constraints of the model that this row does not meet."""
    for constraint in instance._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            condizione = constraint.condition
            if isinstance(condizione, Q) and holds(condizione, instance) is False:
                yield constraint


def holds(condizione: Q, instance: models.Model) -> Esito:
    """SQL's three values: True, False, or None where a value is missing or not understood."""
    esiti = [_esito(parte, instance) for parte in condizione.children]
    if condizione.connector == Q.OR:
        esito = True if True in esiti else (None if None in esiti else False)
    elif condizione.connector == Q.AND:
        esito = False if False in esiti else (None if None in esiti else True)
    else:
        return None
    return not esito if condizione.negated and esito is not None else esito


def _esito(parte: Any, instance: models.Model) -> Esito:
    if isinstance(parte, Q):
        return holds(parte, instance)
    if not isinstance(parte, tuple):
        return None
    percorso, atteso = parte
    nome, _punto, confronto = percorso.partition("__")
    confronto = confronto or "exact"
    valore = _valore(instance, nome)
    if confronto == "isnull":
        return (valore is None) == atteso
    if isinstance(atteso, F):
        atteso = _valore(instance, atteso.name)  # type: ignore[attr-defined]
    if valore is None or atteso is None or confronto not in CONFRONTI:
        return None
    return CONFRONTI[confronto](valore, atteso)


def _valore(instance: models.Model, nome: str) -> Any:
    return getattr(instance, instance._meta.get_field(nome).attname)  # type: ignore[union-attr]
