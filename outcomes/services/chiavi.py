"""Access keys of a Comune's own systems: shown once, kept as a digest, as able as their maker."""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.models import Comune, Referente
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.models import ChiaveComune

INIZIO = "fis_"
LUNGHEZZA_PREFISSO = 12
DURATA_MASSIMA = timedelta(days=366)
# A key is used many times a minute: the day and hour are enough to see that it is still in use.
OGNI_QUANTO = timedelta(hours=1)


@transaction.atomic
def chiave_create(
    *, comune: Comune, nome: str, scade_il: date, by: User
) -> tuple[ChiaveComune, str]:
    """Make a key; its text is returned here and can never be read again.

    Raises DomainError `scadenza_non_valida`.
    """
    oggi = timezone.localdate()
    if not oggi < scade_il <= oggi + DURATA_MASSIMA:
        testo = _("Scegli una scadenza nel futuro, al massimo fra un anno.")
        raise DomainError("scadenza_non_valida", testo, {"scade_il": [testo]})
    testo = INIZIO + secrets.token_urlsafe(32)
    chiave = ChiaveComune(
        comune=comune,
        nome=nome,
        prefisso=testo[:LUNGHEZZA_PREFISSO],
        impronta=_impronta(testo),
        scade_il=scade_il,
        by=by,
    )
    chiave.full_clean()
    chiave.save()
    return chiave, testo


@transaction.atomic
def chiave_revoke(*, chiave: ChiaveComune, by: User) -> ChiaveComune:
    """Make a key useless, at once and for good; again changes nothing."""
    chiave = ChiaveComune.objects.select_for_update(of=("self",)).get(pk=chiave.pk)
    if chiave.revocata_il is None:
        chiave.revocata_il = timezone.now()
        chiave.save(update_fields=["revocata_il"])
    return chiave


def chiave_verify(*, testo: str) -> ChiaveComune | None:
    """The key, if it may be used today: neither revoked nor expired, and its maker still acts.

    Compared in constant time: how long a refusal takes says nothing of the digest.
    """
    if not (testo.isascii() and testo.isprintable()):
        return None
    impronta = _impronta(testo)
    candidate = ChiaveComune.objects.select_related("by", "comune").filter(
        prefisso=testo[:LUNGHEZZA_PREFISSO]
    )
    trovate = [c for c in candidate if hmac.compare_digest(c.impronta, impronta)]
    if not trovate or not _is_usable(trovate[0]):
        return None
    _note_use(trovate[0])
    return trovate[0]


def _is_usable(chiave: ChiaveComune) -> bool:
    if chiave.revocata_il is not None or chiave.scade_il < timezone.localdate():
        return False
    attivi = Referente.objects.attivi().filter(user=chiave.by, comune=chiave.comune)
    return chiave.by.is_active and attivi.exists()


def _note_use(chiave: ChiaveComune) -> None:
    adesso = timezone.now()
    if chiave.usata_il is None or adesso - chiave.usata_il > OGNI_QUANTO:
        ChiaveComune.objects.filter(pk=chiave.pk).update(usata_il=adesso)


def _impronta(testo: str) -> str:
    # The key has 256 random bits: no dictionary to slow down, unlike a password.
    return hashlib.sha256(testo.encode()).hexdigest()
