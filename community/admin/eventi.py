from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from community.models import (
    Evento,
    EventoFonte,
    EventoProgetto,
    Partecipazione,
    RiepilogoIncontri,
)
from community.resources import EventoResource
from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroStackedInline,
    RegistroTabularInline,
)
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.quote import data_it, numero_it


class SenzaPresenzeFilter(DropdownFilter):
    """Past events of which nobody has recorded who or how many came."""

    title = _("presenze")
    parameter_name = "senza_presenze"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("si", _("conclusi senza presenze"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.senza_presenze(timezone.localdate()) if self.value() == "si" else queryset  # type: ignore[attr-defined]


class RiepilogoInline(RegistroStackedInline):
    model = RiepilogoIncontri
    verbose_name_plural = _("totali dell'evento")
    fields = (
        "titolo",
        "incontri",
        ("presenze", "persone"),
        ("data_riferimento", "precisione"),
        "fonte",
        "nota",
    )
    autocomplete_fields = ("fonte",)


class PartecipazioneInline(RegistroTabularInline):
    model = Partecipazione
    fields = ("persona", "organizzazione", "ruolo")
    autocomplete_fields = ("persona", "organizzazione")
    per_page = 20


@admin.register(Evento)
class EventoAdmin(ScambioMixin, RegistroAdmin):
    resource_classes = [EventoResource]
    list_display = ("quando", "titolo", "tipo", "luogo", "presenze", "is_public")
    list_display_links = ("titolo",)
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("data_inizio", RangeDateFilter),
        ("intervento", RelatedDropdownFilter),
        ("progetti", AutocompleteSelectFilter),
        SenzaPresenzeFilter,
        ("is_public", BooleanRadioFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo_chiave__contains", "luogo__unaccent__icontains")
    search_help_text = _("Titolo o luogo")
    autocomplete_fields = ("progetti", "fonti")
    prepopulated_fields = {"slug": ("titolo",)}
    inlines = (RiepilogoInline, PartecipazioneInline)
    fieldsets = (
        (None, {"fields": ("titolo", ("tipo", "intervento"))}),
        (
            _("Quando e dove"),
            {
                "fields": (
                    ("data_inizio", "data_fine"),
                    ("precisione", "data_testo"),
                    ("ora_inizio", "luogo"),
                )
            },
        ),
        (
            _("Di che cosa si parla"),
            {"fields": ("descrizione", "organizzatori", "progetti", "progetti_presenti")},
        ),
        (_("Fonti e note"), {"fields": ("fonti", "nota")}),
        (_("Pubblicazione"), {"fields": ("is_public", "slug", "is_demo")}),
    )
    storia_collegati = (
        (RiepilogoIncontri, "evento"),
        (Partecipazione, "evento"),
        (EventoProgetto, "evento"),
        (EventoFonte, "evento"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(presenti=Count("partecipazioni"))

    def get_view_on_site_url(self, obj: Evento | None = None) -> str | None:
        """Only what is public has a page to see."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    @display(description=_("data"), ordering="data_inizio")
    def quando(self, evento: Evento) -> str:
        return data_it(evento.data_inizio, vuoto=evento.data_testo or "—")

    @display(description=_("presenze registrate"), ordering="presenti")
    def presenze(self, evento: Any) -> str:
        return str(evento.presenti or "—")


@admin.register(RiepilogoIncontri)
class RiepilogoIncontriAdmin(RegistroAdmin):
    list_display = (
        "titolo",
        "tipo",
        "intervento",
        "n_incontri",
        "n_presenze",
        "n_persone",
        "fonte",
    )
    list_select_related = ("intervento", "fonte")
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("intervento", RelatedDropdownFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo__unaccent__icontains",)
    autocomplete_fields = ("evento", "fonte")
    fieldsets = (
        (None, {"fields": ("titolo", ("tipo", "intervento"), "evento")}),
        (
            _("Totali"),
            {
                "fields": ("incontri", ("presenze", "persone")),
                "description": _("Lascia vuoto ciò che la fonte non dice: vuoto non è zero."),
            },
        ),
        (
            _("Fonte"),
            {"fields": (("data_riferimento", "precisione"), "fonte", "nota", "is_demo")},
        ),
    )

    @display(description=_("incontri"), ordering="incontri")
    def n_incontri(self, riepilogo: RiepilogoIncontri) -> str:
        return numero_it(riepilogo.incontri, vuoto="—")

    @display(description=_("presenze"), ordering="presenze")
    def n_presenze(self, riepilogo: RiepilogoIncontri) -> str:
        return numero_it(riepilogo.presenze, vuoto="—")

    @display(description=_("persone"), ordering="persone")
    def n_persone(self, riepilogo: RiepilogoIncontri) -> str:
        return numero_it(riepilogo.persone, vuoto="—")
