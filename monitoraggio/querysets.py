from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q

from fis_portal.core.querysets import DimostrativoQuerySet
from monitoraggio.enums import StatoReport

# A builder that has not shown itself for this long is taken for dead and its report is built anew.
SENZA_NOTIZIE = timedelta(seconds=60)


class ReportMonitoraggioQuerySet(DimostrativoQuerySet):
    def public(self) -> Self:
        """Reports that were published: a ready report is not public until somebody says so."""
        return self.filter(stato=StatoReport.PRONTO, pubblicato_at__isnull=False)

    def da_costruire(self, adesso: datetime) -> Self:
        """Reports waiting in the queue, or whose builder has died."""
        return self.filter(
            Q(stato=StatoReport.IN_CODA)
            | Q(stato=StatoReport.IN_COSTRUZIONE, heartbeat_at__lt=adesso - SENZA_NOTIZIE)
        ).order_by("created_at", "pk")
