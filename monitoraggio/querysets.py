from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from fis_portal.core.querysets import DimostrativoQuerySet
from monitoraggio.enums import StatoReport


class LavoroQuerySet(models.QuerySet):
    """Rows that are built in the background (monitoraggio/coda.py)."""

    def da_costruire(self, adesso: datetime) -> Self:
        """Those waiting in the queue, or whose builder has died."""
        return self.filter(Q(stato=StatoReport.IN_CODA) | _interrotti(adesso)).order_by(
            "created_at", "pk"
        )

    def interrotti(self, adesso: datetime) -> Self:
        """Those whose builder has not shown itself for too long and is taken for dead."""
        return self.filter(_interrotti(adesso)).order_by("created_at", "pk")


class ReportMonitoraggioQuerySet(LavoroQuerySet, DimostrativoQuerySet):  # type: ignore[override]
    def public(self) -> Self:
        """Reports that were published: a ready report is not public until somebody says so, nor
        is one withdrawn since."""
        return self.usciti().filter(ritirato_at__isnull=True)

    def usciti(self) -> Self:
        """Those ever published, withdrawn ones too: their address says what became of them."""
        return self.filter(stato=StatoReport.PRONTO, pubblicato_at__isnull=False)

    def del_programma(self) -> Self:
        """Of the whole programme, of no single Comune."""
        return self.filter(comune__isnull=True)


def _interrotti(adesso: datetime) -> Q:
    silenzio = timedelta(seconds=settings.REPORT_SENZA_NOTIZIE_S)
    return Q(stato=StatoReport.IN_COSTRUZIONE, heartbeat_at__lt=adesso - silenzio)


class VersioneDatiQuerySet(models.QuerySet):
    """Versions of the open data."""

    def correnti(self) -> Self:
        return self.filter(corrente=True)
