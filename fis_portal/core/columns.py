"""Columns of the tables that staff exchange: how a cell is read, shown and written.

A cell may come from a CSV (always text) or from an XLSX (numbers and dates as such); what is wrong
with it is said in Italian, for the person who has the file in front of her.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from fis_portal.core.quote import data_it, numero_it
from fis_portal.core.spreadsheets import valore_originale

SEPARATORE = ";"
DATE = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
VERI = frozenset({"sì", "si", "s", "vero", "true", "1", "x"})
FALSI = frozenset({"no", "n", "falso", "false", "0", ""})


def testo_di(valore: Any) -> str:
    """A cell as text: what a formula-safe export quoted is unquoted, spaces around go."""
    if valore is None:
        return ""
    if isinstance(valore, datetime.datetime | datetime.date):
        return f"{valore:%d/%m/%Y}"
    testo = str(valore).replace("\r\n", "\n").strip()
    if "\x00" in testo:
        raise ValueError(_("ci sono caratteri non ammessi"))
    return valore_originale(testo)


class Testo(Widget):
    """Text; never null."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return testo_di(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def nativo(self, value: Any) -> Any:
        """The value of an exported cell: numbers and dates stay so."""
        return value


class Codice(Testo):
    """A code of digits: a spreadsheet that took it for a number lost its zeros."""

    def __init__(self, cifre: int) -> None:
        super().__init__()
        self.cifre = cifre

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        codice = testo_di(value)
        if codice.isascii() and codice.isdigit() and len(codice) < self.cifre:
            raise ValueError(
                _("«%(codice)s» ha %(n)s cifre su %(cifre)s: il foglio ha tolto gli zeri iniziali")
                % {"codice": codice, "n": len(codice), "cifre": self.cifre}
            )
        return codice


class Numero(Testo):
    """A whole number, or a decimal one with `decimali`; empty is unknown, never zero."""

    def __init__(self, decimali: bool = False) -> None:
        super().__init__()
        self.decimali = decimali

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | Decimal | None:
        if isinstance(value, bool):
            raise ValueError(_("«%s» non è un numero") % value)
        testo = str(value) if isinstance(value, int | float | Decimal) else testo_di(value)
        if not testo:
            return None
        if isinstance(value, str) and not (testo.isascii() and testo.isdigit()):
            testo = str(sanitize_separators(testo.replace("\u00a0", "").replace(" ", "")))
        try:
            numero = Decimal(testo)
        except InvalidOperation:
            raise ValueError(_("«%s» non è un numero") % value) from None
        if not numero.is_finite():
            raise ValueError(_("«%s» non è un numero") % value)
        if self.decimali:
            return numero
        if numero != numero.to_integral_value() or abs(numero) > 2**31 - 1:
            raise ValueError(_("«%s» non è un numero intero ammesso") % value)
        return int(numero)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return numero_it(value, vuoto="")


class Data(Testo):
    """A day."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        testo = testo_di(value)
        if not testo:
            return None
        for forma in DATE:
            try:
                return datetime.datetime.strptime(testo, forma).date()  # noqa: DTZ007 - a day
            except ValueError:
                continue
        raise ValueError(_("«%s» non è una data: scrivila come 31/12/2026") % testo)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return data_it(value, vuoto="")


class Ora(Testo):
    """A time of the day."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.time | None:
        if isinstance(value, datetime.time):
            return value
        testo = testo_di(value)
        if not testo:
            return None
        try:
            return datetime.time.fromisoformat(testo.replace(".", ":"))
        except ValueError:
            raise ValueError(_("«%s» non è un'ora: scrivila come 09:30") % testo) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%H:%M}" if value else ""

    def nativo(self, value: Any) -> Any:
        return self.render(value)


