"""Mail about reports: to the officers of the Comune, to the staff who review."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from comuni.models import Referente
from fis_portal.accounts.models import User
from fis_portal.accounts.services import avviso_send
from outcomes.enums import TipoAvviso
from outcomes.models import Rendicontazione

CARTELLA = "outcomes/email"


def comune_notify(
    rendicontazione: Rendicontazione, tipo: TipoAvviso, evento: str, **contesto: Any
) -> int:
    """Tell every active officer of the report's Comune. Returns how many mails were queued.

    `evento` names what happened: the same one is told once to each person.
    """
    referenti = Referente.objects.attivi().filter(comune=rendicontazione.progetto.comune_id)
    utenti = [referente.user for referente in referenti.select_related("user")]
    return _notify(utenti, rendicontazione, tipo, evento, contesto)


def staff_notify(
    rendicontazione: Rendicontazione, tipo: TipoAvviso, evento: str, **contesto: Any
) -> int:
    """Tell the staff who review. Returns how many mails were queued."""
    utenti = reviewers(demo=rendicontazione.progetto.is_demo)
    contesto = {"per_il_programma": True, **contesto}
    return _notify(utenti, rendicontazione, tipo, evento, contesto)


def reviewers(*, demo: bool) -> QuerySet[User]:
    """Staff who may review; of demonstrative projects only the demonstrative ones."""
    gruppi = Q(
        groups__permissions__codename="review_rendicontazione",
        groups__permissions__content_type__app_label="outcomes",
    )
    utenti = User.objects.filter(Q(is_superuser=True) | gruppi, is_staff=True, is_active=True)
    return utenti.filter(is_demo=demo).distinct().order_by("pk")


def _notify(
    utenti: Iterable[User],
    rendicontazione: Rendicontazione,
    tipo: TipoAvviso,
    evento: str,
    contesto: Mapping[str, Any],
) -> int:
    nome = tipo.value.rpartition("_")[2]
    dati = {
        "rendicontazione": rendicontazione,
        "comune": rendicontazione.progetto.comune,
        "indirizzo": settings.SITE_URL
        + reverse("area_comuni:rendicontazione", args=[rendicontazione.pk]),
        "per_il_programma": False,
        **contesto,
    }
    if dati["per_il_programma"]:
        pagina = reverse("admin:outcomes_rendicontazione_esame", args=[rendicontazione.pk])
        dati["indirizzo"] = f"{settings.SITE_URL}{pagina}"
    inviati = 0
    for user in utenti:
        inviati += (
            avviso_send(
                user=user,
                tipo=tipo.value,
                chiave=f"{tipo.value}:{rendicontazione.pk}:{evento}:{user.pk}",
                oggetto_template=f"{CARTELLA}/{nome}_oggetto.txt",
                testo_template=f"{CARTELLA}/{nome}_testo.txt",
                contesto=dati,
            )
            is not None
        )
    return inviati
