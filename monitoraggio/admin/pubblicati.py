from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    FieldTextFilter,
)
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.quote import data_it, numero_it
from monitoraggio.models import DatoPubblicato
from monitoraggio.registro import REGISTRO
from monitoraggio.resources import DatoPubblicatoResource


class DatoPubblicatoForm(forms.ModelForm):
    """The figure is chosen from those the portal computes."""

    figura = forms.ChoiceField(
        label=gettext_lazy("Figura calcolata"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("La figura che il portale calcola per lo stesso fatto, se c'è."),
    )

    class Meta:
        model = DatoPubblicato
        fields = (
            "codice",
            "etichetta",
            "valore",
            "unita",
            "data_riferimento",
            "fonte",
            "nota",
            "figura",
            "voce",
            "is_quota",
            "spiegazione",
            "ordine",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "figura" in self.fields:
            figure = [(codice, definizione.titolo) for codice, definizione in REGISTRO.items()]
            self.fields["figura"].choices = [("", _("Nessuna")), *figure]


@admin.register(DatoPubblicato)
class DatoPubblicatoAdmin(ScambioMixin, RegistroAdmin):
    form = DatoPubblicatoForm
    resource_classes = [DatoPubblicatoResource]
    list_display = ("etichetta", "quanto", "riferito_al", "nome_figura", "voce", "fonte")
    list_select_related = ("fonte",)
    list_filter = (
        ("figura", FieldTextFilter),
        ("fonte", AutocompleteSelectFilter),
        ("is_quota", BooleanRadioFilter),
    )
    search_fields = ("etichetta__unaccent__icontains", "codice")
    search_help_text = gettext_lazy("Etichetta o codice")
    autocomplete_fields = ("fonte",)
    prepopulated_fields = {"codice": ("etichetta",)}
    ordering = ("ordine", "codice")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "etichetta",
                    "codice",
                    ("valore", "unita"),
                    "data_riferimento",
                    "fonte",
                    "nota",
                )
            },
        ),
        (
            gettext_lazy("Confronto con il calcolato"),
            {
                "fields": (("figura", "voce"), "is_quota", "spiegazione", "ordine"),
                "description": gettext_lazy(
                    "Una cifra pubblicata è una citazione: non si corregge, si spiega."
                ),
            },
        ),
    )

    @display(description=gettext_lazy("valore"), ordering="valore")
    def quanto(self, dato: DatoPubblicato) -> str:
        valore = dato.valore
        intero = int(valore) if valore == valore.to_integral_value() else valore
        return f"{numero_it(intero)} {dato.unita}"

    @display(description=gettext_lazy("riferito al"), ordering="data_riferimento")
    def riferito_al(self, dato: DatoPubblicato) -> str:
        return data_it(dato.data_riferimento, vuoto="—")

    @display(description=gettext_lazy("figura calcolata"), ordering="figura")
    def nome_figura(self, dato: DatoPubblicato) -> str:
        definizione = REGISTRO.get(dato.figura)
        return str(definizione.titolo) if definizione else "—"
