"""What the public will see of a report, if it is accepted as it is now."""

from dataclasses import dataclass

from outcomes.enums import Riservatezza, StatoValore
from outcomes.models import Indicatore, Rendicontazione
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga, valore_mostrato


@dataclass(frozen=True, slots=True)
class VocePubblica:
    """One indicator as the public page would show it."""

    indicatore: Indicatore
    stato: str
    valore: str
    motivo: str
    precedente: str
    target: str

    @property
    def is_misurato(self) -> bool:
        return self.stato == StatoValore.MISURATO and bool(self.valore)

    @property
    def is_riservato(self) -> bool:
        """Do small counts of it go unshown?"""
        return self.indicatore.riservatezza != Riservatezza.NESSUNA


def anteprima_pubblica(rendicontazione: Rendicontazione) -> tuple[VocePubblica, ...]:
    """The public indicators of the report, in its order."""
    righe = modulo(rendicontazione).sezioni["indicatori"]
    return tuple(
        _voce(riga, riga.riferimento)
        for riga in righe
        if isinstance(riga.riferimento, Indicatore) and riga.riferimento.is_public
    )


def _voce(riga: Riga, indicatore: Indicatore) -> VocePubblica:
    return VocePubblica(
        indicatore=indicatore,
        stato=riga.valori["stato_valore"],
        valore=valore_mostrato(indicatore, riga.oggetto),  # type: ignore[arg-type]
        motivo=riga.valori["motivo"],
        precedente=riga.precedente,
        target=riga.target,
    )
