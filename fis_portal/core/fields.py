"""Field types shared by the apps."""

from django.db import models
from django.db.models import F, Func, Q
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
