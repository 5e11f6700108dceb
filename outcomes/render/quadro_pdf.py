"""A framework as a publication: cover, diagram, outcomes one by one, method sheets. PDF/UA."""

from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fis_portal.core.pdf import pdf_render
from fis_portal.core.quote import data_it
from outcomes.enums import StatoQuadro
from outcomes.models import QuadroImpatto
from outcomes.render.diagramma import quadro_diagramma
from outcomes.selectors.quadro import QuadroVisto, quadro_leggi


def quadro_pdf(quadro: QuadroImpatto, *, pubblico: bool) -> bytes:
    """The PDF of one version; with `pubblico` only what anybody may see.

    Raises PdfNonDisponibile where this machine cannot make one.
    """
    visto = quadro_leggi(quadro, pubblico=pubblico)
    titolo = quadro.progetto.nome_pubblico if quadro.progetto else quadro.nome_modello
    html = render_to_string(
        "outcomes/pdf/quadro.html",
        {
            "titolo": titolo,
            "quadro": visto,
            "edizione": _edizione(visto),
            "diagramma": quadro_diagramma(visto),
            "is_demo": quadro.is_demo,
            "programma": settings.SITE_NAME,
            "titolare": settings.ENTE_TITOLARE,
            "attuatore": settings.ENTE_ATTUATORE,
        },
    )
    return _pdf(html, _("%(titolo)s: quadro d'impatto") % {"titolo": titolo})


@lru_cache(maxsize=24)
def _pdf(html: str, titolo: str) -> bytes:
    """Drawing takes most of a second; whoever asks again for the same text gets it at once."""
    return pdf_render(
        html,
        titolo=titolo,
        autore=settings.ENTE_TITOLARE,
        descrizione=_("Che cosa il progetto vuole cambiare, e come lo misura."),
        parole_chiave=[settings.SITE_NAME, _("quadro d'impatto")],
        indirizzo_sito=settings.SITE_URL,
    )


def nome_file(quadro: QuadroImpatto) -> str:
    nome = quadro.progetto.slug if quadro.progetto else slugify(quadro.nome_modello)
    bozza = "-bozza" if quadro.stato == StatoQuadro.BOZZA else ""
    return f"quadro-impatto-{nome}-v{quadro.versione}{bozza}.pdf"


def _edizione(quadro: QuadroVisto) -> str:
    if quadro.dal is None:
        return _("Versione %(n)s, bozza") % {"n": quadro.versione}
    parti = {"n": quadro.versione, "dal": data_it(quadro.dal), "al": data_it(quadro.al, vuoto="")}
    if quadro.al:
        return _("Versione %(n)s, in vigore dal %(dal)s al %(al)s") % parti
    return _("Versione %(n)s, in vigore dal %(dal)s") % parti
