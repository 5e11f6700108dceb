"""Who must know that something could not be built: told once per failure, by mail."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from fis_portal.accounts.models import User
from fis_portal.core.posta import messaggio_queue

TIPO_MESSAGGIO = "allarme"
PERMESSO = "publish_reportmonitoraggio"
CARTELLA = "monitoraggio/email"


def fallimento_avvisa(lavoro: Any) -> int:
    """Write to who answers for the reports that this one failed; how many messages are new.

    In the transaction that writes the failure down. The attempt is in the key: trying again and
    failing again is another failure.
    """
    opts = lavoro._meta
    contesto = {
        "lavoro": lavoro,
        "cosa": opts.verbose_name,
        "indirizzo": settings.SITE_URL
        + reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[lavoro.pk]),
        "SITE_NAME": settings.SITE_NAME,
    }
    oggetto = render_to_string(f"{CARTELLA}/fallimento_oggetto.txt", contesto)
    testo = render_to_string(f"{CARTELLA}/fallimento_testo.txt", contesto)
    scritti = [
        messaggio_queue(
            tipo=TIPO_MESSAGGIO,
            chiave=f"fallimento:{opts.model_name}:{lavoro.pk}:{lavoro.tentativi}:{user.pk}",
            a=user.email,
            oggetto=oggetto,
            testo=testo,
        )
        for user in _responsabili()
    ]
    return sum(messaggio is not None for messaggio in scritti)


def _responsabili() -> QuerySet[User]:
    """The staff who publish reports."""
    puo = Q(is_superuser=True)
    for via in ("groups__permissions", "user_permissions"):
        puo |= Q(
            **{f"{via}__codename": PERMESSO, f"{via}__content_type__app_label": "monitoraggio"}
        )
    return User.objects.filter(puo, is_staff=True, is_active=True).distinct().order_by("pk")
