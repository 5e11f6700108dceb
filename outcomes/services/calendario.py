"""The secret address of a person's calendar of due dates."""

import secrets

from django.db import transaction
from django.utils import timezone

from fis_portal.accounts.models import User
from outcomes.models import AbbonamentoCalendario
from outcomes.selectors.calendario import token_impronta


@transaction.atomic
def abbonamento_create(*, by: User) -> str:
    """A new secret for one's own calendar: told once, kept only as its SHA-256.

    The one before stops working.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two clicks at once: one after the other
    abbonamento_revoke(by=by)
    token = secrets.token_urlsafe(32)
    AbbonamentoCalendario.objects.create(user=by, impronta=token_impronta(token))
    return token


@transaction.atomic
def abbonamento_revoke(*, by: User) -> int:
    """Close one's own secret address; how many were open."""
    attivi = AbbonamentoCalendario.objects.filter(user=by, revocato_il__isnull=True)
    return attivi.update(revocato_il=timezone.now())
