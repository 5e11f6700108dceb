"""Shares and Italian number formats: one implementation for pages, API, exports, charts and PDF.

No `locale` module: its result depends on what the machine has installed. The formats are Italian
whatever language the page is in, because the figures are those of an Italian programme.
"""

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP = "\u00a0"
MENO = "\u2212"
NON_CALCOLABILE = "non calcolabile"
NON_DISPONIBILE = "non disponibile"
MESI = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)


def quota(numeratore: int | Decimal, denominatore: int | Decimal) -> int | None:
    """Whole per cent, half up. None where there is nothing to divide by: "non calcolabile"."""
    if denominatore == 0:
        return None
    esatta = Decimal(numeratore) * 100 / Decimal(denominatore)
    return int(esatta.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def nota_quote(conteggi: Sequence[int], denominatore: int | None = None) -> str | None:
    """Say why the shares of these counts do not make 100; None when they do, or there are none.

    `denominatore` is the base of the shares, the sum of the counts unless told otherwise. Rounding
    is blamed only where the counts really are the parts of that base.
    """
    base = sum(conteggi) if denominatore is None else denominatore
    quote = [q for q in (quota(c, base) for c in conteggi) if q is not None]
    somma = sum(quote)
    if not quote or (somma == 100 and sum(conteggi) == base):
        return None
    if sum(conteggi) != base:
        return _(
            "Le quote sono calcolate ciascuna su %(base)s e non sono parti di un intero "
            "(le voci sommano a %(somma)s): non fanno 100."
        ) % {"base": numero_it(base), "somma": numero_it(sum(conteggi))}
    return _(
        "Le quote sono arrotondate ciascuna all'unità: %(addendi)s = %(somma)s, %(scarto)s. "
        "I conteggi sono esatti: %(conteggi)s = %(base)s."
    ) % {
        "addendi": " + ".join(numero_it(q) for q in quote),
        "somma": numero_it(somma),
        "scarto": _scarto(somma - 100),
        "conteggi": " + ".join(numero_it(c) for c in conteggi),
        "base": numero_it(base),
    }


def _scarto(punti: int) -> str:
    if punti > 0:
        testo = ngettext("un punto più di 100", "%(n)s punti più di 100", punti)
    else:
        testo = ngettext("un punto meno di 100", "%(n)s punti meno di 100", -punti)
    return testo % {"n": abs(punti)} if "%(n)s" in testo else testo


def numero_it(
    valore: int | Decimal | None, decimali: int | None = None, *, vuoto: str = NON_DISPONIBILE
) -> str:
    """1234.5 -> "1.234,5"; with decimali=2 "1.234,50" (half up). An absent value is never zero."""
    if valore is None:
        return vuoto
    esatto = Decimal(valore)
    if decimali is not None:
        esatto = esatto.quantize(Decimal(1).scaleb(-decimali), rounding=ROUND_HALF_UP)
    intero, _virgola, frazione = f"{abs(esatto):f}".partition(".")
    gruppi = f"{int(intero):,}".replace(",", ".")
    segno = MENO if esatto < 0 else ""
    return f"{segno}{gruppi},{frazione}" if frazione else f"{segno}{gruppi}"


def euro_it(valore: int | Decimal | None, *, vuoto: str = NON_DISPONIBILE) -> str:
    """450000 -> "450.000 €", 1234.5 -> "1.234,50 €": cents only where there are some."""
    if valore is None:
        return vuoto
    centesimi = Decimal(valore).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    interi = centesimi == centesimi.to_integral_value()
    return f"{numero_it(centesimi, 0 if interi else 2)}{NBSP}€"


def quota_it(valore: int | None, *, vuoto: str = NON_CALCOLABILE) -> str:
    """73 -> "73 %"."""
    return vuoto if valore is None else f"{numero_it(valore)}{NBSP}%"


def data_it(valore: datetime.date | None, *, vuoto: str = NON_DISPONIBILE) -> str:
    """2026-03-05 -> "5 marzo 2026". An aware date-time is read in the current time zone."""
    if valore is None:
        return vuoto
    if isinstance(valore, datetime.datetime) and valore.tzinfo is not None:
        from django.utils.timezone import localtime

        valore = localtime(valore)
    return f"{valore.day} {MESI[valore.month - 1]} {valore.year}"
