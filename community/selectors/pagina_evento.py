"""What the page of one event shows: agenda, materials, places left, what came out of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet

from community.enums import IscrizioniEvento, MomentoMateriale, VisibilitaMateriale
from community.models import (
    Evento,
    Lezione,
    MaterialeEvento,
    ResocontoEvento,
    SessioneEvento,
)
from community.querysets import EventoQuerySet
from community.selectors.eventi import evento_per_elenco
from community.selectors.iscrizioni import iscrizioni_aperte
from fis_portal.core.enums import StatoFile
from fis_portal.core.riservatezza import piccolo, soglia_celle
from progetti.models import Progetto

INCONTRI_DELLA_SERIE = 24


@dataclass(frozen=True, slots=True)
class Giornata:
    """The sessions of one day. `giorno` is missing where no source tells it."""

    giorno: date | None
    sessioni: tuple[SessioneEvento, ...]


@dataclass(frozen=True, slots=True)
class Posti:
    """Places of a meeting open to registration. `liberi` is missing where it would tell of few
    people, or where places have no limit."""

    capienza: int | None
    liberi: int | None
    is_esauriti: bool


@dataclass(frozen=True, slots=True)
class PaginaEvento:
    """An event with all that its page tells of it."""

    agenda: tuple[Giornata, ...]
    materiali_prima: tuple[MaterialeEvento, ...]
    materiali_dopo: tuple[MaterialeEvento, ...]
    is_aperto: bool
    is_su_invito: bool
    posti: Posti | None
    serie: tuple[Evento, ...]
    resoconto: ResocontoEvento | None
    lezioni: tuple[Lezione, ...]


def evento_per_pagina(eventi: EventoQuerySet, oggi: date) -> EventoQuerySet:
    """Events with what their own page shows, in a number of queries that does not grow."""
    progetti = Progetto.objects.public().select_related("comune").order_by("comune__nome_chiave")
    sessioni = SessioneEvento.objects.prefetch_related(
        "relatori", Prefetch("progetti", progetti, "progetti_pubblici")
    )
    return (
        evento_per_elenco(eventi, oggi)
        .select_related("intervento", "riepilogo__fonte", "serie", "resoconto__fonte")
        .prefetch_related(
            "fonti",
            Prefetch("sessioni", sessioni, "sessioni_lette"),
            Prefetch("materiali", materiali_pubblici(), "materiali_letti"),
        )
    )


def materiali_pubblici() -> QuerySet[MaterialeEvento]:
    """Materials for all: links, and files that the antivirus let pass."""
    return (
        MaterialeEvento.objects.filter(visibilita=VisibilitaMateriale.PUBBLICO)
        .filter(Q(file__isnull=True) | Q(file__stato=StatoFile.PULITO))
        .select_related("file")
        .order_by("titolo", "pk")
    )


def evento_pagina(evento: Evento, adesso: datetime) -> PaginaEvento:
    """The parts of a page, from an event of `evento_per_pagina`."""
    materiali: list[MaterialeEvento] = evento.materiali_letti  # type: ignore[attr-defined]
    sessioni: list[SessioneEvento] = evento.sessioni_lette  # type: ignore[attr-defined]
    aperte = iscrizioni_aperte(evento, adesso)
    resoconto = resoconto_pubblico(evento)
    return PaginaEvento(
        agenda=_agenda(evento, sessioni),
        materiali_prima=tuple(m for m in materiali if m.momento == MomentoMateriale.PRIMA),
        materiali_dopo=tuple(m for m in materiali if m.momento == MomentoMateriale.DOPO),
        is_aperto=aperte and evento.iscrizioni == IscrizioniEvento.LIBERE,
        is_su_invito=aperte and evento.iscrizioni == IscrizioniEvento.SU_INVITO,
        posti=posti(evento) if aperte else None,
        serie=_serie(evento),
        resoconto=resoconto,
        lezioni=_lezioni(evento) if resoconto else (),
    )


def resoconto_pubblico(evento: Evento) -> ResocontoEvento | None:
    """The closing report, once it is published."""
    resoconto: ResocontoEvento | None = getattr(evento, "resoconto", None)
    return resoconto if resoconto and resoconto.is_public else None


def posti(evento: Evento) -> Posti:
    """How many places are left, unless the difference would tell of too few people."""
    if evento.capienza is None:
        return Posti(None, None, False)
    iscritti = evento.iscritti.con_posto().count()
    liberi = max(0, evento.capienza - iscritti)
    pochi = piccolo(iscritti, soglia_celle())
    return Posti(evento.capienza, None if pochi else liberi, liberi == 0)


def _agenda(evento: Evento, sessioni: Iterable[SessioneEvento]) -> tuple[Giornata, ...]:
    def giorno(sessione: SessioneEvento) -> date | None:
        return sessione.giorno or evento.data_inizio

    in_ordine = sorted(sessioni, key=lambda sessione: giorno(sessione) or date.min)
    return tuple(Giornata(quando, tuple(righe)) for quando, righe in groupby(in_ordine, giorno))


def _serie(evento: Evento) -> tuple[Evento, ...]:
    """The other public meetings of its series, in order."""
    if evento.serie is None:
        return ()
    altri = evento.serie.eventi.public().con_dimostrativi(evento.is_demo).exclude(pk=evento.pk)
    return tuple(altri.order_by("data_inizio", "pk")[:INCONTRI_DELLA_SERIE])


def _lezioni(evento: Evento) -> tuple[Lezione, ...]:
    """Lessons drawn in the meeting, among those that all may read."""
    lezioni = Lezione.objects.public().con_dimostrativi(evento.is_demo).filter(evento=evento)
    del_portale = lezioni.filter(Q(progetto__isnull=True) | Q(progetto__is_public=True))
    return tuple(del_portale.order_by("titolo_chiave", "pk"))
