"""The landing of the experiences: latest lessons and practices, found by the problem."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from community.models import Lezione, Pratica
from community.selectors.lezioni import lezione_per_elenco

IN_VETRINA = 4


@dataclass(frozen=True, slots=True)
class Problema:
    """A need or a topic, and how much there is to read about it."""

    slug: str
    nome: str
    lezioni: int = 0
    pratiche: int = 0


@dataclass(frozen=True, slots=True)
class Esperienze:
    """What the page shows. Demonstrative rows are in the lists, for who asks for them."""

    lezioni: list[Any]
    pratiche: list[Any]
    quante_lezioni: int
    quante_pratiche: int
    bisogni: list[Problema]
    temi: list[Problema]
    leve: list[Problema]
    aggiornato_il: datetime | None


def esperienze_dati() -> Esperienze:
    """Public and real lessons and practices: a fixed number of queries."""
    lezioni, pratiche = Lezione.objects.public().reali(), Pratica.objects.public().reali()
    ultime = list(lezione_per_elenco(lezioni)[:IN_VETRINA])
    schede = list(
        pratiche.select_related("comune")
        .prefetch_related("bisogni")
        .order_by("-created_at", "-pk")[:IN_VETRINA]
    )
    quando = [riga.updated_at for riga in (*ultime, *schede)]
    return Esperienze(
        lezioni=ultime,
        pratiche=schede,
        quante_lezioni=lezioni.count(),
        quante_pratiche=pratiche.count(),
        bisogni=_problemi((), _per_voce(pratiche, "bisogni")),
        temi=_problemi(_per_voce(lezioni, "temi"), _per_voce(pratiche, "temi")),
        leve=_problemi(_per_voce(lezioni, "leve"), ()),
        aggiornato_il=max(quando, default=None),
    )


def _per_voce(righe: Any, campo: str) -> Any:
    return (
        righe.order_by()
        .filter(**{f"{campo}__isnull": False})
        .values_list(f"{campo}__slug", f"{campo}__nome")
        .annotate(n=Count("pk"))
    )


def _problemi(lezioni: Iterable[Any], pratiche: Iterable[Any]) -> list[Problema]:
    """The same word counted in lessons and in practices, the one with most to read first."""
    di_lezioni = {(slug, nome): n for slug, nome, n in lezioni}
    di_pratiche = {(slug, nome): n for slug, nome, n in pratiche}
    problemi = [
        Problema(*voce, di_lezioni.get(voce, 0), di_pratiche.get(voce, 0))
        for voce in di_lezioni | di_pratiche
    ]
    return sorted(problemi, key=lambda p: (-(p.lezioni + p.pratiche), p.nome))
