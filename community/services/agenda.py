"""The secret address of a person's own calendar of meetings."""

import secrets

from django.db import transaction

from community.models import Persona
from community.selectors.agenda import token_impronta


@transaction.atomic
def agenda_create(*, persona: Persona) -> str:
    """A new secret for her own calendar: told once, kept only as its SHA-256.

    The one before stops working.
    """
    token = secrets.token_urlsafe(32)
    _set(persona, token_impronta(token))
    return token


@transaction.atomic
def agenda_revoke(*, persona: Persona) -> None:
    """Close her secret address."""
    _set(persona, "")


def _set(persona: Persona, impronta: str) -> None:
    persona.agenda = impronta
    persona.save(update_fields=["agenda", "updated_at"])
