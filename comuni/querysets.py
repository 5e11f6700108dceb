from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from fis_portal.core.querysets import DimostrativoQuerySet


class ComuneQuerySet(DimostrativoQuerySet):
    def validi(self, alla: date) -> Self:
        """Comuni that exist on a day: their territorial row is valid then."""
        return self.filter(
            Q(valido_dal__isnull=True) | Q(valido_dal__lte=alla),
            Q(valido_al__isnull=True) | Q(valido_al__gte=alla),
        )

    def con_territorio(self) -> Self:
        return self.select_related("provincia__regione")


class ReferenteQuerySet(models.QuerySet):
    def attivi(self) -> Self:
        return self.filter(attivo=True, user__is_active=True)
