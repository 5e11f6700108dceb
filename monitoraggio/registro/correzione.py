"""Whether a correction changed the past: a day's figure as known now, and as known on that day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from community.models import Evento, RiepilogoIncontri
from fis_portal.core.allora import prima_conoscenza
from fis_portal.core.giorni import fine_del
from monitoraggio.registro.base import Ambito, Figura, Voce
from outcomes.models import Rendicontazione
from progetti.models import Progetto

Calcola = Callable[[Ambito], Figura]
Valore = int | Decimal | None
_STORIE = tuple(
    modello.pgh_event_model._meta.db_table  # type: ignore[union-attr]
    for modello in (Progetto, Evento, RiepilogoIncontri, Rendicontazione)
)


@dataclass(frozen=True, slots=True)
class VoceCorretta:
    """A line that says another thing now."""

    codice: str
    etichetta: str
    allora: Valore
    ora: Valore

    def as_dict(self) -> dict[str, Any]:
        return {
            "codice": self.codice,
            "etichetta": self.etichetta,
            "allora": _json(self.allora),
            "ora": _json(self.ora),
        }


@dataclass(frozen=True, slots=True)
class Correzione:
    """What a figure of a past day says otherwise since then.

    `conosciuto_al` is the instant it is compared with; `quando` the day since which the records
    say what they say now.
    """

    codice: str
    alla: date
    conosciuto_al: datetime
    quando: date
    voci: tuple[VoceCorretta, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "codice": self.codice,
            "alla": self.alla.isoformat(),
            "conosciuto_al": self.conosciuto_al.isoformat(),
            "quando": self.quando.isoformat(),
            "voci": [voce.as_dict() for voce in self.voci],
        }


def cerca_correzione(calcola: Calcola, ambito: Ambito) -> Correzione | None:
    """None where nothing changed, or where the day is not over."""
    intero = replace(ambito, per=(), conosciuto_al=None)
    istante = _quel_giorno(ambito.alla)
    if istante is None or istante >= timezone.now():
        return None
    ora, allora = calcola(intero), calcola(replace(intero, conosciuto_al=istante))
    voci = _diverse(allora, ora)
    if not voci:
        return None
    return Correzione(
        codice=ora.codice,
        alla=ambito.alla,
        conosciuto_al=istante,
        quando=_da_quando(calcola, intero, ora, istante),
        voci=voci,
    )


def _quel_giorno(alla: date) -> datetime | None:
    """The end of the day, or of the first on which the portal knew anything."""
    prima = prima_conoscenza(_STORIE)
    return _fine(max(alla, timezone.localdate(prima))) if prima else None


def _fine(giorno: date) -> datetime:
    """The last instant of a day in Rome."""
    return fine_del(giorno) - timedelta(microseconds=1)


def _diverse(allora: Figura, ora: Figura) -> tuple[VoceCorretta, ...]:
    codici = dict.fromkeys(voce.codice for figura in (ora, allora) for voce in figura.voci)
    coppie = ((codice, allora.voce(codice), ora.voce(codice)) for codice in codici)
    return tuple(
        _corretta(codice, prima, dopo) for codice, prima, dopo in coppie if not _uguali(prima, dopo)
    )


def _uguali(prima: Voce | None, dopo: Voce | None) -> bool:
    """A line that is not there says no more than one that counts nothing."""
    if prima is None or dopo is None:
        unica = prima or dopo
        return unica is None or not (unica.valore or unica.soppressa)
    return (prima.valore, prima.soppressa) == (dopo.valore, dopo.soppressa)


def _corretta(codice: str, prima: Voce | None, dopo: Voce | None) -> VoceCorretta:
    una = dopo or prima
    assert una is not None  # noqa: S101
    allora, ora = (voce.valore if voce else None for voce in (prima, dopo))
    return VoceCorretta(codice, una.etichetta, allora, ora)


def _da_quando(calcola: Calcola, intero: Ambito, ora: Figura, istante: datetime) -> date:
    """Halving the days between: about ten computations for years."""
    dopo = timezone.localdate(istante)
    fino = timezone.localdate()
    while fino - dopo > timedelta(days=1):
        mezzo = dopo + (fino - dopo) // 2
        figura = calcola(replace(intero, conosciuto_al=_fine(mezzo)))
        if _diverse(figura, ora):
            dopo = mezzo
        else:
            fino = mezzo
    return fino


def _json(valore: Valore) -> int | str | None:
    return str(valore) if isinstance(valore, Decimal) else valore
