from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portale(request: HttpRequest) -> dict[str, Any]:
    """Who answers for the portal, for header and footer of every page."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "ENTE_TITOLARE": settings.ENTE_TITOLARE,
        "ENTE_ATTUATORE": settings.ENTE_ATTUATORE,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
        "CONTATTO_RPD": settings.CONTATTO_RPD,
        "SOGLIA_CELLE": settings.SOGLIA_CELLE,
        "CONSERVAZIONE_GIORNI": settings.PERSONE_CONSERVAZIONE_GIORNI,
        "DICHIARAZIONE_ACCESSIBILITA_URL": settings.DICHIARAZIONE_ACCESSIBILITA_URL,
        "CODICE_SORGENTE_URL": settings.CODICE_SORGENTE_URL,
    }
