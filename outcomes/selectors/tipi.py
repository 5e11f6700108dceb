"""What is known of an indicator: its values period by period, and what is computed from them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from outcomes.enums import Attendibilita, StatoMisura, StatoValore, TipoIndicatore
from outcomes.models import Indicatore
from progetti.models import Progetto


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantita:
    """A measured quantity. `soppressa`: there is one, and it may not be shown."""

    valore: Decimal | None = None
    numeratore: Decimal | None = None
    denominatore: Decimal | None = None
    soppressa: bool = False

    @property
    def is_vuota(self) -> bool:
        return self.valore is None and self.numeratore is None and self.denominatore is None


NIENTE = Quantita()
SOPPRESSA = Quantita(soppressa=True)


@dataclass(frozen=True, slots=True)
class Parte:
    """One part of a disaggregated value."""

    dimensione: str
    voce: str
    quantita: Quantita

    @property
    def chiave(self) -> tuple[str, str]:
        return self.dimensione, self.voce


@dataclass(frozen=True, slots=True)
class Periodo:
    codice: str
    nome: str
    dal: date
    al: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Punto:
    """What one report says of an indicator, and who vouches for it.

    `pubblico_dal` is when it was first accepted: small cells are judged in that order, so that two
    pages of two days, one taken from the other, tell nothing either.
    """

    id: int
    periodo: Periodo
    stato: StatoValore | None
    quantita: Quantita
    motivo: str
    attendibilita: Attendibilita
    aggiornato_at: datetime | None
    pubblico_dal: datetime | None
    metodo_verifica: str = ""
    nota_verifica: str = ""
    parti: tuple[Parte, ...] = ()

    @property
    def is_contestato(self) -> bool:
        return self.attendibilita == Attendibilita.CONTESTATO

    @property
    def is_misurato(self) -> bool:
        return self.stato == StatoValore.MISURATO


@dataclass(frozen=True, slots=True, kw_only=True)
class Serie:
    """An indicator with its points, the oldest period first.

    `indicatore` is the sheet of one version of the framework; the points are those of every
    version (`Indicatore.serie`), because a new version does not forget what was measured.
    `base` is the baseline as it may be shown.
    """

    indicatore: Indicatore
    progetto: Progetto
    esito: str
    versione: int
    dimensioni: tuple[tuple[str, tuple[str, ...]], ...]
    target: tuple[tuple[Periodo, Decimal], ...]
    base: Quantita
    punti: tuple[Punto, ...] = ()

    @property
    def is_percentuale(self) -> bool:
        return self.indicatore.tipo == TipoIndicatore.PERCENTUALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Valore:
    """The value of an indicator on a day, in one of its honest states.

    `sommati` are the periods it adds up; `taciuti` is true where a later (or another) value exists
    and is not shown, for the privacy of the people counted.
    """

    stato: StatoMisura
    quantita: Quantita = NIENTE
    motivo: str = ""
    attendibilita: Attendibilita | None = None
    periodo: Periodo | None = None
    sommati: int = 0
    taciuti: bool = False
    parti: tuple[Parte, ...] = ()

    @property
    def numero(self) -> Decimal | None:
        return self.quantita.valore


@dataclass(frozen=True, slots=True)
class Progresso:
    """(actual - baseline) / (target - baseline), uncapped; None with the reason why not."""

    quota: Decimal | None
    motivo: str = ""
    percento: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misura:
    """An indicator as pages, API, PDF and exports tell it.

    `attuale` is the accepted value (or the declared one, where that was asked for), `validato` the
    one the evaluator vouches for. Contested values are in neither.
    """

    serie: Serie
    attuale: Valore
    validato: Valore
    progresso: Progresso
    progresso_validato: Progresso
    contestati: tuple[Punto, ...] = ()
    aggiornato_at: datetime | None = field(default=None)

    @property
    def indicatore(self) -> Indicatore:
        return self.serie.indicatore
