"""The certificate of attendance, as a PDF."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Partecipazione
from community.selectors.attestati import attestato_firma, attestato_numero, durata_detta
from fis_portal.core.pdf import pdf_render


def attestato_pdf(presenza: Partecipazione) -> bytes:
    """Who attended what, when; the address where anybody can check it.

    Raises PdfNonDisponibile where this machine cannot make PDFs.
    """
    evento = presenza.evento
    numero = attestato_numero(presenza)
    titolo = _("Attestato di partecipazione")
    verifica = reverse("community:attestato_verifica", args=[attestato_firma(presenza)])
    html = render_to_string(
        "community/attestato/attestato.html",
        {
            "titolo": titolo,
            "numero": numero,
            "evento": evento,
            "presenza": presenza,
            "durata": durata_detta(evento),
            "verifica": f"{settings.SITE_URL}{verifica}",
            "ente": settings.ENTE_TITOLARE,
            "attuatore": settings.ENTE_ATTUATORE,
        },
    )
    return pdf_render(
        html,
        titolo=f"{titolo} {numero}",
        autore=settings.ENTE_TITOLARE,
        descrizione=titolo,
        creato=evento.data_fine or evento.data_inizio,
        indirizzo_sito=settings.SITE_URL,
    )
