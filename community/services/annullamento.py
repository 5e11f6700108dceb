"""Calling a meeting off, or on again, and telling whoever meant to come."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import StatoIscrizione
from community.models import Evento, Iscrizione
from community.services.iscrizioni import scorri
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
    iscritti_notify(evento, "evento_annullato", f"{evento.pk}:{evento.annullato_il.isoformat()}")
    return evento


@transaction.atomic
def evento_ripristina(*, evento: Evento, by: User) -> Evento:
    """The meeting is held after all; whoever was told that it was not is told once.

    Everybody has what she had, and who waits gets the places given up meanwhile. Raises
    DomainError: `non_annullato`, `evento_passato`.
    """
    evento = Evento.objects.select_for_update(of=("self",)).get(pk=evento.pk)
    if evento.annullato_il is None:
        raise DomainError("non_annullato", _("L'incontro non è annullato."))
    if evento_is_passato(evento):
        raise DomainError(
            "evento_passato", _("L'incontro è già passato: non si può più riprendere.")
        )
    annullato_il = evento.annullato_il
    evento.annullato_il, evento.annullato_motivo = None, ""
    evento.save(update_fields=["annullato_il", "annullato_motivo", "updated_at"])
    iscritti_notify(evento, "evento_ripristinato", f"{evento.pk}:{annullato_il.isoformat()}")
    scorri(evento, timezone.now())
    return evento


def iscritti_notify(evento: Evento, tipo: str, chiave: str) -> int:
    """Queue the mail `tipo` to whoever is registered, waiting or invited; how many were queued.

    `chiave` names what happened: the same is told once to each address.
    """
    contesto: dict[str, Any] = {"evento": evento, "SITE_URL": settings.SITE_URL}
    quanti = 0
    for iscrizione in _da_avvertire(evento):
        persona = iscrizione.persona
        pagina = reverse("community:iscrizione_propria", args=[iscrizione.codice])
        contesto |= {
            "persona": persona,
            "iscrizione": iscrizione,
            "indirizzo": f"{settings.SITE_URL}{pagina}",
        }
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


def _da_avvertire(evento: Evento) -> Iterator[Iscrizione]:
    """Each once, also who is in the list under two addresses (`Persona.fusa_in`)."""
    iscrizioni = Iscrizione.objects.filter(evento=evento).exclude(stato=StatoIscrizione.ANNULLATA)
    avvertite: set[int] = set()
    for iscrizione in iscrizioni.select_related("persona").order_by("pk"):
        persona = iscrizione.persona
        chi = persona.fusa_in_id or persona.pk
        if persona.email and chi not in avvertite:
            avvertite.add(chi)
            yield iscrizione
