"""Templates of reports, their schedule and who receives them, in the management area."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)

from fis_portal.core.admin.base import RegistroAdmin, RegistroStackedInline, SolaLetturaMixin
from monitoraggio.admin.moduli import PianificazioneForm, SezioneForm, SezioniFormSet
from monitoraggio.enums import TipoReport
from monitoraggio.models import (
    DestinatarioReport,
    ModelloReport,
    PianificazioneReport,
    SezioneModello,
    SezioneReport,
)
from monitoraggio.services import pianificazione_set

CAMPI_SEZIONE = (
    ("genere", "figura"),
    "taglio",
    ("filtro", "filtro_valore"),
    "titolo",
    "testo",
    "ordine",
)


class SezioneInline(RegistroStackedInline):
    """Sections in their order: dragged, or numbered."""

    form = SezioneForm
    formset = SezioniFormSet
    fields = CAMPI_SEZIONE
    ordering = ("ordine", "pk")
    ordering_field = "ordine"
    collapsible = True
    tab = False

    class Media:
        js = ("js/sezioni_report.js",)


class SezioneModelloInline(SezioneInline):
    model = SezioneModello


@admin.register(ModelloReport)
class ModelloReportAdmin(RegistroAdmin):
    """What a kind of report is made of. Changing a template changes no report already begun."""

    list_display = ("nome", "tipo", "di_un_comune", "attivo", "updated_at")
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("di_un_comune", BooleanRadioFilter),
        ("attivo", BooleanRadioFilter),
    )
    search_fields = ("nome__unaccent__icontains",)
    ordering = ("di_un_comune", "nome")
    fieldsets = ((None, {"fields": ("nome", ("tipo", "di_un_comune"), "attivo")}),)
    inlines = (SezioneModelloInline,)
    storia_collegati = ((SezioneModello, "modello"),)


@admin.register(SezioneModello, SezioneReport)
class SezioneAdmin(SolaLetturaMixin, RegistroAdmin):
    """Sections are written on the page of their template or draft."""

    list_display = ("__str__", "genere", "ordine")
    list_filter = (("genere", ChoicesDropdownFilter),)
    ordering = ("pk",)
    fieldsets = ((None, {"fields": CAMPI_SEZIONE}),)


@admin.register(PianificazioneReport)
class PianificazioneReportAdmin(RegistroAdmin):
    """Which kinds of report are built by themselves: a row each, neither added nor deleted."""

    form = PianificazioneForm
    list_display = ("tipo", "attiva", "modello", "attiva_dal")
    list_select_related = ("modello",)
    ordering = ("pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (("tipo", "attiva_dal"), "attiva", "modello"),
                "description": gettext_lazy(
                    "Il portale costruisce il report il giorno dopo la fine di ogni periodo, e "
                    "recupera quelli che ha saltato stando spento. Sarà pubblico solo quando "
                    "qualcuno lo pubblica."
                ),
            },
        ),
    )
    readonly_fields = ("tipo", "attiva_dal")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        pianificazione_set(
            tipo=TipoReport(obj.tipo), attiva=obj.attiva, modello=obj.modello, by=request.user
        )


@admin.register(DestinatarioReport)
class DestinatarioReportAdmin(RegistroAdmin):
    """Who is told by mail when a report is published."""

    list_display = ("email", "nome", "tipo", "comune", "attivo")
    list_select_related = ("comune",)
    list_filter = (("tipo", ChoicesDropdownFilter), ("attivo", BooleanRadioFilter))
    search_fields = ("email__icontains", "nome__unaccent__icontains")
    autocomplete_fields = ("comune",)
    ordering = ("email", "pk")
    fieldsets = ((None, {"fields": (("email", "nome"), ("tipo", "comune"), "attivo")}),)
