from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise

from fis_portal.accounts.avvisi import AVVISI
from fis_portal.accounts.impronte import impronta_di
from fis_portal.accounts.models import Invito, RinunciaAvviso, User


def invito_find(token: str) -> Invito | None:
    """The invitation of a link, good or not: the page says which."""
    return Invito.objects.filter(impronta=impronta_di(token)).select_related("user").first()


@dataclass(frozen=True, slots=True)
class Avviso:
    """A kind of mail, and whether the person wants it."""

    tipo: str
    etichetta: str | Promise
    voluto: bool


def avvisi_di(user: User) -> list[Avviso]:
    """The kinds of mail the portal sends, as the person set them."""
    rinunce = set(RinunciaAvviso.objects.filter(user=user).values_list("tipo", flat=True))
    return [Avviso(tipo, etichetta, tipo not in rinunce) for tipo, etichetta in AVVISI.items()]


def secondi_fattori(user: User) -> list[Authenticator]:
    """The person's app and passkeys, oldest first; recovery codes are not among them."""
    return list(
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .order_by("created_at", "pk")
    )
