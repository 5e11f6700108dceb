"""Filters of reports and published figures, the same for pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from fis_portal.core.filters import CampoVoci, FiltriRigorosi
from monitoraggio.enums import TipoReport
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from monitoraggio.querysets import ReportMonitoraggioQuerySet
from monitoraggio.registro import REGISTRO

_ANNO = _("Scrivi un anno di quattro cifre, per esempio 2026.")


class TipoFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


class ReportFilter(FiltriRigorosi):
    tipo = TipoFilter(
        field_name="tipo",
        label=_("Tipo"),
        choices=TipoReport.choices,
        distinct=False,
        help_text=_("Durata del periodo raccontato."),
    )
    anno = django_filters.NumberFilter(
        label=_("Anno"),
        method="filter_anno",
        min_value=1900,
        max_value=2200,
        decimal_places=0,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places"), _ANNO
        ),
        help_text=_("Anno in cui comincia il periodo."),
    )

    class Meta:
        model = ReportMonitoraggio
        fields: ClassVar[list[str]] = []

    def filter_anno(
        self, queryset: ReportMonitoraggioQuerySet, name: str, value: int
    ) -> ReportMonitoraggioQuerySet:
        return queryset.filter(periodo_inizio__year=int(value))


class DatoPubblicatoFilter(django_filters.FilterSet):
    figura = TipoFilter(
        field_name="figura",
        label=_("Figura"),
        choices=[(codice, codice) for codice in REGISTRO],
        distinct=False,
        help_text=_("Codice della figura che il portale calcola per lo stesso fatto."),
    )

    class Meta:
        model = DatoPubblicato
        fields: ClassVar[list[str]] = []
