from typing import Any, Self

from django.db import models


def collegati(queryset: models.QuerySet, relazione: str) -> Any:
    """The manager at the other end of a relation: a QuerySet may not import models."""
    return queryset.model._meta.get_field(relazione).related_model.objects


class DimostrativoQuerySet(models.QuerySet):
    """Rows that may be demonstrative (invented, DESIGN.md section 8)."""

    def reali(self) -> Self:
        return self.filter(is_demo=False)

    def con_dimostrativi(self, inclusi: bool) -> Self:
        """Every row when demonstrative data is wanted, only the real ones otherwise."""
        return self if inclusi else self.reali()
