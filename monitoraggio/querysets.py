from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db.models import Q

from fis_portal.core.querysets import DimostrativoQuerySet
from monitoraggio.enums import StatoReport


class ReportMonitoraggioQuerySet(DimostrativoQuerySet):
    def public(self) -> Self:
        """Reports that were published: a ready report is not public until somebody says so."""
        return self.filter(stato=StatoReport.PRONTO, pubblicato_at__isnull=False)

    def da_costruire(self, adesso: datetime) -> Self:
        """Reports waiting in the queue, or whose builder has died."""
        return self.filter(Q(stato=StatoReport.IN_CODA) | _interrotti(adesso)).order_by(
            "created_at", "pk"
        )

    def interrotti(self, adesso: datetime) -> Self:
        """Reports whose builder has not shown itself for too long and is taken for dead."""
        return self.filter(_interrotti(adesso)).order_by("created_at", "pk")


def _interrotti(adesso: datetime) -> Q:
    silenzio = timedelta(seconds=settings.REPORT_SENZA_NOTIZIE_S)
    return Q(stato=StatoReport.IN_COSTRUZIONE, heartbeat_at__lt=adesso - silenzio)
