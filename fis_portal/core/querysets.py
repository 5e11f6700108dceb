from typing import Self

from django.db import models


class DimostrativoQuerySet(models.QuerySet):
    """Rows that may be demonstrative (invented, DESIGN.md section 8)."""

    def reali(self) -> Self:
        return self.filter(is_demo=False)

    def con_dimostrativi(self, inclusi: bool) -> Self:
        """Every row when demonstrative data is wanted, only the real ones otherwise."""
        return self if inclusi else self.reali()
