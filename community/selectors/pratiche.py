"""What pages, API and exports read about practices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    CharField,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from community.enums import DimensioneComune
from community.models import Adozione, Bisogno, Destinatario, ElementoKit, Pratica
from community.querysets import CondivisaQuerySet
from comuni.models import Comune
from fis_portal.core.filters import Vocabolari
from progetti.models import Tema
from progetti.ricerca import parole

# Inhabitants from and to; nobody is the largest.
ABITANTI: dict[str, tuple[int, int | None]] = {
    DimensioneComune.PICCOLO: (0, 20_000),
    DimensioneComune.MEDIO: (20_001, 100_000),
    DimensioneComune.GRANDE: (100_001, 250_000),
    DimensioneComune.METROPOLI: (250_001, None),
}
_PAROLE = {"bisogno": Bisogno, "destinatario": Destinatario, "tema": Tema}
_RELAZIONI = {"bisogno": "bisogni", "destinatario": "destinatari", "tema": "temi"}


def pratica_vocabolari(comuni: Sequence[str] = ()) -> Vocabolari:
    """The values the filters accept, in one query; of the Comuni only the ones asked for."""

    def voci(queryset: QuerySet, nome: str, codice: str) -> QuerySet:
        return queryset.order_by().values_list(Value(nome, CharField()), F(codice), F("nome"))

    prima, *altre = (voci(modello.objects.all(), nome, "slug") for nome, modello in _PAROLE.items())
    citati = Comune.objects.filter(codice_istat__in=comuni)
    righe = prima.union(*altre, voci(citati, "comune", "codice_istat"), all=True)
    vocabolari: dict[str, dict[str, str]] = {
        **{nome: {} for nome in (*_PAROLE, "comune")},
        "dimensione": {str(codice): str(nome) for codice, nome in DimensioneComune.choices},
    }
    for vocabolario, codice, nome in sorted(righe):
        vocabolari[vocabolario][codice] = nome
    return vocabolari


def per_dimensione(codici: Sequence[str]) -> Q:
    """Practices made for Comuni of any of these sizes; those that do not say are for all."""
    condizione = Q(pk__in=[])
    for codice in codici:
        da, a = ABITANTI[codice]
        adatta = Q(popolazione_max__isnull=True) | Q(popolazione_max__gte=da)
        if a is not None:
            adatta &= Q(popolazione_min__isnull=True) | Q(popolazione_min__lte=a)
        condizione |= adatta
    return condizione


def pratiche_cercate(pratiche: CondivisaQuerySet, testo: str) -> CondivisaQuerySet:
    """Those with every word of `testo`, in any of its Italian forms or as the beginning of a word;
    best first. A blank text changes nothing."""
    if not testo.strip():
        return pratiche
    chieste = parole(testo)
    if not chieste:
        return pratiche.none()
    query: Any = reduce(
        and_,
        (
            SearchQuery(parola.testo, config="italian")
            | SearchQuery(parola.inizio, config="simple", search_type="raw")
            for parola in chieste
        ),
    )
    rango = SearchRank(F("ricerca"), query)
    return pratiche.filter(ricerca=query).order_by(rango.desc(), "titolo_chiave", "pk")


@dataclass(frozen=True, slots=True)
class ConteggiPratiche:
    """How many practices answer, and how many each value of a filter would leave."""

    totale: int
    voci: dict[str, list[tuple[str, str, int]]]


def pratica_conteggi(senza: Mapping[str, QuerySet]) -> ConteggiPratiche:
    """One query. `senza` gives the practices without one filter, by its name; "" without none."""
    righe = list(_conta(senza[""], "", Value(""), Value("")).union(*_per_voce(senza), all=True))
    voci: dict[str, list[tuple[str, str, int]]] = {nome: [] for nome in (*_RELAZIONI, "dimensione")}
    nomi = {str(codice): str(nome) for codice, nome in DimensioneComune.choices}
    for filtro, codice, nome, n in righe:
        if filtro and codice:
            voci[filtro].append((codice, nomi.get(codice, nome), n))
    for nome in _RELAZIONI:
        voci[nome].sort(key=lambda voce: (-voce[2], voce[1]))
    voci["dimensione"].sort(key=lambda voce: ABITANTI[voce[0]][0])
    return ConteggiPratiche(sum(n for filtro, _c, _n, n in righe if not filtro), voci)


def _per_voce(senza: Mapping[str, QuerySet]) -> list[QuerySet]:
    per_parola = [
        _conta(senza[nome], nome, F(f"{relazione}__slug"), F(f"{relazione}__nome"))
        for nome, relazione in _RELAZIONI.items()
    ]
    return per_parola + [
        _conta(
            senza["dimensione"].filter(per_dimensione([codice])),
            "dimensione",
            Value(codice),
            Value(""),
        )
        for codice in ABITANTI
    ]


def _conta(pratiche: QuerySet, filtro: str, codice: Any, nome: Any) -> QuerySet:
    return (
        pratiche.order_by()
        .values_list(
            Value(filtro, CharField()),
            Coalesce(codice, Value(""), output_field=CharField()),
            Coalesce(nome, Value(""), output_field=CharField()),
        )
        .annotate(n=Count("pk", distinct=True))
    )


def pratica_per_elenco(pratiche: QuerySet[Pratica]) -> QuerySet[Pratica]:
    """Practices with what their cards show: four queries, whatever their number."""
    adozioni = Adozione.objects.filter(pratica=OuterRef("pk")).order_by().values("pratica")
    return (
        pratiche.select_related("comune")
        .prefetch_related("bisogni", "destinatari", "temi")
        .annotate(
            quante_adozioni=Coalesce(Subquery(adozioni.annotate(n=Count("pk")).values("n")), 0)
        )
    )


def pratica_per_pagina(pratiche: QuerySet[Pratica]) -> QuerySet[Pratica]:
    """A practice with what its page tells, but for who adopted it (selectors.lignaggio)."""
    kit = ElementoKit.objects.select_related("file").order_by("ordine", "pk")
    return pratiche.select_related("comune", "progetto__comune", "fonte").prefetch_related(
        "bisogni", "destinatari", "temi", Prefetch("kit", kit)
    )


def pratiche_pubbliche_di(comune: Comune) -> tuple[list[Pratica], list[Adozione]]:
    """What a Comune offers to all, and what it says it has taken up of others: one query."""
    pubbliche: Any = Pratica.objects.public()
    righe = (
        pubbliche.annotate(
            ripresa=FilteredRelation("adozioni", condition=Q(adozioni__comune=comune))
        )
        .filter(Q(comune=comune) | Q(ripresa__isnull=False))
        .select_related("comune", "ripresa")
        .order_by("titolo_chiave", "pk")
    )
    offerte, adozioni = [], []
    for pratica in righe:
        if pratica.comune_id == comune.pk:
            offerte.append(pratica)
        # Django gives the attribute to those rows alone that have one.
        if ripresa := getattr(pratica, "ripresa", None):
            ripresa.pratica = pratica
            adozioni.append(ripresa)
    return offerte, adozioni
