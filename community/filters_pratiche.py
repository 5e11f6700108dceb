"""Filters of the list of practices, the same for page, exports and API."""

import re
from typing import ClassVar

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from community.enums import DimensioneComune
from community.models import Pratica
from community.querysets import CondivisaQuerySet
from community.selectors.pratiche import per_dimensione, pratica_vocabolari, pratiche_cercate
from fis_portal.core.filters import CampoVoci, FiltriRigorosi, Vocabolari, VociFilter, testo_filter


class DimensioneFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


class PraticaFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("bisogno", "destinatario", "tema", "comune")
    faccette: ClassVar[tuple[str, ...]] = ("bisogno", "destinatario", "tema", "dimensione")

    q = testo_filter(
        _("Cerca"), "filter_q", _("Parole nel titolo e nei testi della pratica, in ogni forma.")
    )
    bisogno = VociFilter(
        label=_("Bisogno"), method="filter_parola", help_text=_("Slug del bisogno.")
    )
    destinatario = VociFilter(
        label=_("Destinatari"), method="filter_parola", help_text=_("Slug dei destinatari.")
    )
    tema = VociFilter(label=_("Tema"), method="filter_parola", help_text=_("Slug del tema."))
    dimensione = DimensioneFilter(
        label=_("Grandezza del Comune"),
        method="filter_dimensione",
        choices=DimensioneComune.choices,
        help_text=_(
            "Per Comuni di quanti abitanti è fatta; le pratiche che non lo dicono valgono per "
            "tutti."
        ),
    )
    comune = VociFilter(
        field_name="comune__codice_istat",
        label=_("Comune"),
        distinct=False,
        help_text=_("Codice ISTAT del Comune che la offre."),
    )

    class Meta:
        model = Pratica
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        codici = [codice for codice in self.valori("comune") if re.fullmatch(r"\d{6}", codice)]
        return pratica_vocabolari(comuni=codici)

    def filter_q(self, queryset: CondivisaQuerySet, name: str, value: str) -> CondivisaQuerySet:
        return pratiche_cercate(queryset, value)

    def filter_parola(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        relazione = {"bisogno": "bisogni", "destinatario": "destinatari", "tema": "temi"}[name]
        legami = getattr(Pratica, relazione).through.objects
        return queryset.filter(
            Exists(legami.filter(**{"pratica": OuterRef("pk"), f"{name}__slug__in": value}))
        )

    def filter_dimensione(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        return queryset.filter(per_dimensione(value))
