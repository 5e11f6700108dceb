from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from community.models import RiepilogoIncontri
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.quote import numero_it


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
