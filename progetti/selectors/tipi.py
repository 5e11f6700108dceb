"""The shapes of a project's page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fis_portal.core.models import Fonte
from progetti.enums import RUOLI_OBBLIGATORI, RuoloPartenariato, StatoFase
from progetti.models import Progetto


@dataclass(frozen=True, slots=True)
class Vocabolo:
    """A macroarea or a tema of a project."""

    nome: str
    slug: str
    is_prevalente: bool = False


@dataclass(frozen=True, slots=True)
class Fatto:
    """What a source tells of a project."""

    testo: str
    data: date | None
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Partner:
    """A body in its role."""

    nome: str
    sito: str
    tipo: str
    dal: date | None
    al: date | None
    impegno: str
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Passaggio:
    """A step of a phase, no more exact than its source."""

    intervento: str
    stato: StatoFase
    data: date | None
    precisione: str
    motivo: str
    atto: str
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Fase:
    """A project in one Intervento."""

    codice: str
    nome: str
    stato: StatoFase
    richiesto: Decimal | None
    concesso: Decimal | None
    massimale: Decimal | None
    fonte_importo: Fonte | None
    inizio: date | None
    fine: date | None
    passaggi: tuple[Passaggio, ...]

    @property
    def ultimo_passaggio(self) -> Passaggio | None:
        return self.passaggi[-1] if self.passaggi else None


@dataclass(frozen=True, slots=True)
class Scheda:
    """A project as its page tells it."""

    progetto: Progetto
    macroaree: tuple[Vocabolo, ...]
    temi: tuple[Vocabolo, ...]
    fatti: tuple[Fatto, ...]
    partner: dict[RuoloPartenariato, list[Partner]]
    fasi: tuple[Fase, ...]
    fonti: tuple[Fonte, ...]

    @property
    def fase_corrente(self) -> Fase | None:
        return self.fasi[-1] if self.fasi else None

    @property
    def passaggi(self) -> list[Passaggio]:
        """The steps of all phases, the oldest first."""
        passi = [passo for fase in self.fasi for passo in fase.passaggi]
        return sorted(passi, key=lambda passo: passo.data or date.max)

    @property
    def ruoli_ignoti(self) -> str:
        """The mandatory roles for which no source names a body, in words."""
        noti = {*self.partner, RuoloPartenariato.PROPONENTE}
        return ", ".join(str(ruolo.label) for ruolo in RUOLI_OBBLIGATORI if ruolo not in noti)

    @property
    def proponente_implicito(self) -> bool:
        """The Comune of a project proposes it (Avviso 5-4-2019), also where no row says so."""
        return RuoloPartenariato.PROPONENTE not in self.partner

    @property
    def ha_importi(self) -> bool:
        return any(fase.richiesto is not None or fase.concesso is not None for fase in self.fasi)
