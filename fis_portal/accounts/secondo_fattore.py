"""Who has proved twice who they are: read from the session, and only then from the database."""

import enum
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

CODICI_DI_RECUPERO = 10
# No letter or digit that can be taken for another.
ALFABETO = "abcdefghjkmnpqrstuvwxyz23456789"
PRINCIPALI = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Stato(enum.Enum):
    COMPLETO = "completo"
    FACOLTATIVO = "facoltativo"  # a demonstrative person of the embedded mode
    DA_VERIFICARE = "da verificare"
    DA_ATTIVARE = "da attivare"


def stato(request: HttpRequest) -> Stato:
    """How far the signed-in person of this request has come."""
    user: Any = request.user
    if any(r.get("method") == "mfa" for r in get_authentication_records(request, user)):
        return Stato.COMPLETO
    if Authenticator.objects.filter(user_id=user.pk, type__in=PRINCIPALI).exists():
        return Stato.DA_VERIFICARE
    if user.is_demo and settings.SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO:
        return Stato.FACOLTATIVO
    return Stato.DA_ATTIVARE


def is_ammesso(request: HttpRequest) -> bool:
    """May this person see what is not public?"""
    if not settings.SECONDO_FATTORE_OBBLIGATORIO:
        return True
    return stato(request) in (Stato.COMPLETO, Stato.FACOLTATIVO)


# --- Codes of the app ---------------------------------------------------------------------------
def totp_contatore(segreto: str, codice: str) -> int | None:
    """The step of time a code belongs to, if it is one of those valid now."""
    for contatore in totp.yield_hotp_counters_from_time():
        atteso = totp.format_hotp_value(totp.hotp_value(segreto, contatore))
        if compare_user_code(actual=codice, expected=atteso):
            return contatore
    return None


@transaction.atomic
def totp_consuma(authenticator: Authenticator, codice: str) -> bool:
    """Is the code right, and newer than the last one used? In the database: a cache may be down."""
    riga = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    contatore = totp_contatore(decrypt(riga.data["secret"]), codice)
    if contatore is None or contatore <= riga.data.get("ultimo", 0):
        return False
    riga.data["ultimo"] = contatore
    riga.save(update_fields=["data"])
    return True


# --- Recovery codes -----------------------------------------------------------------------------
def codici_nuovi() -> tuple[list[str], list[str]]:
    """Codes to show once, and the digests to keep."""
    codici = [
        f"{get_random_string(5, ALFABETO)}-{get_random_string(5, ALFABETO)}"
        for _n in range(CODICI_DI_RECUPERO)
    ]
    return codici, [impronta(codice) for codice in codici]


@transaction.atomic
def codice_consuma(authenticator: Authenticator, codice: str) -> bool:
    """Is it one of the recovery codes? Then it is used up."""
    riga = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    cercata = impronta(codice)
    for una in riga.data.get("impronte", []):
        if constant_time_compare(una, cercata):
            riga.data["impronte"].remove(una)
            riga.save(update_fields=["data"])
            return True
    return False


def codici_rimasti(user: Any) -> int | None:
    """Recovery codes still good; None if there never were any."""
    riga = Authenticator.objects.filter(
        user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return None if riga is None else len(riga.data.get("impronte", []))


def impronta(codice: str) -> str:
    """What is kept of a recovery code."""
    pulito = "".join(c for c in codice.lower() if c.isalnum())
    return salted_hmac("codice-di-recupero", pulito, algorithm="sha256").hexdigest()
