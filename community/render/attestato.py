"""Certificates of attendance, as a PDF.

All functions raise PdfNonDisponibile where this machine cannot make PDFs.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Evento, Partecipazione
from community.selectors.attestati import attestato_firma, attestato_numero, durata_detta
from fis_portal.core.pdf import pdf_render


def attestato_pdf(presenza: Partecipazione) -> bytes:
    """Who attended what, when; the address where anybody can check it."""
    titolo = _("Attestato di partecipazione")
    return _pdf(presenza.evento, [presenza], f"{titolo} {attestato_numero(presenza)}")


def attestati_pdf(evento: Evento, presenze: Sequence[Partecipazione]) -> bytes:
    """A page for each of the people who attended a meeting."""
    titolo = _("Attestati di partecipazione: %(evento)s") % {"evento": evento}
    return _pdf(evento, presenze, titolo)


def _pdf(evento: Evento, presenze: Sequence[Partecipazione], titolo: str) -> bytes:
    contesto = {
        "titolo": titolo,
        "evento": evento,
        "attestati": [_attestato(presenza) for presenza in presenze],
        "durata": durata_detta(evento),
        "ente": settings.ENTE_TITOLARE,
        "attuatore": settings.ENTE_ATTUATORE,
    }
    return pdf_render(
        render_to_string("community/attestato/attestato.html", contesto),
        titolo=titolo,
        autore=settings.ENTE_TITOLARE,
        descrizione=_("Attestato di partecipazione"),
        creato=evento.data_fine or evento.data_inizio,
        indirizzo_sito=settings.SITE_URL,
    )


def _attestato(presenza: Partecipazione) -> dict[str, Any]:
    verifica = reverse("community:attestato_verifica", args=[attestato_firma(presenza)])
    return {
        "presenza": presenza,
        "numero": attestato_numero(presenza),
        "verifica": f"{settings.SITE_URL}{verifica}",
    }
