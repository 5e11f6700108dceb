"""Invitations: how a person comes to have a password here. Nobody signs up alone."""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.impronte import impronta_di
from fis_portal.accounts.models import Invito, User
from fis_portal.core.errors import DomainError
from fis_portal.core.posta import messaggio_queue

logger = logging.getLogger(__name__)


@transaction.atomic
def invito_create(*, user: User, by: User, invitante: str) -> Invito:
    """Mail a link to `user`; the links sent before stop working.

    `invitante` is who to ask, as people read it ("Comune di Lecce"). Raises DomainError for a
    person who is not active.
    """
    if not user.is_active:
        raise DomainError("utente_non_attivo", _("Questa persona non è attiva: prima riattivala."))
    adesso = timezone.now()
    Invito.objects.validi().filter(user=user).update(scade_il=adesso)
    token = secrets.token_urlsafe(32)
    invito = Invito(
        user=user,
        by=by,
        invitante=invitante,
        impronta=impronta_di(token),
        creato=adesso,
        scade_il=adesso + timedelta(hours=settings.INVITO_VALIDO_ORE),
    )
    invito.full_clean()
    invito.save()
    _invia(invito, token)
    logger.info(
        "invitation sent",
        extra={"evento": "invito", "esito": "creato", "oggetto": "accounts.user",
               "oggetto_id": user.pk},
    )  # fmt: skip
    return invito


def _invia(invito: Invito, token: str) -> None:
    percorso = reverse("accounts:invito", args=[token])
    messaggio_queue(
        tipo="invito",
        chiave=f"invito:{invito.pk}",
        a=invito.user.email,
        oggetto=_("Invito a entrare nel portale del Fondo Innovazione Sociale"),
        testo=render_to_string(
            "accounts/email/invito.txt",
            {
                "invito": invito,
                "url": f"{settings.SITE_URL}{percorso}",
                "ore": settings.INVITO_VALIDO_ORE,
                "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
                "SITE_URL": settings.SITE_URL,
            },
        ),
    )


@transaction.atomic
def utente_invite(
    *, email: str, nome: str, cognome: str, by: User, invitante: str, is_demo: bool = False
) -> tuple[User, bool]:
    """The person with this e-mail, made and invited if need be; True if a link was mailed.

    A person who can already enter is left as they are: the caller tells them what is new.
    """
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user is None:
        user = User(email=email.strip().lower(), nome=nome, cognome=cognome, is_demo=is_demo)
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
    if user.has_usable_password() or user.last_login is not None or not user.is_active:
        return user, False
    invito_create(user=user, by=by, invitante=invitante)
    return user, True


@transaction.atomic
def invito_accept(*, invito: Invito, nome: str, cognome: str, password: str) -> User:
    """Use the link: name, password, and the link is no longer good.

    Raises DomainError if meanwhile it was used or ran out, ValidationError for a weak password.
    """
    invito = Invito.objects.select_for_update().select_related("user").get(pk=invito.pk)
    if not invito.is_valido:
        raise DomainError("invito_non_valido", _("Questo invito non è più valido."))
    user = invito.user
    user.nome, user.cognome = nome, cognome
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    invito.usato_il = timezone.now()
    invito.save(update_fields=["usato_il"])
    logger.info(
        "invitation used",
        extra={"evento": "invito", "esito": "usato", "oggetto": "accounts.user",
               "oggetto_id": user.pk},
    )  # fmt: skip
    return user
