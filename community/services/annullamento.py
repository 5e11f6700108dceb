"""Calling a meeting off, and telling whoever meant to come."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.posta import messaggio_queue

CARTELLA = "community/email"


@transaction.atomic
def evento_annulla(*, evento: Evento, motivo: str, by: User) -> Evento:
    """Call a meeting off, with the reason; whoever is registered, waiting or invited is told once.

    Its page stays and says so. Raises DomainError: `motivo_mancante`, `gia_annullato`,
    `evento_passato`.
    """
    evento = Evento.objects.select_for_update(of=("self",)).get(pk=evento.pk)
    if evento.annullato_il is not None:
        raise DomainError("gia_annullato", _("L'incontro è già annullato."))
    if evento_is_passato(evento):
        raise DomainError(
            "evento_passato", _("L'incontro è già passato: non si può più annullare.")
        )
    if not motivo.strip():
        testo = _("Scrivi perché l'evento è annullato: chi è iscritto lo legge.")
        raise DomainError("motivo_mancante", testo, {"motivo": [testo]})
    evento.annullato_il = timezone.now()
    evento.annullato_motivo = motivo.strip()
    evento.save(update_fields=["annullato_il", "annullato_motivo", "updated_at"])
    iscritti_notify(evento, "evento_annullato", str(evento.pk))
    return evento


def iscritti_notify(evento: Evento, tipo: str, chiave: str) -> int:
    """Queue the mail `tipo` to whoever is registered, waiting or invited; how many were queued.

    `chiave` names what happened: the same is told once to each address.
    """
    contesto = {"evento": evento, "SITE_URL": settings.SITE_URL}
    quanti = 0
    for persona in _da_avvertire(evento):
        contesto["persona"] = persona
        messaggio = messaggio_queue(
            tipo=tipo,
            chiave=f"{tipo}:{chiave}:{persona.pk}",
            a=persona.email,
            oggetto=render_to_string(f"{CARTELLA}/{tipo}_oggetto.txt", contesto),
            testo=render_to_string(f"{CARTELLA}/{tipo}_testo.txt", contesto),
        )
        quanti += messaggio is not None
    return quanti


def evento_is_passato(evento: Evento) -> bool:
    ultimo = evento.data_fine or evento.data_inizio
    return ultimo is not None and ultimo < timezone.localdate()


def _da_avvertire(evento: Evento) -> Iterator[Persona]:
    """Each once, also who is in the list under two addresses (`Persona.fusa_in`)."""
    iscrizioni = Iscrizione.objects.filter(evento=evento).exclude(stato=StatoIscrizione.ANNULLATA)
    avvertite: set[int] = set()
    for iscrizione in iscrizioni.select_related("persona").order_by("pk"):
        persona = iscrizione.persona
        chi = persona.fusa_in_id or persona.pk
        if persona.email and chi not in avvertite:
            avvertite.add(chi)
            yield persona
