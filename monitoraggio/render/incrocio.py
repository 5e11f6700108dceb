"""A figure that was cut, as a table with two ways in: what its chart and its page show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from monitoraggio.registro.dimensioni import DIMENSIONI, IGNOTO
from monitoraggio.render.testi import EURO, Dati, assenza, is_riassuntiva, valore_di, valore_it

Coppie = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellaIncrocio:
    """A value and how it is written. None is not zero: hidden, or unknown."""

    valore: int | Decimal | None
    scritto: str


@dataclass(frozen=True, slots=True)
class RigaIncrocio:
    """`scelta`: the (dimension, value) pairs the row stands for."""

    etichetta: str
    scelta: Coppie
    celle: tuple[CellaIncrocio, ...]


@dataclass(frozen=True, slots=True)
class Incrocio:
    """Rows are the values of a dimension; columns the lines of the figure or a second dimension."""

    intestazione: str
    colonne: tuple[str, ...]
    righe: tuple[RigaIncrocio, ...]

    @property
    def is_semplice(self) -> bool:
        return len(self.colonne) == 1


def incrocio(figura: Dati) -> Incrocio | None:
    """The cells of a figure in rows and columns; None for a figure that was not cut."""
    per: list[str] = figura.get("per", [])
    if not per:
        return None
    voci = [voce for voce in figura["voci"] if not is_riassuntiva(voce)]
    if len(per) == 2 and len(voci) == 1:
        return _a_doppia_entrata(figura, voci[0]["codice"])
    return Incrocio(
        intestazione=" · ".join(_nome(codice) for codice in per),
        colonne=tuple(capfirst(voce["etichetta"]) for voce in voci),
        righe=tuple(_righe(figura, [voce["codice"] for voce in voci])),
    )


def filtri_detti(figura: Dati) -> str:
    """What the facts were chosen by: "Regione: Toscana; tema: Casa"."""
    return "; ".join(
        f"{_nome(taglio['dimensione'])}: {taglio['etichetta']}"
        for taglio in figura.get("filtri", [])
    )


def tagli_detti(figura: Dati) -> str:
    """What the figure was cut by: "Regione e tema"."""
    return _(" e ").join(str(DIMENSIONI[codice].nome) for codice in figura.get("per", []))


def _nome(dimensione: str) -> str:
    return capfirst(str(DIMENSIONI[dimensione].nome))


def _righe(figura: Dati, voci: list[str]) -> Iterator[RigaIncrocio]:
    for cella in figura["celle"]:
        per_codice = {voce["codice"]: voce for voce in cella["voci"]}
        yield RigaIncrocio(
            etichetta=" · ".join(taglio["etichetta"] for taglio in cella["taglio"]),
            scelta=_scelta(cella["taglio"]),
            celle=tuple(_cella(figura, per_codice.get(codice)) for codice in voci),
        )


def _a_doppia_entrata(figura: Dati, voce: str) -> Incrocio:
    prima, seconda = figura["per"]
    incroci: dict[tuple[str, str], Dati] = {}
    in_riga: dict[str, Dati] = {}
    in_colonna: dict[str, Dati] = {}
    for cella in figura["celle"]:
        riga, colonna = cella["taglio"]
        in_riga.setdefault(riga["codice"], riga)
        in_colonna.setdefault(colonna["codice"], colonna)
        incroci[riga["codice"], colonna["codice"]] = next(
            (v for v in cella["voci"] if v["codice"] == voce), {}
        )
    colonne = sorted(in_colonna.values(), key=lambda t: (t["codice"] == IGNOTO, t["etichetta"]))
    return Incrocio(
        intestazione=_("%(righe)s, per %(colonne)s")
        % {"righe": _nome(prima), "colonne": DIMENSIONI[seconda].nome},
        colonne=tuple(taglio["etichetta"] for taglio in colonne),
        righe=tuple(
            RigaIncrocio(
                etichetta=riga["etichetta"],
                scelta=_scelta([riga]),
                celle=tuple(
                    _cella(figura, incroci.get((codice, colonna["codice"]))) for colonna in colonne
                ),
            )
            for codice, riga in in_riga.items()
        ),
    )


def _scelta(tagli: Iterable[Dati]) -> Coppie:
    return tuple((taglio["dimensione"], taglio["codice"]) for taglio in tagli)


def _cella(figura: Dati, voce: Dati | None) -> CellaIncrocio:
    if not voce:
        # Nothing falls in this combination: no fact was counted, of no amount anything is known.
        return CellaIncrocio(None, "–") if figura["unita"] == EURO else CellaIncrocio(0, "0")
    valore = valore_di(voce["valore"])
    return CellaIncrocio(valore, assenza(voce) if valore is None else valore_it(figura, voce))
