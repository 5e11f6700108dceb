"""The secret address of a person's own calendar of meetings."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Persona
from community.selectors.agenda import agenda_token
from community.services.posta_eventi import AGENDA, agenda_notify
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio

# She may take it back and want another; whoever got hold of her code may not flood her mailbox.
MAIL_AL_GIORNO = 3


@transaction.atomic
def agenda_create(*, persona: Persona) -> str:
    """The secret of her own calendar, opened if it is not: the same until she takes it back."""
    persona = _blocca(persona)
    if not persona.agenda:
        persona.agenda = secrets.token_urlsafe(32)
        persona.save(update_fields=["agenda", "updated_at"])
    return agenda_token(persona)


@transaction.atomic
def agenda_send(*, persona: Persona) -> Messaggio | None:
    """Tell her address to her own mailbox alone: who holds a code of hers is perhaps not her.

    None when it was sent today already. Raises DomainError: `senza_email`, `troppe_mail`.
    """
    persona = _blocca(persona)
    if not persona.email:
        raise DomainError(
            "senza_email", _("Non abbiamo una tua e-mail a cui mandare l'indirizzo: scrivici.")
        )
    token = agenda_create(persona=persona)
    oggi = timezone.localdate().isoformat()
    messaggio = agenda_notify(persona, token, f"{oggi}:{token[:8]}")
    di_oggi = Messaggio.objects.filter(
        tipo=AGENDA, chiave__startswith=f"{AGENDA}:{oggi}:", chiave__endswith=f":{persona.pk}"
    )
    if messaggio and di_oggi.count() > MAIL_AL_GIORNO:
        raise DomainError(
            "troppe_mail", _("Oggi ti abbiamo già scritto più volte: riprova domani.")
        )
    return messaggio


@transaction.atomic
def agenda_revoke(*, persona: Persona) -> None:
    """Close her secret address."""
    persona.agenda = ""
    persona.save(update_fields=["agenda", "updated_at"])


def _blocca(persona: Persona) -> Persona:
    return Persona.objects.select_for_update(of=("self",)).get(pk=persona.pk)
