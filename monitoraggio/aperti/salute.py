"""Whether the open data still come: what readiness says of the editions."""

from datetime import timedelta

from django.utils import timezone

from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati
from monitoraggio.selectors import ATTESA_MASSIMA

# One is planned every night: two missing are not a night that went long.
SENZA_EDIZIONI = timedelta(days=2)


def edizioni_ferme() -> str | None:
    """What keeps new open data from coming (readiness warning); None when all is well.

    The last edition is still served: somebody must look, but nobody is sent away.
    """
    adesso, edizioni = timezone.now(), EdizioneDati.objects.all()
    if edizioni.filter(stato=StatoReport.FALLITO, giorno=timezone.localdate(adesso)).exists():
        return "today's edition of the open data has failed"
    interrotte = edizioni.filter(
        stato=StatoReport.IN_COSTRUZIONE, heartbeat_at__lt=adesso - ATTESA_MASSIMA
    )
    if interrotte.exists():
        return "an edition of the open data was left half-way"
    pronte = edizioni.filter(stato=StatoReport.PRONTO)
    if pronte.exists() and not pronte.filter(pronto_at__gte=adesso - SENZA_EDIZIONI).exists():
        return f"no new edition of the open data for {SENZA_EDIZIONI.days} days"
    return None
