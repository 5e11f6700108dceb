"""What a figure is: frozen values with their definition, the same for page, API, PDF and export."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

Testo = str | Promise


@dataclass(frozen=True, slots=True)
class Ambito:
    """What a figure is asked for: as of which day, on real data or on demonstrative data.

    The two never mix in one figure: demonstrative ones are computed on demonstrative rows alone.
    """

    alla: date
    dimostrativi: bool = False


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
class Figura:
    """A computed figure: its lines, base and what must be said beside them.

    `denominatore` is the number the shares are computed on (None: the figure has no shares).
    `senza_dato` counts the records of the base that say nothing on this figure.
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

    def voce(self, codice: str) -> Voce | None:
        return next((voce for voce in self.voci if voce.codice == codice), None)

    def valore(self, codice: str) -> int | Decimal | None:
        voce = self.voce(codice)
        return voce.valore if voce else None

    @property
    def ha_quote(self) -> bool:
        return self.denominatore is not None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; money and other decimals as strings, unknown as null."""
        return {
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
class Record:
    """A record behind a figure: `url` is its public page, empty when it has none."""

    voce: str
    tipo: str
    chiave: str
    etichetta: str
    url: str = ""

    @classmethod
    def of(cls, voce: str, oggetto: Model, chiave: str, url: str = "") -> "Record":
        return cls(
            voce=voce,
            tipo=str(oggetto._meta.label_lower),
            chiave=chiave,
            etichetta=str(oggetto),
            url=url,
        )

    def as_dict(self) -> dict[str, str]:
        return {
            "voce": self.voce,
            "tipo": self.tipo,
            "chiave": self.chiave,
            "etichetta": self.etichetta,
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class DefinizioneFigura:
    """One entry of the registry: what the figure means and the one place that computes it.

    `calcola` asks the database one question; `record` names the public records counted, and is
    asked only where they are shown (report, page of the figure).
    """

    codice: str
    titolo: Testo
    definizione: Testo
    unita: Testo
    calcola: Callable[["DefinizioneFigura", Ambito], Figura]
    record: Callable[[Ambito], Iterable[Record]] = field(default=lambda ambito: ())
    base: Testo = ""

    def figura(self, ambito: Ambito, *, frase: str, voci: Iterable[Voce], **altro: Any) -> Figura:
        """A Figura of this definition; `altro` are its further fields."""
        altro.setdefault("base", str(self.base))
        return Figura(
            codice=self.codice,
            titolo=str(self.titolo),
            definizione=str(self.definizione),
            unita=str(self.unita),
            alla=ambito.alla,
            dimostrativi=ambito.dimostrativi,
            frase=frase,
            voci=tuple(voci),
            **altro,
        )
