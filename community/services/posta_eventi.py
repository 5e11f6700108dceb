"""Mail about a registration: each thing that happens is told once (the key says which)."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from community.models import Iscrizione
from community.selectors.iscrizioni import posto_in_lista
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggio_queue

CARTELLA = "community/email"


def iscrizione_notify(iscrizione: Iscrizione, cosa: str, quando: str) -> Messaggio | None:
    """Queue the mail `cosa` to the person; None if she was told before, or has no address.

    `quando` tells one occurrence from another: the same one is told once.
    """
    persona = iscrizione.persona
    if not persona.email:
        return None
    pagina = reverse("community:iscrizione_propria", args=[iscrizione.codice])
    dati = {
        "evento": iscrizione.evento,
        "persona": persona,
        "indirizzo": f"{settings.SITE_URL}{pagina}",
        "posto": posto_in_lista(iscrizione) if iscrizione.in_coda_dal else None,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
    }
    return messaggio_queue(
        tipo=f"iscrizione_{cosa}",
        chiave=f"iscrizione:{iscrizione.pk}:{cosa}:{quando}",
        a=persona.email,
        oggetto=render_to_string(f"{CARTELLA}/{cosa}_oggetto.txt", dati),
        testo=render_to_string(f"{CARTELLA}/{cosa}_testo.txt", dati),
    )
