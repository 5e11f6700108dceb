"""What somebody has already seen of the database: a token, exact whatever commits when (ADR 0025).

A time cannot say it: a transaction that began before and commits later writes with the earlier
time, and would be missed. The token is the snapshot itself: the first transaction not yet over, and
those below it still open. Every event of the history carries the transaction that wrote it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone
from django.utils.translation import gettext as _

FORMA = re.compile(r"1-([0-9a-f]{8})-([0-9]{1,19})(?:-([0-9]{1,19}(?:\.[0-9]{1,19}){0,999}))?")
MASSIMO = 2**63 - 1
# Asked for by time: a transaction takes less than this from its beginning to its commit.
MARGINE = timedelta(hours=1)


class GettoneErrato(ValueError):
    """Not a token of this portal; says what to do, in Italian."""


@dataclass(frozen=True, slots=True)
class Gettone:
    """All the transactions before `fine` are seen, but for those in `aperte`."""

    fine: int
    aperte: tuple[int, ...] = ()

    def __str__(self) -> str:
        aperte = ".".join(map(str, self.aperte))
        return f"1-{_archivio()}-{self.fine}" + (f"-{aperte}" if aperte else "")

    def sql(self, evento: str) -> tuple[str, list[object]]:
        """The condition on an event of the history: its transaction had not been seen."""
        prima = min((*self.aperte, self.fine))
        condizione = (
            f"({evento}.transazione >= %s AND"
            f" ({evento}.transazione >= %s OR {evento}.transazione = ANY(%s::bigint[])))"
        )
        return condizione, [prima, self.fine, list(self.aperte)]


@dataclass(frozen=True, slots=True)
class Istante:
    """From an instant on, and a while before it: the same rows may come twice, none is missed."""

    quando: datetime

    def sql(self, evento: str) -> tuple[str, list[object]]:
        return f"({evento}.pgh_created_at >= %s)", [self.quando - MARGINE]


Da = Gettone | Istante


def gettone_adesso() -> Gettone:
    """What whoever reads from now on will have seen, at least."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursore:
        cursore.execute("SELECT pg_current_snapshot()::text")
        (fotografia,) = cursore.fetchone()
    _inizio, fine, aperte = fotografia.split(":")
    return Gettone(int(fine), tuple(map(int, aperte.split(","))) if aperte else ())


def da_testo(testo: str) -> Da:
    """A token or an instant, as written in an address. Raises GettoneErrato."""
    trovato = FORMA.fullmatch(testo)
    if trovato is None:
        return _istante(testo)
    archivio, fine, aperte = trovato.groups()
    numeri = [int(n) for n in (fine, *(aperte.split(".") if aperte else ()))]
    if max(numeri) > MASSIMO:
        raise GettoneErrato(_messaggio())
    gettone = Gettone(numeri[0], tuple(numeri[1:]))
    if archivio != _archivio() or gettone.fine > gettone_adesso().fine:
        raise GettoneErrato(
            _(
                "Questo segno viene da un archivio che non c'è più: scarica di nuovo la tabella "
                "intera e riparti dal segno di quella risposta."
            )
        )
    return gettone


def _istante(testo: str) -> Istante:
    try:
        quando = datetime.fromisoformat(testo)
    except ValueError:
        raise GettoneErrato(_messaggio()) from None
    if quando.tzinfo is None:
        raise GettoneErrato(
            _("Indica il fuso dell'istante, per esempio 2026-11-22T09:30:00Z (tempo universale).")
        )
    if not (2000 <= quando.year <= 9000):
        raise GettoneErrato(_messaggio())
    if quando > timezone.now():
        raise GettoneErrato(_("L'istante è nel futuro."))
    return Istante(quando)


def _messaggio() -> str:
    return _(
        "Rimanda il segno della risposta precedente (intestazione FIS-Segno) oppure indica un "
        "istante come 2026-11-22T09:30:00Z."
    )


@cache
def _archivio() -> str:
    """Which database counts these transactions: after a restore the count begins anew."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursore:
        cursore.execute(
            "SELECT system_identifier::text || '.' || oid::text FROM pg_control_system(),"
            " pg_database WHERE datname = current_database()"
        )
        (nome,) = cursore.fetchone()
    return hashlib.sha256(nome.encode()).hexdigest()[:8]
