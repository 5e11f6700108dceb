"""An impact framework as pages, diagram and PDF show it: by level, with links and indicators.

Whatever its size it is read with five queries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcomes.enums import LivelloEsito, StatoQuadro
from outcomes.models import Esito, Indicatore, QuadroImpatto, TargetPeriodo
from outcomes.selectors.scheda import Campo, GruppoCampi, base_it, indicatore_gruppi, valore_it
from progetti.models import Progetto

COLLEGATI = (
    "esiti__legami_verso",
    "indicatori__dimensioni",
    Prefetch("indicatori__target", TargetPeriodo.objects.select_related("periodo")),
)


@dataclass(frozen=True, slots=True)
class IndicatoreVisto:
    """An indicator with its sheet, and the few values a summary needs."""

    id: int
    serie: UUID
    codice: str
    nome: str
    esito: str
    tipo: str
    base: str
    target_finale: str
    is_public: bool
    gruppi: tuple[GruppoCampi, ...]

    @property
    def campi(self) -> Iterator[Campo]:
        return (campo for gruppo in self.gruppi for campo in gruppo.campi)


@dataclass(frozen=True, slots=True)
class Legame:
    """An outcome contributes to another, and why it should."""

    codice: str
    titolo: str
    ipotesi: str


@dataclass(frozen=True, slots=True)
class EsitoVisto:
    """A node of the framework."""

    id: int
    codice: str
    livello: LivelloEsito
    titolo: str
    descrizione: str
    ipotesi: str
    legami: tuple[Legame, ...]
    indicatori: tuple[IndicatoreVisto, ...]


@dataclass(frozen=True, slots=True)
class LivelloVisto:
    """The nodes of one level, in order."""

    livello: LivelloEsito
    nome: str
    esiti: tuple[EsitoVisto, ...]


@dataclass(frozen=True, slots=True)
class Incontro:
    """The outcome-team meeting that decided a version. Without an address it is not public."""

    titolo: str
    data: date | None
    url: str


@dataclass(frozen=True, slots=True)
class QuadroVisto:
    """One version of a framework, or a template. Levels without outcomes are not there."""

    id: int
    nome: str
    versione: int
    stato: StatoQuadro
    motivo: str
    concordato_con: str
    deciso_in: Incontro | None
    dal: date | None
    al: date | None
    livelli: tuple[LivelloVisto, ...]
    riservati: int

    @property
    def esiti(self) -> Iterator[EsitoVisto]:
        return (esito for livello in self.livelli for esito in livello.esiti)

    @property
    def indicatori(self) -> tuple[IndicatoreVisto, ...]:
        return tuple(i for esito in self.esiti for i in esito.indicatori)


def quadri_pubblici(progetto: Progetto) -> list[QuadroImpatto]:
    """The versions anybody may read, the latest first: drafts are nobody else's business."""
    versioni = QuadroImpatto.objects.filter(progetto=progetto).exclude(stato=StatoQuadro.BOZZA)
    return list(versioni.select_related("deciso_in", "progetto__comune").order_by("-versione"))


def quadro_leggi(quadro: QuadroImpatto, *, pubblico: bool) -> QuadroVisto:
    """One framework; with `pubblico` only what anybody may see."""
    return quadri_leggi([quadro], pubblico=pubblico)[0]


def quadri_leggi(quadri: Sequence[QuadroImpatto], *, pubblico: bool) -> list[QuadroVisto]:
    """Several frameworks, with as many queries as one."""
    prefetch_related_objects(quadri, *COLLEGATI)
    return [_quadro(quadro, pubblico) for quadro in quadri]


def _quadro(quadro: QuadroImpatto, pubblico: bool) -> QuadroVisto:
    tutti = list(quadro.indicatori.all())
    visti = [i for i in tutti if i.is_public or not pubblico]
    codici = {esito.pk: esito for esito in quadro.esiti.all()}
    esiti = [_esito(esito, codici, visti) for esito in codici.values()]
    livelli = (
        LivelloVisto(
            livello,
            capfirst(str(livello.label)),
            tuple(esito for esito in esiti if esito.livello == livello),
        )
        for livello in LivelloEsito
    )
    return QuadroVisto(
        id=quadro.pk,
        nome=str(quadro),
        versione=quadro.versione,
        stato=StatoQuadro(quadro.stato),
        motivo=quadro.motivo,
        concordato_con=quadro.concordato_con,
        deciso_in=_incontro(quadro, pubblico),
        dal=quadro.in_vigore_dal,
        al=quadro.in_vigore_al,
        livelli=tuple(livello for livello in livelli if livello.esiti),
        riservati=len(tutti) - len(visti),
    )


def _incontro(quadro: QuadroImpatto, pubblico: bool) -> Incontro | None:
    evento = quadro.deciso_in
    if evento is None:
        return None
    if pubblico and not evento.is_public:
        return Incontro(_("un incontro dell'outcome team"), evento.data_inizio, "")
    return Incontro(
        evento.titolo, evento.data_inizio, evento.get_absolute_url() if evento.is_public else ""
    )


def _esito(esito: Esito, tutti: dict[int, Esito], indicatori: list[Indicatore]) -> EsitoVisto:
    legami = [(tutti[x.a_id], x.ipotesi) for x in esito.legami_verso.all() if x.a_id in tutti]
    return EsitoVisto(
        id=esito.pk,
        codice=esito.codice,
        livello=LivelloEsito(esito.livello),
        titolo=esito.titolo,
        descrizione=esito.descrizione,
        ipotesi=esito.ipotesi,
        legami=tuple(
            Legame(a.codice, a.titolo, ipotesi)
            for a, ipotesi in sorted(legami, key=lambda x: (x[0].ordine, x[0].codice))
        ),
        indicatori=tuple(_indicatore(i, esito) for i in indicatori if i.esito_id == esito.pk),
    )


def _indicatore(i: Indicatore, esito: Esito) -> IndicatoreVisto:
    return IndicatoreVisto(
        id=i.pk,
        serie=i.serie,
        codice=i.codice,
        nome=i.nome,
        esito=f"{esito.codice} {esito.titolo}",
        tipo=capfirst(i.get_tipo_display()),
        base=base_it(i),
        target_finale=valore_it(i, i.target_finale),
        is_public=i.is_public,
        gruppi=indicatore_gruppi(i),
    )


@dataclass(frozen=True, slots=True)
class QuadroInBreve:
    """What the page of a project says of its framework in force."""

    versione: int
    dal: date | None
    versioni: int
    esiti: tuple[str, ...]
    indicatori: int


def quadro_in_breve(progetto: Progetto) -> QuadroInBreve | None:
    """The framework in force of a project, told in a few lines; None where there is none yet."""
    pubblici = Count("indicatori", filter=Q(indicatori__is_public=True), distinct=True)
    quadro = (
        QuadroImpatto.objects.in_vigore()
        .filter(progetto=progetto)
        .annotate(quanti=pubblici)
        .first()
    )
    if quadro is None:
        return None
    mete = (LivelloEsito.OUTCOME, LivelloEsito.IMPATTO)
    return QuadroInBreve(
        versione=quadro.versione,
        dal=quadro.in_vigore_dal,
        versioni=QuadroImpatto.objects.filter(progetto=progetto)
        .exclude(stato=StatoQuadro.BOZZA)
        .count(),
        esiti=tuple(quadro.esiti.filter(livello__in=mete).values_list("titolo", flat=True)),
        indicatori=quadro.quanti,
    )
