"""Two versions of a framework side by side: what came, what went, what changed and how.

Outcomes are the same if they have the same code, indicators if they have the same series.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcomes.selectors.quadro import EsitoVisto, IndicatoreVisto, QuadroVisto
from outcomes.selectors.scheda import Campo

Cosa = TypeVar("Cosa", EsitoVisto, IndicatoreVisto)


@dataclass(frozen=True, slots=True)
class CampoCambiato:
    """One line, before and after; empty where there was nothing."""

    etichetta: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class Cambiamento:
    """An outcome or an indicator that is in both versions, and is not the same."""

    codice: str
    nome: str
    campi: tuple[CampoCambiato, ...]


@dataclass(frozen=True, slots=True)
class Differenze:
    """What happened to the outcomes, or to the indicators. Names carry their code."""

    aggiunti: tuple[str, ...]
    tolti: tuple[str, ...]
    cambiati: tuple[Cambiamento, ...]
    uguali: int

    @property
    def is_vuoto(self) -> bool:
        return not (self.aggiunti or self.tolti or self.cambiati)


@dataclass(frozen=True, slots=True)
class ConfrontoQuadri:
    """Everything that differs between two versions."""

    prima: QuadroVisto
    dopo: QuadroVisto
    esiti: Differenze
    indicatori: Differenze

    @property
    def is_uguale(self) -> bool:
        return self.esiti.is_vuoto and self.indicatori.is_vuoto


def quadri_compare(prima: QuadroVisto, dopo: QuadroVisto) -> ConfrontoQuadri:
    """Compare two frameworks as they are shown, field by field."""
    return ConfrontoQuadri(
        prima,
        dopo,
        esiti=_differenze(list(prima.esiti), list(dopo.esiti), lambda e: e.codice, _campi_esito),
        indicatori=_differenze(
            prima.indicatori, dopo.indicatori, lambda i: i.serie, _campi_indicatore
        ),
    )


def _differenze(
    prima: Sequence[Cosa],
    dopo: Sequence[Cosa],
    chiave: Callable[[Cosa], Hashable],
    campi: Callable[[Cosa], Iterable[Campo]],
) -> Differenze:
    vecchi, nuovi = {chiave(x): x for x in prima}, {chiave(x): x for x in dopo}
    cambiati, uguali = [], 0
    for codice in nuovi:
        if codice in vecchi:
            diversi = _diversi(campi(vecchi[codice]), campi(nuovi[codice]))
            uguali += not diversi
            if diversi:
                cambiati.append(Cambiamento(nuovi[codice].codice, _nome(nuovi[codice]), diversi))
    return Differenze(
        aggiunti=tuple(f"{x.codice} {_nome(x)}" for c, x in nuovi.items() if c not in vecchi),
        tolti=tuple(f"{x.codice} {_nome(x)}" for c, x in vecchi.items() if c not in nuovi),
        cambiati=tuple(cambiati),
        uguali=uguali,
    )


def _diversi(prima: Iterable[Campo], dopo: Iterable[Campo]) -> tuple[CampoCambiato, ...]:
    vecchi, nuovi = {c.codice: c for c in prima}, {c.codice: c for c in dopo}
    diversi = []
    for codice in dict.fromkeys([*vecchi, *nuovi]):
        vuoto = Campo(codice, "", ())
        era, sara = vecchi.get(codice, vuoto), nuovi.get(codice, vuoto)
        if era.testo != sara.testo:
            nome = sara.etichetta or era.etichetta
            diversi.append(CampoCambiato(nome, era.testo, sara.testo))
    return tuple(diversi)


def _nome(cosa: EsitoVisto | IndicatoreVisto) -> str:
    return cosa.titolo if isinstance(cosa, EsitoVisto) else cosa.nome


def _campi_esito(e: EsitoVisto) -> Iterable[Campo]:
    yield _campo("titolo", _("Titolo"), e.titolo)
    yield _campo("livello", _("Livello"), capfirst(str(e.livello.label)))
    yield _campo("descrizione", _("Descrizione"), e.descrizione)
    yield _campo("ipotesi", _("Ipotesi"), e.ipotesi)
    yield _campo("legami", _("Contribuisce a"), *(_legame(x.codice, x.ipotesi) for x in e.legami))


def _campi_indicatore(i: IndicatoreVisto) -> Iterable[Campo]:
    yield _campo("codice", _("Codice"), i.codice)
    yield _campo("nome", _("Nome"), i.nome)
    yield _campo("esito", _("Misura l'esito"), i.esito.partition(" ")[0])
    yield from i.campi


def _legame(codice: str, ipotesi: str) -> str:
    return f"{codice} ({ipotesi})" if ipotesi else codice


def _campo(codice: str, etichetta: str, *valori: str) -> Campo:
    return Campo(codice, etichetta, tuple(v for v in valori if v))
