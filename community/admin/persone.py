"""People, registrations, attendances and the log of who looked: personal data (ADR 0019)."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from community.admin.nomi import ConNomi, NomiRegistrati
from community.admin.persone_atti import AttiPersona
from community.models import AccessoPersona, Iscrizione, Partecipazione, Persona
from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroTabularInline,
    SolaLetturaMixin,
)
from fis_portal.core.quote import data_it
from fis_portal.core.templatetags.fis import dataora


class SchedeFilter(DropdownFilter):
    """Rows joined to another, and rows without a name, are not in the list unless asked for."""

    title = _("schede")
    parameter_name = "schede"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unite", _("unite a un'altra")),
            ("anonime", _("anonime")),
            ("tutte", _("tutte")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        quali = {
            "tutte": {},
            "unite": {"fusa_in__isnull": False},
            "anonime": {"anonimizzata_il__isnull": False},
        }
        predefinite = {"fusa_in__isnull": True, "anonimizzata_il__isnull": True}
        return queryset.filter(**quali.get(self.value() or "", predefinite))


class IscrizioneDiPersonaInline(ConNomi, SolaLetturaMixin, RegistroTabularInline):
    model = Iscrizione
    fields = ("evento", "stato", "organizzazione", "ente", "comune", "informativa_il")
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("evento", "organizzazione", "comune")


class PartecipazioneDiPersonaInline(ConNomi, RegistroTabularInline):
    model = Partecipazione
    fields = ("evento", "organizzazione", "ente", "tipo_ente", "comune", "ruolo")
    autocomplete_fields = ("evento", "organizzazione", "comune")
    per_page = 20


class AccessoInline(SolaLetturaMixin, RegistroTabularInline):
    model = AccessoPersona
    fields = ("created_at", "by", "azione", "nota")
    readonly_fields = fields
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")


@admin.register(Persona)
class PersonaAdmin(AttiPersona, NomiRegistrati, RegistroAdmin):
    """Personal data: no list is exported, nobody is deleted (data are erased, counts stay)."""

    list_display = ("chi", "email", "organizzazione", "presenze", "fino_al")
    list_display_links = ("chi",)
    list_select_related = ("organizzazione",)
    list_filter = (
        SchedeFilter,
        ("organizzazione", AutocompleteSelectFilter),
        ("conservare_fino_al", RangeDateFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("cognome__unaccent__icontains", "nome__unaccent__icontains", "email")
    autocomplete_fields = ("organizzazione",)
    readonly_fields = ("user", "fusa_in", "anonimizzata_il")
    inlines = (IscrizioneDiPersonaInline, PartecipazioneDiPersonaInline, AccessoInline)
    actions_list = ("doppioni",)
    actions_detail = ("unisci", "separa", "esporta", "cancella")
    storia_collegati = ((Iscrizione, "persona"), (Partecipazione, "persona"))
    fieldsets = (
        (
            None,
            {
                "fields": (("nome", "cognome"), ("email", "organizzazione"), "is_demo"),
                "description": _(
                    "Dati personali: servono a contare le presenze e non sono mai pubblicati. "
                    "Resta scritto chi apre questa pagina."
                ),
            },
        ),
        (
            _("Conservazione"),
            {"fields": (("conservare_fino_al", "anonimizzata_il"), ("fusa_in", "user"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                presenti=Count("partecipazioni", distinct=True)
                + Count("fuse__partecipazioni", distinct=True)
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Whom an autocomplete suggests: one row for each person, and nobody without a name."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(fusa_in__isnull=True, anonimizzata_il__isnull=True)
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request: HttpRequest, obj: Persona | None = None) -> bool:
        anonima = obj is not None and obj.anonimizzata_il is not None
        return not anonima and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Persona | None = None) -> bool:
        return False

    @display(description=_("chi"), ordering="cognome")
    def chi(self, persona: Persona) -> str:
        return str(persona) if persona.anonimizzata_il else f"{persona.cognome} {persona.nome}"

    @display(description=_("presenze"), ordering="presenti")
    def presenze(self, persona: Any) -> int:
        return persona.presenti

    @display(description=_("conservati fino al"), ordering="conservare_fino_al")
    def fino_al(self, persona: Persona) -> str:
        return data_it(persona.conservare_fino_al, vuoto="—")


@admin.register(Iscrizione)
class IscrizioneAdmin(SolaLetturaMixin, NomiRegistrati, RegistroAdmin):
    """Read here: places and waiting list are kept by the services of the registration."""

    list_display = ("persona", "evento", "stato", "organizzazione", "quando")
    list_select_related = ("persona", "evento", "organizzazione")
    list_filter = (("evento", AutocompleteSelectFilter), ("stato", ChoicesDropdownFilter))
    search_fields = ("persona__cognome__unaccent__icontains", "evento__titolo_chiave__contains")
    fieldsets = (
        (None, {"fields": (("persona", "evento"), ("stato", "in_coda_dal"))}),
        (
            _("Per conto di"),
            {"fields": (("organizzazione", "ente"), ("tipo_ente", "comune"), "ruolo")},
        ),
        (_("Date"), {"fields": (("created_at", "informativa_il"),)}),
    )
    readonly_fields = ("created_at",)

    @display(description=_("iscritta il"), ordering="created_at")
    def quando(self, iscrizione: Iscrizione) -> str:
        return dataora(iscrizione.created_at)


@admin.register(Partecipazione)
class PartecipazioneAdmin(NomiRegistrati, RegistroAdmin):
    list_display = ("persona", "evento", "organizzazione", "ruolo", "canale")
    list_select_related = ("persona", "evento", "organizzazione")
    list_filter = (
        ("evento", AutocompleteSelectFilter),
        ("organizzazione", AutocompleteSelectFilter),
        ("ruolo", ChoicesDropdownFilter),
        ("canale", ChoicesDropdownFilter),
    )
    search_fields = ("persona__cognome__unaccent__icontains", "evento__titolo_chiave__contains")
    autocomplete_fields = ("evento", "persona", "organizzazione", "comune")
    readonly_fields = ("canale", "arrivo", "registrata_da")
    fieldsets = (
        (None, {"fields": (("evento", "persona"), "ruolo")}),
        (
            _("Per conto di"),
            {"fields": (("organizzazione", "comune"), ("ente", "tipo_ente"))},
        ),
        (_("Come lo sappiamo"), {"fields": (("canale", "arrivo"), "registrata_da")}),
    )


@admin.register(AccessoPersona)
class AccessoPersonaAdmin(ConNomi, SolaLetturaMixin, RegistroAdmin):
    """The log itself: written by the portal, changed by nobody."""

    list_display = ("quando", "chi", "azione", "persona", "evento", "quante", "nota")
    list_select_related = ("by", "persona", "evento")
    list_filter = (
        ("azione", ChoicesDropdownFilter),
        ("created_at", RangeDateFilter),
        ("by", AutocompleteSelectFilter),
    )
    search_fields = ("by__email", "persona__cognome__unaccent__icontains")
    fields = ("created_at", "by", "azione", "persona", "evento", "quante", "nota")
    readonly_fields = fields

    @display(description=_("quando"), ordering="created_at")
    def quando(self, accesso: AccessoPersona) -> str:
        return dataora(accesso.created_at)

    @display(description=_("chi"), ordering="by")
    def chi(self, accesso: AccessoPersona) -> str:
        return str(accesso.by or _("compito automatico"))
