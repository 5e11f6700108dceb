"""Filters of the project list, the same for pages, exports and API."""

import re
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from fis_portal.core.filters import CampoVoci, FiltriRigorosi, Vocabolari, VociFilter, testo_filter
from fis_portal.core.scorrimento import ORDINATE
from progetti.enums import StatoFase
from progetti.models import Progetto
from progetti.querysets import ProgettoQuerySet
from progetti.ricerca import MASSIMO_TROVATI, presenti
from progetti.selectors.vocabolari import progetto_vocabolari


class StatoFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


class ProgettoFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("macroarea", "tema", "regione", "comune", "intervento")
    faccette: ClassVar[tuple[str, ...]] = (
        "macroarea",
        "tema",
        "regione",
        "comune",
        "intervento",
        "stato",
    )

    q = testo_filter(
        _("Cerca"),
        "filter_q",
        _(
            "Parole nel titolo, nella descrizione, nei nomi di Comuni, temi e partner; perdona gli "
            "errori di battitura."
        ),
    )
    macroarea = VociFilter(
        label=_("Macroarea"), method="filter_macroarea", help_text=_("Slug della macroarea.")
    )
    tema = VociFilter(label=_("Tema"), method="filter_tema", help_text=_("Slug del tema."))
    regione = VociFilter(
        label=_("Regione"), method="filter_regione", help_text=_("Slug della Regione.")
    )
    comune = VociFilter(
        label=_("Comune"), method="filter_comune", help_text=_("Codice ISTAT del Comune.")
    )
    intervento = VociFilter(
        label=_("Intervento"),
        method="filter_fase",
        help_text=_("Codice dell'Intervento (I, II, III) in cui il progetto ha una fase."),
    )
    stato = StatoFilter(
        label=_("Stato"),
        method="filter_fase",
        choices=StatoFase.choices,
        help_text=_(
            "Stato della fase più recente o, con `intervento`, della fase in quell'Intervento."
        ),
    )

    class Meta:
        model = Progetto
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        codici = [codice for codice in self.valori("comune") if re.fullmatch(r"\d{6}", codice)]
        return progetto_vocabolari(comuni=codici)

    @property
    def scelte(self) -> dict[str, list[str]]:
        """What was chosen in each facet."""
        return {nome: self.form.cleaned_data.get(nome) or [] for nome in self.faccette}

    def filter_q(self, queryset: ProgettoQuerySet, name: str, value: str) -> ProgettoQuerySet:
        return queryset  # words are looked for among what the other filters leave: see `trova`

    def filter_queryset(self, queryset: ProgettoQuerySet) -> ProgettoQuerySet:
        """As a list shows them: of many found, the best among the first (`MASSIMO_TROVATI`).

        In an order of one's own there is no best: all of them, which the API refuses if they are
        more than it puts in order.
        """
        al_piu = (ORDINATE if self.data.get("ordine") else MASSIMO_TROVATI) + 1
        filtrati: Any = super().filter_queryset(queryset)
        return self.trova(filtrati, al_piu=al_piu)

    def trova(self, queryset: ProgettoQuerySet, *, al_piu: int | None = None) -> ProgettoQuerySet:
        """Those of `queryset` in which the words asked for are found (call `is_valid` before)."""
        testo = self.form.cleaned_data["q"]
        return queryset.search(testo, al_piu=al_piu, simili=self.simili)

    @cached_property
    def simili(self) -> bool:
        """Whether words like those asked for count: asked once for all that a page counts."""
        return not presenti(self.form.cleaned_data["q"])

    @property
    def tutti(self) -> ProgettoQuerySet:
        """All that answer to the filters, however many, for who takes them away."""
        return self.trova(self.senza())

    def filter_macroarea(
        self, queryset: ProgettoQuerySet, name: str, value: list[str]
    ) -> ProgettoQuerySet:
        return queryset.in_macroaree(value)

    def filter_tema(
        self, queryset: ProgettoQuerySet, name: str, value: list[str]
    ) -> ProgettoQuerySet:
        return queryset.in_temi(value)

    def filter_regione(
        self, queryset: ProgettoQuerySet, name: str, value: list[str]
    ) -> ProgettoQuerySet:
        return queryset.in_regioni(value)

    def filter_comune(
        self, queryset: ProgettoQuerySet, name: str, value: list[str]
    ) -> ProgettoQuerySet:
        return queryset.filter(comune__codice_istat__in=value)

    def filter_fase(
        self, queryset: ProgettoQuerySet, name: str, value: list[str]
    ) -> ProgettoQuerySet:
        """`intervento` and `stato` speak of the same phase, so the first one present does both."""
        interventi = self.form.cleaned_data.get("intervento") or []
        stati = self.form.cleaned_data.get("stato") or []
        if name == "stato" and interventi:
            return queryset
        return queryset.in_fase(interventi=interventi, stati=stati)
