"""Arithmetic of reporting periods: months, quarters and years. Pure: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitoraggio.enums import TipoReport

_MESI = {TipoReport.MENSILE: 1, TipoReport.TRIMESTRALE: 3, TipoReport.ANNUALE: 12}


@dataclass(frozen=True, slots=True, order=True)
class Periodo:
    """A period of a report, first and last day included."""

    inizio: date
    fine: date


def periodo_of(tipo: TipoReport, giorno: date) -> Periodo:
    """The month, quarter or year a day belongs to."""
    mesi = _MESI[tipo]
    inizio = date(giorno.year, (giorno.month - 1) // mesi * mesi + 1, 1)
    return Periodo(inizio, _piu_mesi(inizio, mesi) - timedelta(days=1))


def ultimo_concluso(tipo: TipoReport, oggi: date) -> Periodo:
    """The last period that ended before `oggi`."""
    return periodo_of(tipo, periodo_of(tipo, oggi).inizio - timedelta(days=1))


def periodi_fra(tipo: TipoReport, dal: date, al: date) -> Iterator[Periodo]:
    """Every period from the one of `dal` to the one of `al`, oldest first."""
    periodo, ultimo = periodo_of(tipo, dal), periodo_of(tipo, al)
    while periodo <= ultimo:
        yield periodo
        periodo = periodo_of(tipo, periodo.fine + timedelta(days=1))


def periodo_da_indirizzo(anno: int, slug: str) -> tuple[TipoReport, Periodo] | None:
    """2026, "m10" | "t3" | "anno" -> kind and period; None where there is no such period."""
    if not date.min.year <= anno < date.max.year:
        return None
    for tipo in TipoReport:
        for periodo in periodi_fra(tipo, date(anno, 1, 1), date(anno, 12, 31)):
            if periodo_slug(tipo, periodo.inizio) == slug:
                return tipo, periodo
    return None


def periodo_slug(tipo: str, inizio: date) -> str:
    """The period in addresses: m10, t3, anno."""
    if tipo == TipoReport.MENSILE:
        return f"m{inizio.month:02d}"
    if tipo == TipoReport.TRIMESTRALE:
        return f"t{(inizio.month + 2) // 3}"
    return "anno"


def _piu_mesi(giorno: date, mesi: int) -> date:
    indice = giorno.year * 12 + giorno.month - 1 + mesi
    return giorno.replace(year=indice // 12, month=indice % 12 + 1)
