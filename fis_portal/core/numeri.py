"""Numbers and dates as Italians type them."""

import datetime
import re
from decimal import Decimal

from django.utils.translation import gettext as _

ITALIANO = re.compile(r"[+\-]?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")
# One point that cannot be of thousands: a number copied from a program, "12.5" or "1234.56".
MACCHINA = re.compile(r"[+\-]?([0-9]+\.[0-9]{1,2}|[0-9]+\.[0-9]{4,}|[0-9]{4,}\.[0-9]{3}|0\.[0-9]+)")
GIORNO = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
SPAZI = re.compile(r"[\s\u00a0\u202f]+")


def numero_letto(testo: str) -> Decimal:
    """ "1.234,56" -> 1234.56. Raises ValueError, with what to do, for what is not a number.

    A point with three digits after it is of thousands, as everywhere in Italy; spaces, the euro
    and the per cent sign are forgiven.
    """
    pulito = SPAZI.sub("", testo).replace("\u2212", "-").removesuffix("%").strip("€")
    if ITALIANO.fullmatch(pulito):
        return Decimal(pulito.replace(".", "").replace(",", "."))
    if MACCHINA.fullmatch(pulito):
        return Decimal(pulito)
    raise ValueError(
        _(
            "«%(testo)s» non è un numero: scrivi solo cifre, con la virgola per i decimali "
            "(1.234,56)."
        )
        % {"testo": testo.strip()[:40]}
    )


def data_letta(testo: str) -> datetime.date:
    """ "5/3/2026" or "2026-03-05" -> date. Raises ValueError, with what to do."""
    pulito = testo.strip()
    try:
        if trovata := GIORNO.fullmatch(pulito):
            giorno, mese, anno = (int(parte) for parte in trovata.groups())
            return datetime.date(anno, mese, giorno)
        return datetime.date.fromisoformat(pulito)
    except ValueError:
        raise ValueError(
            _("«%(testo)s» non è una data: scrivila come giorno/mese/anno (05/03/2026).")
            % {"testo": pulito[:40]}
        ) from None
