"""Mail about a registration: each thing that happens is told once (the key says which)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from community.models import Iscrizione, Persona
from community.selectors.iscrizioni import posto_in_lista
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggio_queue

CARTELLA = "community/email"
AGENDA = "evento_agenda"
# The page a mail opens, when it is not her own page.
DOVE = {"riapri": "accetta"}


def iscrizione_notify(iscrizione: Iscrizione, cosa: str, quando: str) -> Messaggio | None:
    """Queue the mail `cosa` to the person; None if she was told before, or has no address.

    `quando` tells one occurrence from another: the same one is told once.
    """
    persona = iscrizione.persona
    if not persona.email:
        return None
    pagina = reverse(f"community:iscrizione_{DOVE.get(cosa, 'propria')}", args=[iscrizione.codice])
    dati = {
        "evento": iscrizione.evento,
        "indirizzo": f"{settings.SITE_URL}{pagina}",
        "posto": posto_in_lista(iscrizione) if iscrizione.in_coda_dal else None,
    }
    return _queue(
        persona, f"iscrizione_{cosa}", cosa, f"iscrizione:{iscrizione.pk}:{cosa}:{quando}", dati
    )


def agenda_notify(persona: Persona, token: str, quale: str) -> Messaggio | None:
    """Queue the secret address of her calendar; None if that one was told under `quale` before."""
    indirizzo = f"{settings.SITE_URL}{reverse('community:agenda', args=[token])}"
    # Ends with her number: so her mail is found when her data are erased.
    return _queue(
        persona, AGENDA, "agenda", f"{AGENDA}:{quale}:{persona.pk}", {"indirizzo": indirizzo}
    )


def _queue(
    persona: Persona, tipo: str, nome: str, chiave: str, dati: dict[str, Any]
) -> Messaggio | None:
    dati |= {
        "persona": persona,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
    }
    return messaggio_queue(
        tipo=tipo,
        chiave=chiave,
        a=persona.email,
        oggetto=render_to_string(f"{CARTELLA}/{nome}_oggetto.txt", dati),
        testo=render_to_string(f"{CARTELLA}/{nome}_testo.txt", dati),
    )
