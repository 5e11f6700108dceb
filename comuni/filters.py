"""Filters of the list of Comuni, the same for page and API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from comuni.models import Comune
from comuni.querysets import ComuneQuerySet
from comuni.selectors import comune_vocabolari
from fis_portal.core.filters import (
    FiltriRigorosi,
    Vocabolari,
    VociFilter,
    si_no_filter,
    testo_filter,
)


class ComuneFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("regione", "provincia")

    q = testo_filter(
        _("Cerca"), "filter_q", _("Nome del Comune, anche con qualche errore, o codice ISTAT.")
    )
    regione = VociFilter(
        label=_("Regione"), method="filter_regione", help_text=_("Slug della Regione.")
    )
    provincia = VociFilter(
        label=_("Provincia"), method="filter_provincia", help_text=_("Sigla della Provincia.")
    )
    capoluogo = si_no_filter(
        _("Capoluogo"), "filter_capoluogo", _("1 per i soli capoluoghi, 0 per gli altri Comuni.")
    )
    con_progetti = si_no_filter(
        _("Con progetti"),
        "filter_con_progetti",
        _("1 per i Comuni con almeno un progetto pubblico, 0 per gli altri."),
    )

    class Meta:
        model = Comune
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        return comune_vocabolari()

    def filter_q(self, queryset: ComuneQuerySet, name: str, value: str) -> ComuneQuerySet:
        return queryset.search(value)

    def filter_regione(
        self, queryset: ComuneQuerySet, name: str, value: list[str]
    ) -> ComuneQuerySet:
        return queryset.filter(provincia__regione__slug__in=value)

    def filter_provincia(
        self, queryset: ComuneQuerySet, name: str, value: list[str]
    ) -> ComuneQuerySet:
        return queryset.filter(provincia__sigla__in=value)

    def filter_capoluogo(self, queryset: ComuneQuerySet, name: str, value: bool) -> ComuneQuerySet:
        return queryset.filter(capoluogo=value)

    def filter_con_progetti(
        self, queryset: ComuneQuerySet, name: str, value: bool
    ) -> ComuneQuerySet:
        return queryset.con_progetti(value, dimostrativi=self.con_dimostrativi)
