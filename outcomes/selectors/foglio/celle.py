"""From a field to a cell and back: the same value, whatever a spreadsheet makes of it."""

import datetime
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.quote import numero_it
from fis_portal.core.spreadsheets import cella_sicura, valore_originale
from outcomes.selectors.campi import Campo

NUMERI = ("numero", "intero", "euro")
# Excel reads «_x0041_» in a text as «A»: an underscore written so is an underscore.
CODICE_EXCEL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Lettura:
    """What a cell says: a value, the text people would type for it, or why it cannot be read."""

    valore: Any
    testo: str
    errore: str = ""


def impronta(testo: str) -> str:
    """Short name of a text, to know whether a cell is still as it was downloaded."""
    return hashlib.blake2b(testo.encode(), digest_size=6).hexdigest() if testo else ""


# --- To a cell -----------------------------------------------------------------------------------
def cella_di(campo: Campo, testo: str) -> Any:
    """The content of the cell for what the report says: a number, a date, a choice, a text."""
    try:
        valore = campo.leggi(testo)
    except ValueError:
        return testo_sicuro(testo)
    if campo.scelte:
        return {chiave: str(nome) for chiave, nome in campo.scelte}.get(valore)
    if isinstance(valore, Decimal):
        # A spreadsheet keeps fifteen digits: longer numbers are exact only as text.
        return valore if Decimal(repr(float(valore))) == valore else testo
    if isinstance(valore, datetime.date):
        return valore
    return testo_sicuro(valore) if valore else None


def testo_sicuro(testo: Any) -> Any:
    """A text no spreadsheet runs, and that it shows as it is."""
    pulito = str(testo).replace("\r\n", "\n").replace("\r", "\n")
    return CODICE_EXCEL.sub("_x005F_", str(cella_sicura(pulito)))


# --- From a cell ---------------------------------------------------------------------------------
def leggi_cella(campo: Campo, valore: Any) -> Lettura:
    """What a cell says for a field, whatever type the spreadsheet gave it."""
    scritto = _scritto(campo, valore)
    if errore := _tipo_sbagliato(campo, scritto):
        return Lettura(None, str(scritto), errore)
    try:
        letto = campo.leggi(scritto)
    except ValueError as sbaglio:
        return Lettura(None, str(scritto), str(sbaglio))
    return Lettura(letto, campo.mostra(letto))


def _scritto(campo: Campo, valore: Any) -> Any:
    if isinstance(valore, str):
        testo = valore.replace("\r\n", "\n").replace("\r", "\n")
        return valore_originale(testo.strip())
    if isinstance(valore, bool):
        return _("sì") if valore else _("no")
    if campo.tipo in NUMERI or (campo.tipo == "data" and _e_data(valore)):
        return valore
    return testo_di(valore)


def testo_di(valore: Any) -> str:
    """A value as people write it: for texts, keys and messages."""
    if _e_data(valore):
        return f"{valore:%d/%m/%Y}"
    if isinstance(valore, float):
        return numero_it(Decimal(repr(valore))).replace("\u2212", "-")
    return valore_originale(str(valore).strip())


def _e_data(valore: Any) -> bool:
    return isinstance(valore, datetime.date)


def _tipo_sbagliato(campo: Campo, valore: Any) -> str:
    """Spreadsheets turn what is typed into dates and times: say so, guess nothing."""
    if campo.tipo in NUMERI and not isinstance(valore, str | int | float | Decimal):
        return _(
            "qui va un numero, ma il foglio di calcolo lo ha preso per una data o un'ora "
            "(%(valore)s): dai alla cella il formato «Numero» e riscrivilo."
        ) % {"valore": testo_di(valore)}
    if campo.tipo == "data" and isinstance(valore, str) and re.fullmatch(r"[\d.]+", valore):
        return _("«%(valore)s» non è una data: scrivila come giorno/mese/anno (05/03/2026).") % {
            "valore": valore[:40]
        }
    return ""
