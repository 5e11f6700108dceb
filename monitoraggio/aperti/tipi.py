"""What a public table is: columns with their meaning, and rows taken from those of the API."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Testo = str | Promise
Riga = Mapping[str, Any]


class Tipo(StrEnum):
    """Types of columns, by the names of the Frictionless Table Schema."""

    TESTO = "string"
    INTERO = "integer"
    DECIMALE = "number"
    DATA = "date"
    ISTANTE = "datetime"
    ORA = "time"
    SI_NO = "boolean"


NOMI_TIPI: dict[Tipo, Testo] = {
    Tipo.TESTO: _("testo"),
    Tipo.INTERO: _("numero intero"),
    Tipo.DECIMALE: _("numero"),
    Tipo.DATA: _("data (AAAA-MM-GG)"),
    Tipo.ISTANTE: _("data e ora (UTC)"),
    Tipo.ORA: _("ora (HH:MM:SS)"),
    Tipo.SI_NO: _("true o false"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonna:
    """A column. `da` is where its value is in the row: a dotted path (its name unless told) or a
    function. `esempio` is a value as the CSV writes it; `riferimento` is `table.column`.
    """

    nome: str
    descrizione: Testo
    esempio: str
    tipo: Tipo = Tipo.TESTO
    unita: Testo = ""
    da: str | Callable[[Riga], Any] = ""
    obbligatoria: bool = False
    valori: tuple[str, ...] = ()
    riferimento: str = ""
    decimali: int = 4

    def leggi(self, riga: Riga) -> Any:
        if callable(self.da):
            return self.da(riga)
        valore: Any = riga
        for passo in (self.da or self.nome).split("."):
            if valore is None:
                return None
            valore = valore[passo]
        return valore

    @property
    def nome_tipo(self) -> Testo:
        return NOMI_TIPI[self.tipo]

    @property
    def importo(self) -> bool:
        """Money is always written with its cents."""
        return self.tipo == Tipo.DECIMALE and self.decimali == 2


@dataclass(frozen=True, slots=True)
class Sorgente:
    """A stream of public rows, in order, read once for all the tables that come from it."""

    codice: str
    righe: Callable[[], Iterator[Riga]]


def una(riga: Riga) -> Iterable[Riga]:
    """A table whose rows are those of its source."""
    return (riga,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabella:
    """A public table. `voci` makes its rows from one row of the source: one, many or none."""

    codice: str
    titolo: Testo
    descrizione: Testo
    sorgente: Sorgente
    colonne: tuple[Colonna, ...]
    chiave: tuple[str, ...]
    voci: Callable[[Riga], Iterable[Riga]] = una
    vista: str = ""
    api: str = ""
    temi: tuple[str, ...] = ("SOCI", "GOVE")
    frequenza: str = "IRREG"
    attribuzioni: tuple[str, ...] = ()

    @property
    def nomi(self) -> tuple[str, ...]:
        return tuple(colonna.nome for colonna in self.colonne)

    def valori(self, riga: Riga) -> Iterator[tuple[Any, ...]]:
        for voce in self.voci(riga):
            yield tuple(colonna.leggi(voce) for colonna in self.colonne)


@dataclass(frozen=True, slots=True)
class Dentro:
    """The rows of a list inside a row, each with some fields of the row it belongs to.

    `numerate`: with their number too. `poi`: not these, but those of a list inside each.
    """

    lista: str
    genitore: tuple[tuple[str, str], ...]
    numerate: bool = False
    poi: "Dentro | None" = None

    def __call__(self, riga: Riga) -> Iterator[Riga]:
        suoi = {nome: _cammina(riga, percorso) for nome, percorso in self.genitore}
        for numero, voce in enumerate(riga[self.lista], 1):
            intera = {**voce, **suoi, **({"numero": numero} if self.numerate else {})}
            if self.poi is None:
                yield intera
            else:
                yield from self.poi(intera)


def dentro(lista: str, **genitore: str) -> Dentro:
    return Dentro(lista, tuple(genitore.items()))


@dataclass(frozen=True, slots=True)
class NomiDi:
    """The values of a list inside a row, in order, in one cell."""

    lista: str
    campo: str

    def __call__(self, riga: Riga) -> str:
        return "; ".join(str(voce[self.campo]) for voce in riga[self.lista])


nomi_di = NomiDi


@dataclass(frozen=True, slots=True)
class UnoDi:
    """A field of the first of a list inside a row (or the last), of those where `dove` is true."""

    lista: str
    campo: str
    dove: str = ""
    ultimo: bool = False

    def __call__(self, riga: Riga) -> Any:
        voci = [voce for voce in riga[self.lista] if not self.dove or voce[self.dove]]
        return voci[-1 if self.ultimo else 0][self.campo] if voci else None


def _cammina(riga: Riga, percorso: str) -> Any:
    valore: Any = riga
    for passo in percorso.split("."):
        valore = None if valore is None else valore[passo]
    return valore