class SiNo(Testo):
    """Yes or no; empty is no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        testo = testo_di(value).casefold()
        if testo in VERI:
            return True
        if testo in FALSI:
            return False
        raise ValueError(_("«%s» non è «sì» né «no»") % value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return _("sì") if value else _("no")


class Scelta(Testo):
    """One of a list, by its name or by its code."""

    def __init__(self, scelte: type[models.TextChoices]) -> None:
        super().__init__()
        self.nomi = {str(codice): str(nome) for codice, nome in scelte.choices}
        self.codici = {
            testo.casefold(): codice
            for codice, nome in self.nomi.items()
            for testo in (codice, nome)
        }

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        testo = testo_di(value)
        if not testo:
            return ""
        try:
            return self.codici[testo.casefold()]
        except KeyError:
            raise ValueError(
                _("«%(testo)s» non è ammesso: scegli fra %(nomi)s")
                % {"testo": testo, "nomi": ", ".join(self.nomi.values())}
            ) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.nomi.get(value, "")

    def nativo(self, value: Any) -> Any:
        return self.render(value)


class Riferimento(Testo):
    """Another row, by its natural key. All the rows a file names are read in one query."""

    def __init__(self, model: type[models.Model], campo: str) -> None:
        super().__init__()
        self.model = model
        self.campo = campo
        self.noti: dict[str, models.Model] = {}

    def chiavi(self, valore: Any) -> list[str]:
        testo = testo_di(valore)
        return [testo] if testo else []

    def prepara(self, valori: Iterable[Any]) -> None:
        chiavi = {chiave for valore in valori for chiave in self._chiavi_leggibili(valore)}
        righe = self.model._default_manager.filter(**{f"{self.campo}__in": chiavi})
        self.noti = {str(getattr(riga, self.campo)): riga for riga in righe}

    def _chiavi_leggibili(self, valore: Any) -> list[str]:
        try:
            return self.chiavi(valore)
        except ValueError:  # said again, with its row, when the row is read
            return []

    def trova(self, chiave: str) -> models.Model:
        try:
            return self.noti[chiave]
        except KeyError:
            raise ValueError(
                _("«%(chiave)s» non esiste (%(cosa)s)")
                % {"chiave": chiave, "cosa": self.model._meta.verbose_name_plural}
            ) from None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        chiavi = self.chiavi(value)
        return self.trova(chiavi[0]) if chiavi else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.campo))

    def nativo(self, value: Any) -> Any:
        return self.render(value)


class RiferimentoCodice(Riferimento):
    """A row by a code of digits (see Codice)."""

    def __init__(self, model: type[models.Model], campo: str, cifre: int) -> None:
        super().__init__(model, campo)
        self.codice = Codice(cifre)

    def chiavi(self, valore: Any) -> list[str]:
        testo = self.codice.clean(valore)
        return [testo] if testo else []


class Insieme(Riferimento):
    """Other rows, by their natural keys separated by semicolons. The value is a sorted tuple."""

    def chiavi(self, valore: Any) -> list[str]:
        return [t for pezzo in re.split(r"[;\n]", testo_di(valore)) if (t := pezzo.strip())]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        for chiave in (chiavi := self.chiavi(value)):
            self.trova(chiave)
        return tuple(sorted(set(chiavi)))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{SEPARATORE} ".join(value or ())


class Colonna(Field):
    """A column: attribute of the row, name people see, how its cells are read.

    `sola_lettura` columns are exported and ignored when they come back.
    """

    widget: Testo

    def __init__(
        self,
        attribute: str,
        nome: str,
        widget: Testo | None = None,
        *,
        sola_lettura: bool = False,
    ) -> None:
        super().__init__(
            attribute=attribute,
            column_name=nome,
            widget=widget or Testo(),
            readonly=sola_lettura,
        )

    def valore(self, instance: models.Model) -> Any:
        nome = str(self.attribute)
        valore = self.get_value(instance) if "__" in nome else getattr(instance, nome, None)
        # An empty text and a text that is not there yet are the same cell.
        return "" if valore is None and type(self.widget) is Testo else valore

    def testo(self, instance: models.Model) -> str:
        return self.widget.render(self.valore(instance))

    def cella(self, instance: models.Model) -> Any:
        return self.widget.nativo(self.valore(instance))


def colonne_riconosciute(
    intestazioni: Sequence[str], colonne: Iterable[Colonna]
) -> tuple[dict[str, str], list[str]]:
    """Headings as written in a file -> column names, and the headings nobody knows."""
    noti: Mapping[str, str] = {_forma(c.column_name): c.column_name for c in colonne}
    trovate = {i: noti[_forma(i)] for i in intestazioni if _forma(i) in noti}
    return trovate, [i for i in intestazioni if i not in trovate]


def _forma(nome: str) -> str:
    return " ".join(valore_originale(nome).replace("_", " ").casefold().split())
