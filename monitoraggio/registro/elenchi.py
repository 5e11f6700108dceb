"""The records behind a figure, a page at a time: the last one as quick as the first.

Where a figure has an `Elenco`, its records are rows of the database read after the key of the last
one; the few figures without are read whole and cut.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from fis_portal.core.filters import leggibile
from monitoraggio.registro.base import Ambito, Record
from monitoraggio.registro.letture import Lettura

if TYPE_CHECKING:
    from monitoraggio.registro.definizione import DefinizioneFigura

PAGINA = 200
BLOCCO = 2000
MASSIMO_CIFRE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Elenco:
    """`righe` are the rows counted; `di_voce` those of one line of the figure; `record` what a row
    is told as: one record for each line it counts in. Read whole, they come in the order
    `per_nome`; in pages, in the order of their keys."""

    righe: Callable[[Ambito], QuerySet]
    di_voce: Callable[[QuerySet, str], QuerySet]
    record: Callable[[Any], Iterable[Record]]
    per_nome: tuple[str, ...] = ("pk",)

    def tutti(self, ambito: Ambito) -> Lettura:
        return Lettura(self.righe(ambito).order_by(*self.per_nome), self.record)


@dataclass(frozen=True, slots=True)
class PaginaRecord:
    """`seguente` is where the following page starts: empty at the last."""

    record: tuple[Record, ...]
    seguente: str


def pagina_record(
    definizione: "DefinizioneFigura",
    ambito: Ambito,
    *,
    voce: str = "",
    dopo: str = "",
    quanti: int = PAGINA,
) -> PaginaRecord:
    """So many rows after a cursor, of one line or of them all: one query.

    Raises DomainError for a cursor that no page gave.
    """
    posto = _posto(dopo)
    elenco = definizione.elenco
    if elenco is None:
        tutti = (r for r in definizione.tutti_i_record(ambito) if voce in ("", r.voce))
        presi = list(islice(tutti, posto, posto + quanti + 1))
        seguente = str(posto + quanti) if len(presi) > quanti else ""
        return PaginaRecord(tuple(presi[:quanti]), seguente)
    righe = _dopo(elenco, ambito, voce, posto, quanti + 1)
    seguente = str(righe[quanti - 1].pk) if len(righe) > quanti else ""
    record = tuple(r for riga in righe[:quanti] for r in elenco.record(riga))
    return PaginaRecord(tuple(r for r in record if voce in ("", r.voce)), seguente)


def _dopo(elenco: Elenco, ambito: Ambito, voce: str, posto: int, quanti: int) -> list[Any]:
    righe = elenco.righe(ambito)
    if voce:
        righe = elenco.di_voce(righe, voce)
    righe = righe.order_by("pk")
    if ambito.conosciuto_al is None:
        return list(righe.filter(pk__gt=posto)[:quanti])
    # Asked for the first few, PostgreSQL would work out the views of the past again row by row.
    return [riga for riga in righe if riga.pk > posto][:quanti]


def _posto(dopo: str) -> int:
    if not dopo:
        return 0
    if not (dopo.isascii() and dopo.isdigit() and len(dopo) <= MASSIMO_CIFRE):
        raise DomainError(
            "cursore_ignoto",
            _("«%(dopo)s» non è un punto dell'elenco: riparti dalla prima pagina.")
            % {"dopo": leggibile(dopo, 30)},
            {"dopo": [_("Riparti dalla prima pagina, o segui l'indirizzo che ti è stato dato.")]},
        )
    return int(dopo)
