"""Measurements that a Comune's own system sends into a draft: each request is carried out once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import SezioneRendicontazione
from outcomes.models import ChiaveComune, Rendicontazione, RichiestaIdempotente
from outcomes.services.bozza import righe_save


@dataclass(frozen=True, slots=True)
class Ricezione:
    """The answer to a request; `ripetuta`: it had been carried out before."""

    corpo: dict[str, Any]
    ripetuta: bool = False


@transaction.atomic
def rilevazioni_receive(
    *,
    chiave: ChiaveComune,
    rendicontazione: Rendicontazione,
    idempotenza: str,
    richiesta: bytes,
    righe: Sequence[tuple[str, Mapping[str, Any]]],
    by: User,
) -> Ricezione:
    """Save the values of some indicators, all or none, once for each `idempotenza` of a key.

    What fails is not remembered and may be tried again. Raises DomainError `richiesta_in_corso`,
    `idempotenza_riusata` (the same key for something else) and those of `righe_save`.
    """
    impronta = hashlib.sha256(f"{rendicontazione.pk}\n".encode() + richiesta).hexdigest()
    _take_turn(chiave, idempotenza)
    fatta = RichiestaIdempotente.objects.filter(
        chiave_accesso=chiave, idempotenza=idempotenza
    ).first()
    if fatta is not None:
        if fatta.impronta != impronta:
            testo = _(
                "Questa chiave di idempotenza è già servita per un'altra richiesta: "
                "usane una nuova."
            )
            raise DomainError("idempotenza_riusata", testo)
        return Ricezione(fatta.risposta, ripetuta=True)
    sezione = SezioneRendicontazione.INDICATORI.value
    cambiate = righe_save(
        rendicontazione=rendicontazione,
        righe=[(sezione, codice, campi) for codice, campi in righe],
        by=by,
    )
    corpo = {
        "rendicontazione": rendicontazione.pk,
        "ricevute": len(righe),
        "cambiate": cambiate,
    }
    RichiestaIdempotente.objects.create(
        chiave_accesso=chiave,
        idempotenza=idempotenza,
        impronta=impronta,
        stato_http=200,
        risposta=corpo,
    )
    return Ricezione(corpo)


def _take_turn(chiave: ChiaveComune, idempotenza: str) -> None:
    """One at a time for the same request, until the transaction ends; the others wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"richiesta {chiave.pk} {idempotenza}"],
        )
        (mio,) = cursor.fetchone()
    if not mio:
        testo = _("La stessa richiesta è in corso in questo momento: riprova fra poco.")
        raise DomainError("richiesta_in_corso", testo)
