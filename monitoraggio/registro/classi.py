"""In which class each indicator falls, on each day: what the figures on indicators count.

Value and progress come from the one arithmetic of indicators (outcomes.selectors.progresso), which
is in Python: PostgreSQL keeps the classes summed (ADR 22), and takes away those of a project at any
write that may change them. Until they are counted again the project is one of `da_contare`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial

from django.db import connection
from django.db.models.expressions import RawSQL

from fis_portal.core.riservatezza import soglia_celle
from outcomes.enums import Attendibilita, StatoMisura
from outcomes.models import Indicatore
from outcomes.selectors.progresso import TUTTI, misura
from outcomes.selectors.riservatezza import serie_pubblica
from outcomes.selectors.serie import serie_per_giorno
from outcomes.selectors.tipi import Misura, Progresso, Serie, Valore

_DETTI = frozenset({StatoMisura.MISURATO, StatoMisura.NON_CALCOLABILE})
_META = Decimal("0.5")
NESSUNO, RISERVATO, NON_CALCOLABILE = "nessuno", "riservato", "non-calcolabile"
RAGGIUNTO, OLTRE_META, SOTTO_META = "raggiunto", "oltre-meta", "sotto-meta"
NON_MISURABILE = "non-misurabile"


class Giudizio:
    """A series to be judged: what several classes ask of it is computed once."""

    def __init__(self, serie: Serie) -> None:
        self.serie = serie

    @cached_property
    def pubblica(self) -> Misura:
        """As everybody may know it."""
        return misura(serie_pubblica(self.serie))


Classe = Callable[[Giudizio], str]


def attendibilita_di(giudizio: Giudizio) -> str:
    """The most that anybody says for a value of this indicator."""
    serie = giudizio.serie
    accettata = misura(serie)
    if accettata.validato.stato in _DETTI:
        return Attendibilita.VALIDATO
    if accettata.attuale.stato in _DETTI:
        return Attendibilita.ACCETTATO
    if accettata.attuale.stato == StatoMisura.CONTESTATO:
        return Attendibilita.CONTESTATO
    if misura(serie, TUTTI).attuale.stato in _DETTI:
        return Attendibilita.DICHIARATO
    if accettata.attuale.stato == StatoMisura.NON_MISURABILE:
        return NON_MISURABILE
    return NESSUNO


def traguardo_di(giudizio: Giudizio, *, validato: bool) -> str:
    """How near the final target, as everybody may know it."""
    pubblica = giudizio.pubblica
    if validato:
        return _traguardo(pubblica.validato, pubblica.progresso_validato)
    return _traguardo(pubblica.attuale, pubblica.progresso)


def _traguardo(valore: Valore, progresso: Progresso) -> str:
    if valore.stato == StatoMisura.RISERVATO:
        return RISERVATO
    if valore.numero is None:
        return NESSUNO
    if progresso.quota is None:
        return NON_CALCOLABILE
    if progresso.quota >= 1:
        return RAGGIUNTO
    return OLTRE_META if progresso.quota >= _META else SOTTO_META


CLASSI: Mapping[str, Classe] = {
    "indicatori": attendibilita_di,
    "traguardi": partial(traguardo_di, validato=False),
    "traguardi-validati": partial(traguardo_di, validato=True),
}


# --- Counted once for all days --------------------------------------------------------------------
def sommata(codice: str) -> str:
    """What the classes of a figure are summed under: another privacy threshold, other classes."""
    return f"{codice}:{soglia_celle()}"


@dataclass(frozen=True, slots=True)
class FattoIndicatore:
    """An indicator of a project in a class, from a day to the one before another (None: still)."""

    progetto: int
    fatti: str
    classe: str
    dal: date
    al: date | None


def classi_nel_tempo(progetti: Collection[int]) -> Iterator[FattoIndicatore]:
    """The classes of the public indicators of these projects on every day: one query."""
    indicatori = Indicatore.objects.filter(is_public=True, quadro__progetto__in=progetti)
    aperti: dict[tuple[int, str], FattoIndicatore] = {}
    codici = {codice: sommata(codice) for codice in CLASSI}
    for dal, al, serie in serie_per_giorno(indicatori):
        giudizio, progetto = Giudizio(serie), serie.progetto.pk
        for codice, fatti in codici.items():
            fatto = FattoIndicatore(progetto, fatti, str(CLASSI[codice](giudizio)), dal, al)
            chiave = serie.indicatore.pk, codice
            prima = aperti.get(chiave)
            if prima and prima.al == dal and prima.classe == fatto.classe:
                aperti[chiave] = replace(prima, al=al)
                continue
            if prima:
                yield prima
            aperti[chiave] = fatto
    yield from aperti.values()


_DA_CONTARE = """
SELECT progetto_id FROM monitoraggio_indicatoridacontare
 UNION ALL SELECT progetto_id FROM monitoraggio_contributoindicatori WHERE soglia < %s
 UNION ALL SELECT progetto_id FROM monitoraggio_contributoindicatori WHERE soglia > %s
"""


def da_contare() -> RawSQL:
    """The projects whose indicators are in no sum, or in those of another threshold: a subquery."""
    return RawSQL(_DA_CONTARE, [soglia_celle(), soglia_celle()])  # noqa: S611 - fixed text


def primi_da_contare(quanti: int) -> list[int]:
    """So many of them."""
    with connection.cursor() as cursore:
        cursore.execute(f"{_DA_CONTARE} LIMIT %s", [soglia_celle(), soglia_celle(), quanti])
        return [progetto for (progetto,) in cursore.fetchall()]
