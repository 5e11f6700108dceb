"""Filters of indicators, values and periods: strict, like those of every public list."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from fis_portal.core.filters import CampoVoci, FiltriRigorosi, Vocabolari, VociFilter
from outcomes.enums import Attendibilita, TipoIndicatore, Verifica
from outcomes.models import Indicatore, PeriodoMonitoraggio, Rilevazione
from outcomes.querysets import IndicatoreQuerySet, RilevazioneQuerySet
from progetti.models import Progetto

SDG = [(str(n), str(n)) for n in range(1, 18)]
# What a public value may be: what is only declared is not public.
PUBBLICHE = {
    Attendibilita.ACCETTATO: Verifica.DA_VERIFICARE,
    Attendibilita.VALIDATO: Verifica.VALIDATA,
    Attendibilita.CONTESTATO: Verifica.CONTESTATA,
}


class ScelteFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


def _progetto_filter() -> VociFilter:
    return VociFilter(
        label=_("Progetto"), method="filter_progetto", help_text=_("Slug del progetto.")
    )


class _DiProgetti(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("progetto",)

    def get_vocabolari(self) -> Vocabolari:
        """Only of the names asked for: one query."""
        progetti = Progetto.objects.public().filter(slug__in=self.valori("progetto"))
        return {"progetto": {p.slug: p.titolo for p in progetti.only("slug", "titolo")}}


class IndicatoreFilter(_DiProgetti):
    progetto = _progetto_filter()
    tipo = ScelteFilter(
        field_name="tipo",
        label=_("Tipo"),
        choices=TipoIndicatore.choices,
        distinct=False,
        help_text=_("Che cosa misura l'indicatore."),
    )
    sdg = ScelteFilter(
        label=_("Obiettivo di sviluppo sostenibile"),
        method="filter_sdg",
        choices=SDG,
        help_text=_("Numero dell'obiettivo dell'Agenda 2030 (da 1 a 17)."),
    )

    class Meta:
        model = Indicatore
        fields: ClassVar[list[str]] = []

    def filter_progetto(
        self, queryset: IndicatoreQuerySet, name: str, value: list[str]
    ) -> IndicatoreQuerySet:
        return queryset.filter(quadro__progetto__slug__in=value)

    def filter_sdg(
        self, queryset: IndicatoreQuerySet, name: str, value: list[str]
    ) -> IndicatoreQuerySet:
        return queryset.filter(sdg__overlap=value)


class RilevazioneFilter(_DiProgetti):
    progetto = _progetto_filter()
    indicatore = django_filters.UUIDFilter(
        field_name="indicatore__serie",
        label=_("Indicatore"),
        error_messages={"invalid": _("Scrivi il codice `serie` di un indicatore.")},
        help_text=_("Codice `serie` dell'indicatore, lo stesso in ogni versione del quadro."),
    )
    periodo = django_filters.CharFilter(
        field_name="rendicontazione__periodo__codice",
        label=_("Periodo"),
        max_length=30,
        help_text=_("Codice del periodo, per esempio 2026-s1."),
    )
    attendibilita = ScelteFilter(
        label=_("Attendibilità"),
        method="filter_attendibilita",
        choices=[(str(voce), voce.label) for voce in PUBBLICHE],
        help_text=_("Chi garantisce il valore; i contestati non entrano in nessun risultato."),
    )

    class Meta:
        model = Rilevazione
        fields: ClassVar[list[str]] = []

    def filter_progetto(
        self, queryset: RilevazioneQuerySet, name: str, value: list[str]
    ) -> RilevazioneQuerySet:
        return queryset.filter(rendicontazione__progetto__slug__in=value)

    def filter_attendibilita(
        self, queryset: RilevazioneQuerySet, name: str, value: list[Any]
    ) -> RilevazioneQuerySet:
        return queryset.filter(verifica__in=[PUBBLICHE[Attendibilita(v)] for v in value])


class PeriodoFilter(FiltriRigorosi):
    class Meta:
        model = PeriodoMonitoraggio
        fields: ClassVar[list[str]] = []
