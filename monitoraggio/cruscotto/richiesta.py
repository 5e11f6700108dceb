"""What is asked of the dashboard, and the addresses that ask for a little more or a little less."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from monitoraggio.forms import istante_di
from monitoraggio.registro import Ambito, DefinizioneFigura, Taglio

PER_MASSIMI = 2


@dataclass(frozen=True, slots=True)
class Richiesta:
    """A day, a kind of data, the values chosen and the dimensions to cut by.

    `conosciuto_al`: as the records stood at the end of that day.
    """

    alla: date
    dimostrativi: bool = False
    filtri: tuple[Taglio, ...] = ()
    per: tuple[str, ...] = ()
    conosciuto_al: date | None = None

    @property
    def ambito(self) -> Ambito:
        return Ambito(
            alla=self.alla,
            dimostrativi=self.dimostrativi,
            filtri=tuple((taglio.dimensione, taglio.codice) for taglio in self.filtri),
            per=self.per,
            conosciuto_al=istante_di(self.conosciuto_al),
        )

    def adattata(self, definizione: DefinizioneFigura) -> "Richiesta":
        """The same, cut only by what this figure can be cut by."""
        per = tuple(codice for codice in self.per if codice in definizione.dimensioni)
        return replace(self, per=per[: definizione.tagli_massimi])

    def non_filtrabili(self, definizione: DefinizioneFigura) -> list[Taglio]:
        """The filters this figure cannot take."""
        return [t for t in self.filtri if t.dimensione not in definizione.filtrabili]

    def scelto(self, dimensione: str) -> str:
        """The code of the value chosen of a dimension, empty where none is."""
        return next((t.codice for t in self.filtri if t.dimensione == dimensione), "")

    @property
    def query(self) -> str:
        """This very request. The day is always there: the address means the same tomorrow."""
        return urlencode(self._parametri())

    @property
    def query_senza_tagli(self) -> str:
        """The same facts, whole."""
        return urlencode(replace(self, per=())._parametri())

    @property
    def query_della_figura(self) -> str:
        """The request of a whole figure on the same day."""
        return urlencode(replace(self, filtri=(), per=())._parametri())

    @property
    def query_di_oggi(self) -> str:
        """The same facts as they are, and are known, today."""
        oggi = replace(self, per=(), conosciuto_al=None)
        return urlencode([coppia for coppia in oggi._parametri() if coppia[0] != "alla"])

    @property
    def query_adesso(self) -> str:
        """The same day as it is known now."""
        return urlencode(replace(self, conosciuto_al=None)._parametri())

    def diviso(self, *per: str) -> str:
        """The query of this request cut by these dimensions."""
        return urlencode(replace(self, per=per)._parametri())

    @property
    def query_senza_giorno(self) -> str:
        """This request on whatever day it is asked."""
        return urlencode([coppia for coppia in self._parametri() if coppia[0] != "alla"])

    def con(self, *scelte: tuple[str, str]) -> str:
        """The query of this request with some more values chosen, no longer cut by those."""
        nuove = dict(scelte)
        tenuti = tuple(t for t in self.filtri if t.dimensione not in nuove)
        aggiunti = tuple(Taglio(d, codice, codice) for d, codice in nuove.items())
        per = tuple(codice for codice in self.per if codice not in nuove)
        return urlencode(replace(self, filtri=tenuti + aggiunti, per=per)._parametri())

    def senza(self, dimensione: str) -> str:
        """The query of this request with one filter less."""
        tenuti = tuple(t for t in self.filtri if t.dimensione != dimensione)
        return urlencode(replace(self, filtri=tenuti)._parametri())

    def _parametri(self) -> list[tuple[str, str]]:
        parametri = [("alla", self.alla.isoformat())]
        if self.conosciuto_al:
            parametri.append(("conosciuto_al", self.conosciuto_al.isoformat()))
        parametri += [("dimostrativi", "1")] if self.dimostrativi else []
        parametri += [(taglio.dimensione, taglio.codice) for taglio in self.filtri]
        return parametri + [("per", codice) for codice in self.per]
