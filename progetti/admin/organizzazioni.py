from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline
from fis_portal.core.admin.exchange import ScambioMixin
from progetti.models import Organizzazione, Partenariato
from progetti.resources import OrganizzazioneResource


class PartenariatoDiOrganizzazioneInline(RegistroTabularInline):
    model = Partenariato
    fields = ("progetto", "ruolo", "dal", "al", "fonte")
    autocomplete_fields = ("progetto", "fonte")
    per_page = 20


@admin.register(Organizzazione)
class OrganizzazioneAdmin(ScambioMixin, RegistroAdmin):
    resource_classes = [OrganizzazioneResource]
    list_display = ("nome", "tipo", "progetti", "comune", "sito")
    list_select_related = ("comune",)
    list_filter = (("tipo", ChoicesDropdownFilter), ("is_demo", BooleanRadioFilter))
    search_fields = ("nome_chiave__contains",)
    autocomplete_fields = ("comune",)
    inlines = (PartenariatoDiOrganizzazioneInline,)
    storia_collegati = ((Partenariato, "organizzazione"),)
    fieldsets = (
        (None, {"fields": ("nome", "tipo", "sito")}),
        (_("Se è un Comune"), {"fields": ("comune",)}),
        (_("Altro"), {"fields": ("is_demo",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        quanti = Count("partenariati__progetto", distinct=True)
        return super().get_queryset(request).annotate(quanti_progetti=quanti)

    @display(description=_("progetti"), ordering="quanti_progetti")
    def progetti(self, organizzazione: Any) -> int:
        return organizzazione.quanti_progetti


@admin.register(Partenariato)
class PartenariatoAdmin(RegistroAdmin):
    list_display = ("organizzazione", "ruolo", "progetto", "dal", "al")
    list_select_related = ("organizzazione", "progetto__comune")
    list_filter = (
        ("ruolo", ChoicesDropdownFilter),
        ("organizzazione", AutocompleteSelectFilter),
        ("progetto", AutocompleteSelectFilter),
    )
    search_fields = (
        "organizzazione__nome_chiave__contains",
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
    )
    autocomplete_fields = ("organizzazione", "progetto", "fonte")
    fieldsets = (
        (None, {"fields": ("progetto", ("organizzazione", "ruolo"))}),
        (_("Quando e con che impegno"), {"fields": (("dal", "al"), "impegno", "fonte")}),
    )
