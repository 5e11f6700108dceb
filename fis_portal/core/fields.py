"""Field types shared by the apps."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _


def chiave_field(source: str) -> models.GeneratedField:
    """Sort and search key of a name: lower case without accents, computed by PostgreSQL.

    The private PostgreSQL has no ICU, so Italian order comes from this stored key and not from a
    collation. `fis_chiave` is created by migration core.0001.
    """
    return models.GeneratedField(
        expression=Func(F(source), function="fis_chiave"),
        output_field=models.TextField(),
        db_persist=True,
    )


def chiave_di(*campi: str) -> Func:
    """Some texts in one, lower case and without accents (`fis_chiave`, migration core.0001)."""
    parti = [parte for campo in campi for parte in (F(campo), Value(" "))]
    return Func(Concat(*parti, output_field=models.TextField()), function="fis_chiave")


def vettori(*campi: str, weight: str) -> CombinedExpression:
    """Italian stems for the forms of a word, plain words without accents for its beginning."""
    return SearchVector(*campi, weight=weight, config="italian") + SearchVector(
        chiave_di(*campi), weight=weight, config="simple"
    )


def ricerca_field(**pesi: tuple[str, ...]) -> models.GeneratedField:
    """Stored search vector of a row's texts by weight: `ricerca_field(A=("titolo",), C=(...))`."""
    primo, *altri = (vettori(*campi, weight=peso) for peso, campi in pesi.items())
    for vettore in altri:
        primo = primo + vettore
    return models.GeneratedField(
        expression=primo, output_field=SearchVectorField(), db_persist=True
    )


def indirizzi_web(name: str, *campi: str) -> models.CheckConstraint:
    """Addresses that pages link to are of the web: a `javascript:` one would run on a click."""
    condizione = Q()
    for campo in campi:
        condizione &= Q(**{campo: ""}) | Q(**{f"{campo}__regex": r"^[Hh][Tt][Tt][Pp][Ss]?://"})
    return models.CheckConstraint(
        name=name,
        condition=condizione,
        violation_error_message=_("Un indirizzo del web comincia con https:// o http://."),
    )
