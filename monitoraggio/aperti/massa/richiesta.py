"""What is asked of a table in bulk: refused in words, or a stream and the mark of its content."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from monitoraggio.aperti.estrazione import FORMATO
from monitoraggio.aperti.massa.chiavi import Chiave, ChiaveErrata, chiave_da
from monitoraggio.aperti.massa.flusso import intera, mutamenti_di, novita
from monitoraggio.aperti.massa.gettoni import Da, GettoneErrato, da_testo
from monitoraggio.aperti.massa.mutamenti import novita_ultima
from monitoraggio.aperti.massa.scritture import SCRITTURE
from monitoraggio.aperti.tipi import Tabella

LIMITE_MASSIMO = 10_000_000


@dataclass(frozen=True, slots=True)
class Richiesta:
    """A table, its format, and which of its rows: after a key, at most so many, or the changes."""

    tabella: Tabella
    formato: str
    dopo: Chiave | None = None
    limite: int | None = None
    da: Da | None = None
    testo: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def letta(cls, tabella: Tabella, formato: str, testo: Mapping[str, str]) -> "Richiesta":
        """As written in an address. Raises DomainError with a message per parameter."""
        errori: dict[str, list[str]] = {}
        dopo = da = limite = None
        try:
            dopo = chiave_da(tabella, testo["dopo"]) if "dopo" in testo else None
        except ChiaveErrata as exc:
            errori["dopo"] = [str(exc)]
        try:
            da = _da(tabella, testo["since"]) if "since" in testo else None
        except GettoneErrato as exc:
            errori["since"] = [str(exc)]
        try:
            limite = _limite(testo["limite"]) if "limite" in testo else None
        except ValueError as exc:
            errori["limite"] = [str(exc)]
        if "since" in testo and not errori and (dopo or limite):
            errori["since"] = [_("I cambiamenti si chiedono tutti insieme: senza dopo e limite.")]
        if errori:
            nomi = ", ".join(errori)
            raise DomainError("invalid", _("C'è un errore in: %s.") % nomi, fields=errori)
        return cls(tabella, formato, dopo, limite, da, testo)

    def parti(self, segno: str) -> Iterator[bytes]:
        """The answer. `segno`: the token that whoever reads it may ask with next."""
        scrittura = SCRITTURE[self.formato](self.tabella, novita=self.da is not None)
        if self.da is not None:
            return novita(self.tabella, scrittura, self.da, segno)
        return intera(self.tabella, scrittura, dopo=self.dopo, limite=self.limite)

    def impronta(self) -> str:
        """The same until something of the table changes; empty where nobody can tell cheaply."""
        mutamenti = mutamenti_di(self.tabella)
        if mutamenti is None:
            return ""
        dichiarata = [
            FORMATO,
            settings.SITE_URL,
            self.formato,
            self.tabella.codice,
            [[c.nome, c.tipo, c.decimali] for c in self.tabella.colonne],
            sorted(self.testo.items()),
            novita_ultima(mutamenti),
        ]
        return hashlib.sha256(json.dumps(dichiarata).encode()).hexdigest()[:32]


def _limite(testo: str) -> int:
    if testo.isascii() and testo.isdigit() and len(testo) < 9 and int(testo) > 0:
        return min(int(testo), LIMITE_MASSIMO)
    raise ValueError(_("Scrivi un numero intero da 1 a %(n)s.") % {"n": LIMITE_MASSIMO})


def _da(tabella: Tabella, testo: str) -> Da:
    if mutamenti_di(tabella) is None:
        raise GettoneErrato(_("Questa tabella si scarica solo intera: è piccola."))
    return da_testo(testo)
