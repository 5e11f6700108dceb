"""The receipt of a sending, as a PDF: what was sent, when, by whom, and how to check it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.pdf import pdf_render
from outcomes.enums import SezioneRendicontazione
from outcomes.models import Invio


def render_ricevuta(invio: Invio) -> bytes:
    """The receipt as a tagged PDF, from the frozen content alone.

    Raises PdfNonDisponibile where this machine cannot make PDFs.
    """
    dati = invio.contenuto
    html = render_to_string(
        "outcomes/ricevuta/ricevuta.html",
        {
            "titolo": _("Ricevuta %(numero)s") % {"numero": invio.protocollo},
            "invio": invio,
            "dati": dati,
            "dal": date.fromisoformat(dati["periodo"]["dal"]),
            "al": date.fromisoformat(dati["periodo"]["al"]),
            "sezioni": list(sezioni_inviate(dati)),
            "is_demo": invio.rendicontazione.progetto.is_demo,
            "portale": settings.SITE_NAME,
            "ente": settings.ENTE_TITOLARE,
            "sito": settings.SITE_URL,
        },
    )
    return pdf_render(
        html,
        titolo=_("Ricevuta %(numero)s") % {"numero": invio.protocollo},
        autore=settings.ENTE_TITOLARE,
        descrizione=_("Ricevuta dell'invio di una rendicontazione."),
        creato=timezone.localtime(invio.inviata_il).date(),
        indirizzo_sito=settings.SITE_URL,
    )


def sezioni_inviate(dati: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The rows of a frozen content by section, only with what was said."""
    for sezione in SezioneRendicontazione:
        righe = [
            {
                "etichetta": riga["etichetta"],
                "campi": [campo for campo in riga["campi"] if campo["testo"]],
            }
            for riga in dati.get("righe", [])
            if riga["sezione"] == sezione
        ]
        if righe:
            yield {"codice": sezione.value, "titolo": sezione.label, "righe": righe}
