"""Filters of the lessons, the same for pages, downloads and API."""

import re
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from community.models import Lezione
from community.querysets import CondivisaQuerySet
from community.selectors.lezioni import lezione_vocabolari
from fis_portal.core.filters import FiltriRigorosi, Vocabolari, VociFilter, testo_filter

SLUG = re.compile(r"[-\w]{1,140}")


class LezioneFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("tema", "leva", "intervento", "progetto", "comune")

    q = testo_filter(
        _("Cerca"),
        "filter_q",
        _("Parole della lezione, in qualunque forma: «sportelli» trova anche «sportello»."),
    )
    tema = VociFilter(label=_("Tema"), method="filter_tema", help_text=_("Slug del tema."))
    leva = VociFilter(
        label=_("Leva"),
        method="filter_leva",
        help_text=_("Slug della leva: che cosa ha mosso il progetto."),
    )
    intervento = VociFilter(
        field_name="intervento__codice",
        label=_("Intervento"),
        distinct=False,
        help_text=_("Codice dell'Intervento (I, II, III)."),
    )
    progetto = VociFilter(
        label=_("Progetto"), method="filter_progetto", help_text=_("Slug di un progetto pubblico.")
    )
    comune = VociFilter(
        label=_("Comune"),
        method="filter_comune",
        help_text=_("Codice ISTAT del Comune del progetto."),
    )

    class Meta:
        model = Lezione
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        return lezione_vocabolari(
            progetti=[slug for slug in self.valori("progetto") if SLUG.fullmatch(slug)],
            comuni=[c for c in self.valori("comune") if re.fullmatch(r"\d{6}", c)],
        )

    def filter_q(self, queryset: CondivisaQuerySet, name: str, value: str) -> CondivisaQuerySet:
        return queryset.search(value)

    def filter_tema(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        return queryset.in_temi(value)

    def filter_leva(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        return queryset.in_leve(value)

    def filter_progetto(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        return queryset.filter(progetto__slug__in=value, progetto__is_public=True)

    def filter_comune(
        self, queryset: CondivisaQuerySet, name: str, value: list[str]
    ) -> CondivisaQuerySet:
        return queryset.filter(progetto__comune__codice_istat__in=value, progetto__is_public=True)


class LezioneAreaFilter(LezioneFilter):
    """In the area of the Comuni, where who may see demonstrative rows is decided before."""

    @property
    def con_dimostrativi(self) -> bool:
        return True
