"""From the rows of the facts to the lines of a figure, whole and in cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from fis_portal.core.quote import quota
from monitoraggio.registro.base import Ambito, Cella, Taglio, Testo, Voce
from monitoraggio.registro.cubo import Domanda, Fatti, Riga, conta

if TYPE_CHECKING:
    from monitoraggio.registro.definizione import DefinizioneFigura


@dataclass(frozen=True, slots=True)
class Parte:
    """What a figure says of the whole or of one cell."""

    voci: tuple[Voce, ...]
    denominatore: int | None = None
    senza_dato: int = 0


def parti(
    ambito: Ambito, fatti: Fatti, *, linee: tuple[str, ...] = (), parole: QuerySet | None = None
) -> tuple[list[Riga], list[Riga]]:
    """The rows of the whole and, where a cut is asked for, those of its cells: one query."""
    domande = [Domanda(fatti, linee, parole)]
    if ambito.per:
        domande.append(Domanda(fatti, (*ambito.per, *linee)))
    intero, *tagliate = conta(ambito, domande)
    return intero, tagliate[0] if tagliate else []


def classi(
    voci: Sequence[tuple[str, Testo]], *, quote: bool = True, misura: str = "n"
) -> Callable[[Sequence[Riga]], Parte]:
    """A part whose lines are a fixed list of classes, the last axis of the rows: zero where empty.

    With `quote` each is also a share of them all.
    """

    def parte(righe: Sequence[Riga]) -> Parte:
        conti = {riga.valori[-1].codice or "": riga.misure[misura] for riga in righe}
        totale = sum(conti.values())
        return Parte(
            tuple(
                Voce(
                    codice,
                    str(nome),
                    conti.get(codice, 0),
                    quota(conti.get(codice, 0), totale) if quote else None,
                )
                for codice, nome in voci
            ),
            totale if quote else None,
        )

    return parte


def celle(
    definizione: "DefinizioneFigura",
    ambito: Ambito,
    righe: Sequence[Riga],
    parte: Callable[[Sequence[Riga]], Parte],
) -> tuple[Cella, ...]:
    """A cell for each combination; the rows come in the order of their values."""
    gruppi: dict[tuple[Taglio, ...], list[Riga]] = {}
    for riga in righe:
        taglio = tuple(
            definizione.dimensione(codice).taglio(valore.codice, valore.nome)
            for codice, valore in zip(ambito.per, riga.valori, strict=False)
        )
        gruppi.setdefault(taglio, []).append(Riga(riga.valori[len(ambito.per) :], riga.misure))
    return tuple(
        Cella(taglio, fatta.voci, fatta.denominatore, fatta.senza_dato)
        for taglio, fatta in ((taglio, parte(sue)) for taglio, sue in gruppi.items())
    )
