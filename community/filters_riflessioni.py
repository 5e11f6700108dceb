"""Filters of the answers side by side and of the institutional changes, for page and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from community.enums import TipoCambiamento
from community.models import CambiamentoIstituzionale, Riflessione
from community.selectors.riflessioni import cambiamento_vocabolari, riflessione_vocabolari
from fis_portal.core.filters import CampoVoci, FiltriRigorosi, Vocabolari, VociFilter


class RiflessioneFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("domanda", "intervento", "progetto")

    domanda = VociFilter(
        field_name="domanda__codice", label=_("Domanda"), distinct=False,
        help_text=_("Codice della domanda guida."),
    )  # fmt: skip
    intervento = VociFilter(
        field_name="intervento__codice", label=_("Intervento"), distinct=False,
        help_text=_("Codice dell'Intervento (I, II, III)."),
    )  # fmt: skip
    progetto = VociFilter(
        field_name="progetto__slug", label=_("Progetto"), distinct=False,
        help_text=_("Slug del progetto."),
    )  # fmt: skip

    class Meta:
        model = Riflessione
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        return riflessione_vocabolari()


class TipoCambiamentoFilter(django_filters.MultipleChoiceFilter):
    field_class = CampoVoci


class CambiamentoFilter(FiltriRigorosi):
    voci: ClassVar[tuple[str, ...]] = ("comune", "progetto")

    tipo = TipoCambiamentoFilter(
        field_name="tipo", label=_("Tipo"), choices=TipoCambiamento.choices, distinct=False,
        help_text=_("Che cosa è cambiato."),
    )  # fmt: skip
    comune = VociFilter(
        field_name="comune__codice_istat", label=_("Comune"), distinct=False,
        help_text=_("Codice ISTAT del Comune."),
    )  # fmt: skip
    progetto = VociFilter(
        field_name="progetto__slug", label=_("Progetto"), distinct=False,
        help_text=_("Slug del progetto."),
    )  # fmt: skip

    class Meta:
        model = CambiamentoIstituzionale
        fields: ClassVar[list[str]] = []

    def get_vocabolari(self) -> Vocabolari:
        return cambiamento_vocabolari()
