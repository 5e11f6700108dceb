"""A month of events, laid out by weeks."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce

from community.models import Evento
from community.querysets import EventoQuerySet
from community.selectors.calendario import con_giorno
from fis_portal.core.enums import PrecisioneData

PRIMO_ANNO, ULTIMO_ANNO = 1900, 2200


@dataclass(frozen=True, slots=True)
class Giorno:
    """A day of the grid; those of the neighbouring months are empty."""

    data: date
    is_del_mese: bool
    is_oggi: bool
    eventi: tuple[Evento, ...]


@dataclass(frozen=True, slots=True)
class Mese:
    """A month, its weeks from Monday, and the nearest months in which something is held."""

    primo: date
    settimane: tuple[tuple[Giorno, ...], ...]
    senza_giorno: tuple[Evento, ...]
    prima: date | None
    dopo: date | None
    precedente: date | None
    successivo: date | None

    @property
    def is_vuoto(self) -> bool:
        return not self.senza_giorno and not any(
            giorno.eventi for settimana in self.settimane for giorno in settimana
        )


def mese_da_testo(testo: str) -> date | None:
    """The first day of a month written as "2026-11"; None when it is not one."""
    trovato = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", testo)
    if not trovato or not PRIMO_ANNO <= int(trovato[1]) <= ULTIMO_ANNO:
        return None
    return date(int(trovato[1]), int(trovato[2]), 1)


def mese_eventi(eventi: EventoQuerySet, primo: date, oggi: date) -> Mese:
    """Two queries, whatever the number of events."""
    dopo = _piu_mesi(primo, 1)
    ultimo = dopo - timedelta(days=1)
    righe = list(
        eventi.annotate(fine=Coalesce("data_fine", "data_inizio"))
        .filter(data_inizio__lte=ultimo, fine__gte=primo)
        .filter(Q(precisione=PrecisioneData.GIORNO) | Q(precisione=PrecisioneData.MESE))
        .order_by("data_inizio", F("ora_inizio").asc(nulls_first=True), "titolo_chiave", "pk")
    )
    del_giorno = [e for e in righe if e.precisione == PrecisioneData.GIORNO]
    vicini = con_giorno(eventi).aggregate(
        prima=Max("data_inizio", filter=Q(data_inizio__lt=primo)),
        dopo=Min("data_inizio", filter=Q(data_inizio__gte=dopo)),
    )
    return Mese(
        primo=primo,
        settimane=tuple(
            tuple(_giorno(giorno, primo, oggi, del_giorno) for giorno in settimana)
            for settimana in calendar.Calendar().monthdatescalendar(primo.year, primo.month)
        ),
        senza_giorno=tuple(e for e in righe if e.precisione == PrecisioneData.MESE),
        prima=vicini["prima"],
        dopo=vicini["dopo"],
        precedente=_in_calendario(_piu_mesi(primo, -1)),
        successivo=_in_calendario(dopo),
    )


def _giorno(giorno: date, primo: date, oggi: date, eventi: list[Evento]) -> Giorno:
    del_mese = giorno.month == primo.month
    di_oggi = [evento for evento in eventi if _comprende(evento, giorno)] if del_mese else []
    return Giorno(giorno, del_mese, giorno == oggi, tuple(di_oggi))


def _comprende(evento: Evento, giorno: date) -> bool:
    if evento.data_inizio is None:
        return False
    return evento.data_inizio <= giorno <= (evento.data_fine or evento.data_inizio)


def _piu_mesi(primo: date, quanti: int) -> date:
    anno, mese = divmod(primo.year * 12 + primo.month - 1 + quanti, 12)
    return date(anno, mese + 1, 1)


def _in_calendario(primo: date) -> date | None:
    return primo if PRIMO_ANNO <= primo.year <= ULTIMO_ANNO else None
