"""Filters of the list of events, the same for page and API."""

import re
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from community.enums import ModalitaEvento, TipoEvento
from community.models import Evento
from community.querysets import EventoQuerySet
from community.selectors.eventi import evento_vocabolari
from fis_portal.core.filters import CampoVoci, FiltriRigorosi, Vocabolari, VociFilter

_ANNO = {"invalid": _("Scrivi un anno di quattro cifre, per esempio 2023.")}


class TipoFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


class EventoFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("intervento", "comune", "tema")

    tipo = TipoFilter(
        field_name="tipo",
        label=_("Tipo"),
        choices=TipoEvento.choices,
        distinct=False,
        help_text=_("Tipo di incontro."),
    )
    modalita = TipoFilter(
        field_name="modalita",
        label=_("Come si partecipa"),
        choices=ModalitaEvento.choices,
        distinct=False,
        help_text=_("Come si partecipa: in presenza, online o nei due modi."),
    )
    intervento = VociFilter(
        field_name="intervento__codice",
        label=_("Intervento"),
        distinct=False,
        help_text=_("Codice dell'Intervento (I, II, III)."),
    )
    anno = django_filters.NumberFilter(
        field_name="data_inizio",
        lookup_expr="year",
        label=_("Anno"),
        min_value=1900,
        max_value=2200,
        decimal_places=0,
        error_messages={
            **_ANNO,
            "min_value": _ANNO["invalid"],
            "max_value": _ANNO["invalid"],
            "max_decimal_places": _ANNO["invalid"],
        },
        help_text=_("Anno dell'evento; gli eventi senza data restano fuori."),
    )
    comune = VociFilter(
        label=_("Comune"),
        method="filter_comune",
        help_text=_("Codice ISTAT di un Comune i cui progetti hanno preso parte all'evento."),
    )

    tema = VociFilter(
        label=_("Tema"),
        method="filter_tema",
        help_text=_("Tema (slug) di un progetto che ha preso parte all'evento."),
    )

    class Meta:
        model = Evento
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        codici = [codice for codice in self.valori("comune") if re.fullmatch(r"\d{6}", codice)]
        return evento_vocabolari(comuni=codici)

    def filter_comune(
        self, queryset: EventoQuerySet, name: str, value: list[str]
    ) -> EventoQuerySet:
        return _con_progetti(queryset, progetto__comune__codice_istat__in=value)

    def filter_tema(self, queryset: EventoQuerySet, name: str, value: list[str]) -> EventoQuerySet:
        return _con_progetti(queryset, progetto__temi__slug__in=value)


def _con_progetti(queryset: EventoQuerySet, **quali: Any) -> EventoQuerySet:
    """Events that a public project of these took part in."""
    legami = Evento.progetti.through.objects.filter(
        evento=OuterRef("pk"), progetto__is_public=True, **quali
    )
    return queryset.filter(Exists(legami))
