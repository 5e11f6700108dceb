from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.quote import euro_it
from progetti.models import Intervento, Macroarea, Tema
from progetti.resources import MacroareaResource, TemaResource


@admin.register(Intervento)
class InterventoAdmin(RegistroAdmin):
    list_display = ("codice", "nome", "massimale", "dotazione", "fonte")
    list_display_links = ("codice", "nome")
    list_select_related = ("fonte",)
    search_fields = ("codice__iexact", "nome__unaccent__icontains")
    autocomplete_fields = ("fonte",)
    fieldsets = (
        (None, {"fields": (("codice", "ordine"), "nome", "descrizione")}),
        (_("Importi"), {"fields": (("massimale_eur", "dotazione_eur"),)}),
        (_("Fonte"), {"fields": ("fonte", "nota")}),
    )

    @display(description=_("massimale"), ordering="massimale_eur")
    def massimale(self, intervento: Intervento) -> str:
        return euro_it(intervento.massimale_eur)

    @display(description=_("dotazione"), ordering="dotazione_eur")
    def dotazione(self, intervento: Intervento) -> str:
        return euro_it(intervento.dotazione_eur)


class VocabolarioAdmin(ScambioMixin, RegistroAdmin):
    """Words that staff edit: a word that is no longer used ends, it is not deleted."""

    list_display = ("nome", "slug", "progetti", "valido_dal", "valido_al", "ordine")
    search_fields = ("nome_chiave__contains", "slug")
    prepopulated_fields = {"slug": ("nome",)}
    autocomplete_fields = ("fonte",)
    fieldsets: Any = (
        (None, {"fields": (("nome", "slug"), "descrizione", "ordine")}),
        (
            _("Validità"),
            {
                "fields": (("valido_dal", "valido_al"), "fonte"),
                "description": _(
                    "Una voce che non si usa più non si cancella: si indica fino a quando è valida."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(quanti=Count("assegnazioni"))

    @display(description=_("progetti"), ordering="quanti")
    def progetti(self, voce: Any) -> int:
        return voce.quanti


@admin.register(Macroarea)
class MacroareaAdmin(VocabolarioAdmin):
    resource_classes = [MacroareaResource]


@admin.register(Tema)
class TemaAdmin(VocabolarioAdmin):
    resource_classes = [TemaResource]
