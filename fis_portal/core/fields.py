"""Field types shared by the apps."""

from django.db import models
from django.db.models import F, Func


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
