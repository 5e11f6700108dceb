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

from community.models import Partecipazione, Persona
from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline


class PartecipazioneDiPersonaInline(RegistroTabularInline):
    model = Partecipazione
    fields = ("evento", "organizzazione", "ruolo")
    autocomplete_fields = ("evento", "organizzazione")
    per_page = 20


@admin.register(Persona)
class PersonaAdmin(RegistroAdmin):
    """Personal data: no export, and not for whoever only reads (sito.roles)."""

    list_display = ("cognome", "nome", "organizzazione", "presenze")
    list_display_links = ("cognome", "nome")
    list_select_related = ("organizzazione",)
    list_filter = (("organizzazione", AutocompleteSelectFilter), ("is_demo", BooleanRadioFilter))
    search_fields = ("cognome__unaccent__icontains", "nome__unaccent__icontains", "email")
    autocomplete_fields = ("organizzazione",)
    inlines = (PartecipazioneDiPersonaInline,)
    storia_collegati = ((Partecipazione, "persona"),)
    fieldsets = (
        (
            None,
            {
                "fields": (("nome", "cognome"), ("email", "organizzazione"), "is_demo"),
                "description": _(
                    "Dati personali: servono a contare le presenze e non sono mai pubblicati."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(presenti=Count("partecipazioni"))

    @display(description=_("presenze"), ordering="presenti")
    def presenze(self, persona: Any) -> int:
        return persona.presenti


@admin.register(Partecipazione)
class PartecipazioneAdmin(RegistroAdmin):
    list_display = ("persona", "evento", "organizzazione", "ruolo")
    list_select_related = ("persona", "evento", "organizzazione")
    list_filter = (
        ("evento", AutocompleteSelectFilter),
        ("organizzazione", AutocompleteSelectFilter),
        ("ruolo", ChoicesDropdownFilter),
    )
    search_fields = ("persona__cognome__unaccent__icontains", "evento__titolo_chiave__contains")
    autocomplete_fields = ("evento", "persona", "organizzazione")
