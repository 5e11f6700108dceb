from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from outcomes.admin.congelati import InlineInBozzaMixin, SoloInBozzaMixin, is_bozza
from outcomes.admin.moduli_quadro import IndicatoreForm, esiti_in_bozza
from outcomes.models import (
    Dimensione,
    Esito,
    Indicatore,
    LegameEsito,
    PeriodoMonitoraggio,
    TargetPeriodo,
)
from outcomes.selectors.scheda import base_it, valore_it

# Which may change although the framework is in force: who sees, not what is measured.
SEMPRE_LIBERI = ("is_public", "riservatezza")


class LegameInline(InlineInBozzaMixin, RegistroTabularInline):
    model = LegameEsito
    fk_name = "da"
    verbose_name_plural = _("contribuisce a")
    fields = ("a", "ipotesi")
    tab = False

    def get_formset(self, request: HttpRequest, obj: Esito | None = None, **kwargs: Any) -> Any:
        self._esito = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "a":
            # Only within the framework; of a new outcome the framework is not known yet.
            quadro = self._esito.quadro_id if self._esito else None
            kwargs["queryset"] = Esito.objects.filter(quadro=quadro)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class IndicatoreDiEsitoInline(SolaLetturaMixin, RegistroTabularInline):
    model = Indicatore
    fields = ("codice", "nome", "tipo", "unita")
    show_change_link = True
    tab = False


@admin.register(Esito)
class EsitoAdmin(SoloInBozzaMixin, RegistroAdmin):
    list_display = ("codice", "titolo", "livello", "quadro")
    list_select_related = ("quadro__progetto__comune",)
    list_filter = (
        ("livello", ChoicesDropdownFilter),
        ("quadro", AutocompleteSelectFilter),
        ("quadro__stato", ChoicesDropdownFilter),
    )
    search_fields = ("titolo__unaccent__icontains", "codice__iexact")
    autocomplete_fields = ("quadro",)
    inlines = (LegameInline, IndicatoreDiEsitoInline)
    fieldsets = (
        (None, {"fields": ("quadro", ("codice", "livello", "ordine"), "titolo")}),
        (_("Che cosa è"), {"fields": ("descrizione", "ipotesi")}),
    )
    storia_collegati = ((LegameEsito, "da"),)

    def get_readonly_fields(self, request: HttpRequest, obj: Esito | None = None) -> Any:
        return ("quadro",) if obj else ()


class DimensioneInline(InlineInBozzaMixin, RegistroTabularInline):
    model = Dimensione
    fields = ("nome", "voci", "ordine")
    tab = False


class TargetInline(InlineInBozzaMixin, RegistroTabularInline):
    model = TargetPeriodo
    fields = ("periodo", "valore")
    tab = False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "periodo":
            kwargs["queryset"] = PeriodoMonitoraggio.objects.order_by("al")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Indicatore)
class IndicatoreAdmin(SoloInBozzaMixin, RegistroAdmin):
    form = IndicatoreForm
    list_display = ("codice", "nome", "quadro", "tipo", "partenza", "atteso", "is_public")
    list_select_related = ("quadro__progetto__comune",)
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("base_stato", ChoicesDropdownFilter),
        ("quadro", AutocompleteSelectFilter),
        ("quadro__stato", ChoicesDropdownFilter),
        ("is_public", BooleanRadioFilter),
    )
    search_fields = ("nome__unaccent__icontains", "codice__iexact")
    inlines = (DimensioneInline, TargetInline)
    fieldsets = (
        (None, {"fields": ("esito", ("codice", "ordine"), "nome", "definizione")}),
        (
            _("Che cosa misura"),
            {"fields": (("tipo", "unita"), ("direzione", "cumulo"), ("minimo", "massimo"))},
        ),
        (
            _("Da dove si parte"),
            {
                "fields": ("base_stato", ("base_valore", "base_data"), "base_motivo"),
                "description": _(
                    "Se non è ancora misurato scrivi perché e fino a quando; se non è applicabile, "
                    "perché. Senza una di queste decisioni il quadro non entra in vigore."
                ),
            },
        ),
        (_("Dove si vuole arrivare"), {"fields": ("target_finale", "target_motivo")}),
        (
            _("Come si misura"),
            {
                "fields": (
                    "fonte_dati",
                    "metodo",
                    "frequenza",
                    ("chi_misura", "chi_verifica"),
                    "evidenza_richiesta",
                )
            },
        ),
        (_("Chi lo vede"), {"fields": (("is_public", "riservatezza"),)}),
        (_("A quali obiettivi si collega"), {"classes": ("collapse",), "fields": ("sdg", "bes")}),
    )
    storia_collegati = ((Dimensione, "indicatore"), (TargetPeriodo, "indicatore"))

    def has_change_permission(self, request: HttpRequest, obj: Indicatore | None = None) -> bool:
        # In force too, for the little that stays free.
        return RegistroAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Indicatore | None = None) -> Any:
        if is_bozza(obj):
            return ()
        tutti = [campo for _nome, opzioni in self.fieldsets for campo in opzioni["fields"]]
        piani = [n for campo in tutti for n in ((campo,) if isinstance(campo, str) else campo)]
        return tuple(nome for nome in piani if nome not in SEMPRE_LIBERI)

    @display(description=_("partenza"))
    def partenza(self, indicatore: Indicatore) -> str:
        return base_it(indicatore)

    @display(description=_("atteso alla fine"), ordering="target_finale")
    def atteso(self, indicatore: Indicatore) -> str:
        return valore_it(indicatore, indicatore.target_finale) or "—"


class DiIndicatoreAdmin(SoloInBozzaMixin, RegistroAdmin):
    """Parts of an indicator, seen across indicators; they are usually edited in its page."""

    list_select_related: Any = ("indicatore__quadro__progetto__comune",)
    list_filter: Any = (("indicatore__quadro", AutocompleteSelectFilter),)
    search_fields: Any = ("indicatore__nome__unaccent__icontains", "indicatore__codice__iexact")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "indicatore":
            kwargs["queryset"] = in_bozza(Indicatore.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def in_bozza(righe: QuerySet) -> QuerySet:
    return righe.filter(quadro__stato="bozza").select_related("quadro")


@admin.register(Dimensione)
class DimensioneAdmin(DiIndicatoreAdmin):
    list_display = ("indicatore", "nome", "voci")


@admin.register(TargetPeriodo)
class TargetPeriodoAdmin(DiIndicatoreAdmin):
    list_display = ("indicatore", "periodo", "valore")
    list_select_related = ("indicatore__quadro__progetto__comune", "periodo")


@admin.register(LegameEsito)
class LegameEsitoAdmin(SoloInBozzaMixin, RegistroAdmin):
    list_display = ("da", "a", "ipotesi")
    list_select_related = ("da__quadro", "a")
    list_filter = (("da__quadro", AutocompleteSelectFilter),)
    search_fields = ("da__titolo__unaccent__icontains", "a__titolo__unaccent__icontains")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in ("da", "a"):
            kwargs["queryset"] = esiti_in_bozza(Indicatore())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
