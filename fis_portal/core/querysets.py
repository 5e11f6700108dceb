from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from fis_portal.core.enums import StatoFile, StatoMessaggio


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


class FileProtettoQuerySet(models.QuerySet):
    """Files somebody sent."""

    def puliti(self) -> Self:
        return self.filter(stato=StatoFile.PULITO)

    def da_verificare(self, tentati_prima_di: datetime) -> Self:
        """Those the antivirus has not judged: never tried first, then the longest ago."""
        return self.filter(
            Q(controllato_il=None) | Q(controllato_il__lt=tentati_prima_di),
            stato=StatoFile.IN_VERIFICA,
        ).order_by(F("controllato_il").asc(nulls_first=True), "pk")


class MessaggioQuerySet(models.QuerySet):
    """E-mails of the outbox."""

    def da_inviare(self, adesso: datetime) -> Self:
        """Those whose time has come, the oldest first."""
        return self.filter(stato=StatoMessaggio.IN_CODA, prossimo_tentativo__lte=adesso).order_by(
            "prossimo_tentativo", "pk"
        )
