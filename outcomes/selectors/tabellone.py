"""The board of the reports: project by period, who is where, who is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from outcomes.enums import STATI_APERTI, StatoRendicontazione
from outcomes.models import PeriodoMonitoraggio, Rendicontazione
from progetti.models import Progetto

IN_RITARDO = "in_ritardo"
NON_APERTA = "non_aperta"
PERIODI_MOSTRATI = 6

# Word and sign of each: colour is never the only one to tell.
VOCI: Mapping[str, tuple[Any, str]] = {
    NON_APERTA: (_("non aperta"), "–"),
    StatoRendicontazione.DA_INIZIARE.value: (StatoRendicontazione.DA_INIZIARE.label, "○"),
    StatoRendicontazione.BOZZA.value: (StatoRendicontazione.BOZZA.label, "◐"),
    StatoRendicontazione.INVIATA.value: (StatoRendicontazione.INVIATA.label, "→"),
    StatoRendicontazione.RESTITUITA.value: (StatoRendicontazione.RESTITUITA.label, "↩"),
    StatoRendicontazione.ACCETTATA.value: (StatoRendicontazione.ACCETTATA.label, "✓"),
    StatoRendicontazione.VALIDATA.value: (StatoRendicontazione.VALIDATA.label, "★"),
    IN_RITARDO: (_("in ritardo"), "!"),
}


@dataclass(frozen=True, slots=True)
class Casella:
    """One project in one period. `ritardo`: days after the due date, for who has not sent."""

    stato: str
    rendicontazione: Rendicontazione | None
    ritardo: int = 0

    @property
    def voce(self) -> str:
        return str(VOCI[self.stato][0])

    @property
    def segno(self) -> str:
        return VOCI[self.stato][1]


@dataclass(frozen=True, slots=True)
class RigaTabellone:
    """A project through the periods."""

    progetto: Progetto
    caselle: tuple[Casella, ...]


@dataclass(frozen=True, slots=True)
class Conteggio:
    """How many reports are in a state (late ones are counted there too)."""

    stato: str
    voce: str
    segno: str
    quanti: int


@dataclass(frozen=True, slots=True)
class Tabellone:
    """The board: periods as columns, oldest first, projects as rows, counts of the cells shown."""

    periodi: tuple[PeriodoMonitoraggio, ...]
    righe: tuple[RigaTabellone, ...]
    conteggi: tuple[Conteggio, ...]


def tabellone(
    *,
    alla: date,
    dimostrativi: bool = False,
    periodo: PeriodoMonitoraggio | None = None,
    stato: str = "",
) -> Tabellone:
    """The last periods (or one), as of a day. `stato` keeps the projects with such a cell."""
    periodi = [periodo] if periodo is not None else _ultimi(dimostrativi)
    rendicontazioni = (
        Rendicontazione.objects.filter(periodo__in=periodi)
        .con_dimostrativi(dimostrativi)
        .select_related("progetto__comune", "periodo")
    )
    caselle = {(r.progetto_id, r.periodo_id): _casella(r, alla) for r in rendicontazioni}
    righe = [
        RigaTabellone(
            progetto,
            tuple(caselle.get((progetto.pk, p.pk), Casella(NON_APERTA, None)) for p in periodi),
        )
        for progetto in _progetti(r.progetto for r in rendicontazioni)
    ]
    scelte = [riga for riga in righe if not stato or _ha(riga, stato)]
    return Tabellone(tuple(periodi), tuple(scelte), _conteggi(righe))


def _ultimi(dimostrativi: bool) -> list[PeriodoMonitoraggio]:
    aperti = PeriodoMonitoraggio.objects.filter(rendicontazioni__isnull=False).distinct()
    aperti = aperti if dimostrativi else aperti.filter(is_demo=False)
    return list(reversed(aperti.order_by("-al", "-pk")[:PERIODI_MOSTRATI]))


def _progetti(progetti: Iterable[Progetto]) -> list[Progetto]:
    unici = {progetto.pk: progetto for progetto in progetti}
    return sorted(unici.values(), key=lambda p: (p.comune.nome, p.titolo, p.pk))


def _casella(rendicontazione: Rendicontazione, alla: date) -> Casella:
    ritardo = (alla - rendicontazione.scadenza).days
    if rendicontazione.stato in STATI_APERTI and ritardo > 0:
        return Casella(IN_RITARDO, rendicontazione, ritardo)
    return Casella(rendicontazione.stato, rendicontazione)


def _ha(riga: RigaTabellone, stato: str) -> bool:
    """Late is counted as late and as the state it is in, so both filters find it."""
    return any(stato in _stati(casella) for casella in riga.caselle)


def _stati(casella: Casella) -> tuple[str, ...]:
    if casella.stato == IN_RITARDO and casella.rendicontazione is not None:
        return (IN_RITARDO, casella.rendicontazione.stato)
    return (casella.stato,)


def _conteggi(righe: Sequence[RigaTabellone]) -> tuple[Conteggio, ...]:
    tutti = [stato for riga in righe for casella in riga.caselle for stato in _stati(casella)]
    return tuple(
        Conteggio(stato, str(voce), segno, tutti.count(stato))
        for stato, (voce, segno) in VOCI.items()
    )
