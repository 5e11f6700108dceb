"""Closing doors: sessions, and a second factor that was lost."""

import logging

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.posta import messaggio_queue

logger = logging.getLogger(__name__)


@transaction.atomic
def sessioni_close(*, user: User, by: User) -> None:
    """End every session of the person, this one too: the next request asks to sign in."""
    user.sessioni_dal = timezone.now()
    user.save(update_fields=["sessioni_dal", "updated_at"])
    logger.info(
        "sessions closed",
        extra={"evento": "sessioni", "esito": "chiuse", "oggetto": "accounts.user",
               "oggetto_id": user.pk},
    )  # fmt: skip


@transaction.atomic
def secondo_fattore_reset(*, user: User, by: User) -> None:
    """Forget the person's app, passkeys and codes, end the sessions and tell them by mail.

    For who has lost the phone and the codes: after the next password a new factor must be set up.
    """
    Authenticator.objects.filter(user=user).delete()
    sessioni_close(user=user, by=by)
    messaggio_queue(
        tipo="accesso",
        chiave=f"secondo_fattore_tolto:{user.pk}:{timezone.now().isoformat()}",
        a=user.email,
        oggetto=_("Il tuo secondo fattore è stato azzerato"),
        testo=render_to_string(
            "accounts/email/secondo_fattore_azzerato.txt",
            {"user": user, "by": by, "SITE_URL": settings.SITE_URL,
             "CONTATTO_EMAIL": settings.CONTATTO_EMAIL},
        ),
    )  # fmt: skip
    logger.warning(
        "second factor reset",
        extra={"evento": "secondo_fattore", "esito": "azzerato", "oggetto": "accounts.user",
               "oggetto_id": user.pk},
    )  # fmt: skip


@transaction.atomic
def utente_update(*, user: User, nome: str, cognome: str, by: User) -> User:
    """Change one's own name."""
    user.nome, user.cognome = nome, cognome
    user.full_clean(exclude=["password"])
    user.save(update_fields=["nome", "cognome", "updated_at"])
    return user
