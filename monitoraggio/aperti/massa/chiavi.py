"""Where a download goes on from: the key of the last row that arrived whole.

A key is written as its columns say it, one after the other with `/` between: `lucca-casa/II/3`.
Anybody can read it off the last line of what was received, whoever broke the connection.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoraggio.aperti.sorgenti import DelDatabase, Misurate
from monitoraggio.aperti.tipi import Tabella, Tipo

SEPARATORE = "/"
LUNGHEZZA_MASSIMA = 300
CIFRE_MASSIME = 18


class ChiaveErrata(ValueError):
    """Not a key of this table; says what is, in Italian."""


@dataclass(frozen=True, slots=True)
class Chiave:
    """The values of the key columns, as the files write them."""

    parti: tuple[str, ...]

    @property
    def prima(self) -> str:
        """The key of the row of the source: that of the table, or of what its rows hang from."""
        return self.parti[0]


def chiave_da(tabella: Tabella, testo: str) -> Chiave:
    """The key written in an address. Raises ChiaveErrata."""
    quante = len(tabella.chiave)
    parti = tuple(testo.split(SEPARATORE, quante - 1))
    numeri = {colonna.nome for colonna in tabella.colonne if colonna.tipo == Tipo.INTERO}
    giusta = (
        len(parti) == quante
        and len(testo) <= LUNGHEZZA_MASSIMA
        and all(parti)
        and all(
            parte.isascii() and parte.isdigit() and len(parte) <= CIFRE_MASSIME
            for nome, parte in zip(tabella.chiave, parti, strict=True)
            if nome in numeri
        )
    )
    if not giusta:
        raise ChiaveErrata(
            _("Scrivi la chiave dell'ultima riga ricevuta intera, come %(forma)s.")
            % {"forma": SEPARATORE.join(f"<{nome}>" for nome in tabella.chiave)}
        )
    return Chiave(parti)


def is_figlia(tabella: Tabella) -> bool:
    """Its rows hang from those of the source: the first column of the key says from which."""
    leggi = tabella.sorgente.righe
    if not isinstance(leggi, DelDatabase | Misurate):
        return False
    return tabella.chiave != (leggi.chiave,)
