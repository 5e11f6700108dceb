"""Projects as cards and lines of a list: all a card says, one query for any number of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from fis_portal.core.righe import ElencoJson, RigaCompilata, RigaJson, leggi_json
from progetti.enums import StatoFase
from progetti.models import FaseProgetto, FattoProgetto, ProgettoTema, nome_pubblico


@dataclass(frozen=True, slots=True)
class ComuneBreve:
    """The Comune of a card, and its point on the map."""

    nome: str
    slug: str
    lat: float | None
    lon: float | None

    def get_absolute_url(self) -> str:
        return _indirizzo("comuni:detail").format(self.slug)


@dataclass(frozen=True, slots=True)
class ProgettoBreve:
    """A project as its card tells it."""

    slug: str
    titolo: str
    testo: str
    is_demo: bool
    updated_at: datetime
    comune: ComuneBreve
    temi: tuple[str, ...]
    fase_intervento: str | None
    fase_stato: StatoFase | None
    titolo_chiave: str
    pk: int
    rilevanza: float | None = None

    @property
    def nome_pubblico(self) -> str:
        return nome_pubblico(self.titolo, self.comune.nome)

    def get_absolute_url(self) -> str:
        return _indirizzo("progetti:detail").format(self.slug)


def progetti_brevi(progetti: Any) -> list[ProgettoBreve]:
    """The cards of some projects, in their order."""
    if "rilevanza" in progetti.query.annotations:
        righe = progetti.values_list(RigaCompilata(breve_colonne), "rilevanza")
        return [breve(leggi_json(riga), rilevanza) for riga, rilevanza in righe]
    return [
        breve(leggi_json(riga))
        for riga in progetti.values_list(RigaCompilata(breve_colonne), flat=True)
    ]


def breve_colonne() -> dict[str, Any]:
    """What a card needs, as columns of a project.

    Its first fact stands in for the summary that most sources do not give.
    """
    del_progetto = {"progetto": OuterRef("pk")}
    fase = FaseProgetto.objects.filter(**del_progetto).order_by("-intervento__ordine")
    fatti = FattoProgetto.objects.filter(**del_progetto).order_by("ordine", "pk")
    temi = ProgettoTema.objects.filter(**del_progetto).order_by("tema__ordine", "tema__nome_chiave")
    return {
        "slug": "slug",
        "titolo": "titolo",
        "sintesi": "sintesi",
        "fatto": Subquery(fatti.values("testo")[:1]),
        "is_demo": "is_demo",
        "updated_at": "updated_at",
        "titolo_chiave": "titolo_chiave",
        "pk": "pk",
        "comune": RigaJson({nome: f"comune__{nome}" for nome in ("nome", "slug", "lat", "lon")}),
        "temi": ElencoJson.di(temi, nome="tema__nome"),
        "fase": Subquery(
            fase.values(riga=RigaJson({"intervento": "intervento__codice", "stato": "stato"}))[:1]
        ),
    }


def breve(riga: Mapping[str, Any], rilevanza: float | None = None) -> ProgettoBreve:
    """A card from a row of `breve_colonne`."""
    fase = riga["fase"] or {}
    return ProgettoBreve(
        slug=riga["slug"],
        titolo=riga["titolo"],
        testo=riga["sintesi"] or riga["fatto"] or "",
        is_demo=riga["is_demo"],
        updated_at=datetime.fromisoformat(riga["updated_at"]),
        comune=ComuneBreve(**riga["comune"]),
        temi=tuple(tema["nome"] for tema in riga["temi"]),
        fase_intervento=fase.get("intervento"),
        fase_stato=StatoFase(fase["stato"]) if fase else None,
        titolo_chiave=riga["titolo_chiave"],
        pk=riga["pk"],
        rilevanza=rilevanza,
    )


@cache
def _indirizzo(nome: str) -> str:
    """The address of a page with a hole for the slug: `reverse` is slow for many rows."""
    return reverse(nome, args=["0"]).replace("/0/", "/{}/")
