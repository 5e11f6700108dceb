"""Mail that tells people something, unless they said they can do without."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from fis_portal.accounts.avvisi import AVVISI
from fis_portal.accounts.models import RinunciaAvviso, User
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggio_queue


def avviso_send(
    *,
    user: User,
    tipo: str,
    chiave: str,
    oggetto_template: str,
    testo_template: str,
    contesto: Mapping[str, Any],
) -> Messaggio | None:
    """Queue a mail of a registered kind; None if the person opted out or `chiave` was used before.

    `oggetto_template` and `testo_template` are names of templates. The key should name the person.
    """
    if tipo not in AVVISI:
        raise LookupError(f"unknown kind of mail: {tipo}")
    if not user.is_active or RinunciaAvviso.objects.filter(user=user, tipo=tipo).exists():
        return None
    dati = {
        "user": user,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTATTO_EMAIL": settings.CONTATTO_EMAIL,
        **contesto,
    }
    return messaggio_queue(
        tipo=tipo,
        chiave=chiave,
        a=user.email,
        oggetto=render_to_string(oggetto_template, dati),
        testo=render_to_string(testo_template, dati),
    )


@transaction.atomic
def avvisi_set(*, user: User, voluti: Iterable[str], by: User) -> None:
    """Keep which of the registered kinds of mail the person wants."""
    voluti = set(voluti)
    RinunciaAvviso.objects.filter(user=user, tipo__in=voluti).delete()
    for tipo in AVVISI.keys() - voluti:
        RinunciaAvviso.objects.get_or_create(user=user, tipo=tipo)
