"""One entry of the registry: what a figure means, what it can be asked, the one place computing it.

Everything a reader of the figure may ask is said here: page, API, PDF and exports print it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoraggio.registro.base import Ambito, Figura, Gruppo, Testo, Voce
from monitoraggio.registro.dimensioni import ANNO, DIMENSIONI, Dimensione
from monitoraggio.registro.elenchi import Elenco
from monitoraggio.registro.letture import Letti, Letture

INTERI = gettext_lazy("Conteggi esatti, mai arrotondati.")
QUOTE = gettext_lazy(
    "I conteggi sono esatti. Ogni quota è arrotondata da sola all'unità, per eccesso da 0,5: le "
    "quote non si forzano a fare 100."
)
CENTESIMI = gettext_lazy("Importi al centesimo, come nell'atto: nessun arrotondamento.")
NON_PERSONE = gettext_lazy("Non conta persone: nessun valore è nascosto.")
CONTA_PERSONE = gettext_lazy(
    "Conta persone: i numeri sotto la soglia (5, se non stabilito diversamente) non si mostrano, "
    "né quelli da cui si potrebbero ricavare per differenza."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinizioneFigura:
    """One entry of the registry.

    `calcola` asks the database `domande` questions, however many rows there are; one more where it
    is cut and what was counted may have been kept (`tenute`). `record` names the public records
    counted, and is asked only where they are shown (report, page of the figure). `dimensioni` are
    those the figure can be cut by; of these the cells by one in `somma` add up to the whole, those
    by the others overlap or count the same people again. `asse` is the dimension its own lines
    stand for: it filters, and does not cut. `stati` are the statuses of a value it accepts, where
    it has values.
    `conta_record`: each unit of its lines is one record, so that their sum says how many there are.
    `esclusi` says what is left out and why; `elenco` gives the records in pages, where they may be
    too many to be read at once.
    """

    codice: str
    titolo: Testo
    definizione: Testo
    unita: Testo
    calcola: Callable[["DefinizioneFigura", Ambito], Figura]
    arrotondamento: Testo
    riservatezza: Testo
    fonti: tuple[Testo, ...]
    record: Callable[[Ambito], Letti] | None = None
    elenco: Elenco | None = None
    esclusi: Callable[[Ambito], Iterable[Gruppo]] = field(default=lambda ambito: ())
    base: Testo = ""
    stati: tuple[str, ...] = ()
    dimensioni: tuple[str, ...] = ()
    somma: frozenset[str] = frozenset()
    asse: str = ""
    periodi: Dimensione = ANNO
    tagli_massimi: int = 2
    domande: int = 1
    conta_record: bool = False

    def dimensione(self, codice: str) -> Dimensione:
        """The dimension of this code as this figure means it. KeyError where it has none."""
        if codice not in (*self.dimensioni, self.asse):
            raise KeyError(codice)
        return self.periodi if codice == ANNO.codice else DIMENSIONI[codice]

    def tutti_i_record(self, ambito: Ambito) -> Letti:
        """The records counted, by line and name."""
        if self.record is not None:
            return self.record(ambito)
        return self.elenco.tutti(ambito) if self.elenco else Letture(())

    def unita_di(self, figura: Figura) -> int | None:
        """How many records a figure of this definition counts; None where it does not say."""
        if not self.conta_record:
            return None
        return sum(int(voce.valore or 0) for voce in figura.voci)

    @property
    def conta_persone(self) -> bool:
        """Its records are people: counted, never named."""
        return self.riservatezza is CONTA_PERSONE

    @property
    def is_a_un_taglio(self) -> bool:
        return self.tagli_massimi == 1

    @property
    def nomi_dimensioni(self) -> tuple[tuple[str, str], ...]:
        """(code, name) of the ways it can be cut."""
        return tuple((codice, str(self.dimensione(codice).nome)) for codice in self.dimensioni)

    @property
    def filtrabili(self) -> tuple[str, ...]:
        """The dimensions whose values the facts may be chosen by."""
        return (*self.dimensioni, self.asse) if self.asse else self.dimensioni

    def figura(self, ambito: Ambito, *, frase: str, voci: Iterable[Voce], **altro: Any) -> Figura:
        """A Figura of this definition; `altro` are its further fields."""
        altro.setdefault("base", str(self.base))
        note = self._note_tagli(ambito, vuota=not altro.get("celle"))
        altro["note"] = (*altro.get("note", ()), *note)
        return Figura(
            codice=self.codice,
            titolo=str(self.titolo),
            definizione=str(self.definizione),
            unita=str(self.unita),
            alla=ambito.alla,
            dimostrativi=ambito.dimostrativi,
            conosciuto_al=ambito.conosciuto_al,
            per=ambito.per,
            frase=frase,
            voci=tuple(voci),
            **altro,
        )

    def _note_tagli(self, ambito: Ambito, *, vuota: bool) -> Iterable[str]:
        if ambito.per and vuota and self.conta_persone:
            yield _("Divisi così i numeri sono troppo piccoli perché si possano mostrare.")
        for codice in ambito.per:
            if codice not in self.somma:
                yield _(
                    "Le parti per %(dimensione)s si sovrappongono: la loro somma può superare il "
                    "totale."
                ) % {"dimensione": self.dimensione(codice).nome}
