"""What a figure is: frozen values with their definition, the same for page, API, PDF and export."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

Testo = str | Promise


@dataclass(frozen=True, slots=True)
class Ambito:
    """What a figure is asked for.

    `alla`: what was valid by that day; `conosciuto_al`: as the records stood at that instant (None:
    as they stand now), see ADR 20. `per`: up to two dimensions to cut by; `filtri`: (dimension,
    value) pairs, the facts counted are those of them all. Codes of dimensions: `dimensioni`.

    Real and demonstrative rows never mix in one figure: demonstrative ones are computed on
    demonstrative rows alone.
    """

    alla: date
    dimostrativi: bool = False
    conosciuto_al: datetime | None = None
    per: tuple[str, ...] = ()
    filtri: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Voce:
    """One line of a figure. `valore` None is not zero: unknown, not computable or suppressed."""

    codice: str
    etichetta: str
    valore: int | Decimal | None
    quota: int | None = None
    nota: str = ""
    soppressa: bool = False


@dataclass(frozen=True, slots=True)
class Taglio:
    """One value of a dimension: what a cell is cut by, or what the facts are chosen by."""

    dimensione: str
    codice: str
    etichetta: str

    def as_dict(self) -> dict[str, str]:
        return {
            "dimensione": self.dimensione,
            "codice": self.codice,
            "etichetta": self.etichetta,
        }


@dataclass(frozen=True, slots=True)
class Cella:
    """The lines of a figure for one value of each dimension it is cut by, in the order of `per`.

    Shares are of this cell: `denominatore` is their base. A combination in which nothing falls has
    no cell.
    """

    taglio: tuple[Taglio, ...]
    voci: tuple[Voce, ...]
    denominatore: int | None = None
    senza_dato: int = 0

    @property
    def codici(self) -> tuple[str, ...]:
        return tuple(taglio.codice for taglio in self.taglio)

    def voce(self, codice: str) -> Voce | None:
        return next((voce for voce in self.voci if voce.codice == codice), None)

    def as_dict(self) -> dict[str, Any]:
        return {
            "taglio": [taglio.as_dict() for taglio in self.taglio],
            "denominatore": self.denominatore,
            "senza_dato": self.senza_dato,
            "voci": [_voce_as_dict(voce) for voce in self.voci],
        }


@dataclass(frozen=True, slots=True)
class Figura:
    """A computed figure: its lines, base and what must be said beside them.

    `denominatore` is the number the shares are computed on (None: the figure has no shares).
    `senza_dato` counts the records of the base that say nothing on this figure. `voci` are always
    those of the whole, cut or not; `celle` are the same lines for each combination of the
    dimensions in `per`. `contata_fino` is the last day counted, where it is before `alla`.
    """

    codice: str
    titolo: str
    definizione: str
    unita: str
    alla: date
    dimostrativi: bool
    frase: str
    voci: tuple[Voce, ...]
    base: str = ""
    denominatore: int | None = None
    senza_dato: int = 0
    nota_senza_dato: str = ""
    nota_arrotondamento: str = ""
    note: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    filtri: tuple[Taglio, ...] = ()
    celle: tuple[Cella, ...] = ()
    conosciuto_al: datetime | None = None
    contata_fino: date | None = None

    def voce(self, codice: str) -> Voce | None:
        return next((voce for voce in self.voci if voce.codice == codice), None)

    def cella(self, *codici: str) -> Cella | None:
        """The cell of these values, in the order of `per`."""
        return next((cella for cella in self.celle if cella.codici == codici), None)

    def valore(self, codice: str) -> int | Decimal | None:
        voce = self.voce(codice)
        return voce.valore if voce else None

    @property
    def ha_quote(self) -> bool:
        return self.denominatore is not None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; money and other decimals as strings, unknown as null.

        What was not asked for is not there: `per` with `celle`, `filtri`, `conosciuto_al`; nor is
        `contata_fino` where all days were counted. The JSON of a figure asked for whole and for
        today's records never changes.
        """
        chiesto: dict[str, Any] = {}
        if self.per:
            chiesto |= {"per": list(self.per), "celle": [cella.as_dict() for cella in self.celle]}
        if self.filtri:
            chiesto["filtri"] = [taglio.as_dict() for taglio in self.filtri]
        if self.conosciuto_al:
            chiesto["conosciuto_al"] = self.conosciuto_al.isoformat()
        if self.contata_fino:
            chiesto["contata_fino"] = self.contata_fino.isoformat()
        return {
            **chiesto,
            "codice": self.codice,
            "titolo": self.titolo,
            "definizione": self.definizione,
            "unita": self.unita,
            "alla": self.alla.isoformat(),
            "dimostrativi": self.dimostrativi,
            "provenienza": "calcolato",
            "frase": self.frase,
            "base": self.base,
            "denominatore": self.denominatore,
            "voci": [_voce_as_dict(voce) for voce in self.voci],
            "senza_dato": self.senza_dato,
            "nota_senza_dato": self.nota_senza_dato,
            "nota_arrotondamento": self.nota_arrotondamento,
            "note": list(self.note),
        }


def _voce_as_dict(voce: Voce) -> dict[str, Any]:
    valore = str(voce.valore) if isinstance(voce.valore, Decimal) else voce.valore
    return {
        "codice": voce.codice,
        "etichetta": voce.etichetta,
        "valore": valore,
        "quota": voce.quota,
        "nota": voce.nota,
        "soppressa": voce.soppressa,
    }


@dataclass(frozen=True, slots=True)
class Gruppo:
    """What a figure leaves out, and why. `quanti` None: not counted, or not to be told."""

    codice: str
    motivo: str
    quanti: int | None
    unita: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "codice": self.codice,
            "motivo": self.motivo,
            "quanti": self.quanti,
            "unita": self.unita,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a figure: `url` is its public page, empty when it has none.

    `riservati`: this line stands for so many records that are counted and never named. `da`: the
    rows it takes its names from, all of which everybody must still be allowed to read (`nomi`).
    """

    voce: str
    tipo: str
    chiave: str
    etichetta: str
    url: str = ""
    riservati: int = 0
    da: tuple[Model, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, voce: str, oggetto: Model, chiave: str, url: str = "") -> "Record":
        return cls(
            voce=voce,
            tipo=str(oggetto._meta.label_lower),
            chiave=chiave,
            etichetta=str(oggetto),
            url=url,
            da=(oggetto,),
        )

    def as_dict(self) -> dict[str, str]:
        return {
            "voce": self.voce,
            "tipo": self.tipo,
            "chiave": self.chiave,
            "etichetta": self.etichetta,
            "url": self.url,
        }
