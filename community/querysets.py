from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from fis_portal.core.querysets import DimostrativoQuerySet


class EventoQuerySet(DimostrativoQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def futuri(self, oggi: date) -> Self:
        return self.filter(data_inizio__gte=oggi).order_by("data_inizio", "pk")

    def passati(self, oggi: date) -> Self:
        """Past events, newest first; those whose date no source gives come last."""
        return self.filter(Q(data_inizio__lt=oggi) | Q(data_inizio__isnull=True)).order_by(
            models.F("data_inizio").desc(nulls_last=True), "pk"
        )
