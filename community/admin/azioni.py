"""The actions agreed in support meetings: what is open, late, of whom; and their follow-up."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RelatedDropdownFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from community.admin.atti import AttiMixin
from community.admin.moduli import ChiudiAzioneForm
from community.enums import StatoAzione
from community.models import AzioneIncontro, DecisioneIncontro, SeguitoAzione
from community.services.diario import azione_close
from fis_portal.accounts.models import User
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.quote import data_it

COLORI_AZIONE = {
    StatoAzione.APERTA: "warning",
    StatoAzione.FATTA: "success",
    StatoAzione.LASCIATA: "info",
}


class ScadutaFilter(DropdownFilter):
    """Open actions whose day has passed."""

    title = _("scadenza")
    parameter_name = "scaduta"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("si", _("aperte e scadute"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "si":
            return queryset
        return queryset.filter(stato=StatoAzione.APERTA, scadenza__lt=timezone.localdate())


class AssegnatariMixin:
    """Who may be named for an action: the staff, and who acts for a Comune or an organisation."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "assegnata_a":
            incaricati = Q(is_staff=True) | Q(referenze__attivo=True) | Q(deleghe__attivo=True)
            utenti = User.objects.filter(incaricati, is_active=True).distinct()
            kwargs["queryset"] = utenti.order_by("cognome", "nome", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


@admin.register(AzioneIncontro)
class AzioneIncontroAdmin(AssegnatariMixin, AttiMixin, RegistroAdmin):
    """Agreed on a page of the diary; here what is open, late, of whom."""

    list_display = ("testo", "progetto", "a_carico_di", "assegnata_a", "scade", "stato_etichetta")
    list_select_related = ("verbale__progetto__comune", "assegnata_a")
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ScadutaFilter,
        ("a_carico_di", ChoicesDropdownFilter),
        ("verbale__progetto", AutocompleteSelectFilter),
        ("assegnata_a", RelatedDropdownFilter),
    )
    search_fields = (
        "testo__unaccent__icontains",
        "verbale__progetto__titolo_chiave__contains",
        "verbale__progetto__comune__nome_chiave__contains",
    )
    ordering = (F("chiusa_il").desc(nulls_first=True), "scadenza", "pk")
    autocomplete_fields = ("verbale",)
    readonly_fields = ("stato", "chiusa_il")
    actions_detail = ("chiudi",)
    fieldsets = (
        (None, {"fields": ("verbale", "testo", ("a_carico_di", "assegnata_a"), "scadenza")}),
        (_("A che punto è"), {"fields": (("stato", "chiusa_il"),)}),
    )
    storia_collegati = ((SeguitoAzione, "azione"),)

    def get_readonly_fields(self, request: HttpRequest, obj: AzioneIncontro | None = None) -> Any:
        return ("stato", "chiusa_il", *(("verbale",) if obj else ()))

    @display(description=_("progetto"), ordering="verbale__progetto__titolo_chiave")
    def progetto(self, azione: AzioneIncontro) -> str:
        return str(azione.verbale.progetto)

    @display(description=_("entro il"), ordering="scadenza")
    def scade(self, azione: AzioneIncontro) -> str:
        testo = data_it(azione.scadenza, vuoto="—")
        tardi = azione.stato == StatoAzione.APERTA and azione.scadenza
        return f"{testo} ({_('scaduta')})" if tardi and tardi < timezone.localdate() else testo

    @display(description=_("stato"), ordering="stato", label=COLORI_AZIONE)
    def stato_etichetta(self, azione: AzioneIncontro) -> tuple[str, str]:
        return azione.stato, azione.get_stato_display()

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        azione = self.get_object(request, str(object_id))
        inutili = {"chiudi"} if azione is None or azione.stato != StatoAzione.APERTA else set()
        return self.actions_utili(super().get_actions_detail(request, object_id), inutili)

    @action(description=_("Chiudi"), url_path="chiudi", permissions=["change"], icon="task_alt")
    def chiudi(self, request: HttpRequest, object_id: str) -> HttpResponse:
        azione = self.oggetto(request, object_id)

        def atto(**dati: Any) -> str:
            azione_close(azione=azione, by=persona(request), **dati)
            return str(_("Azione chiusa."))

        return self.con_modulo(
            request,
            azione,
            ChiudiAzioneForm(request.POST if request.method == "POST" else None),
            atto,
            titolo=_("Chiudi l'azione"),
            testo=_("Se riparte, la riapre il seguito scritto in un incontro dopo."),
        )


@admin.register(DecisioneIncontro)
class DecisioneIncontroAdmin(SolaLetturaMixin, RegistroAdmin):
    """Written on the page of the diary."""

    list_display = ("testo", "progetto", "cambia_quadro")
    list_select_related = ("verbale__progetto__comune", "verbale__evento")
    list_filter = (("verbale__progetto", AutocompleteSelectFilter),)
    search_fields = ("testo__unaccent__icontains",)
    fields = ("verbale", "testo", "motivo", "cambia_quadro")

    @display(description=_("progetto"))
    def progetto(self, decisione: DecisioneIncontro) -> str:
        return str(decisione.verbale.progetto)


@admin.register(SeguitoAzione)
class SeguitoAzioneAdmin(SolaLetturaMixin, RegistroAdmin):
    """Written with «Seguito delle azioni», which also moves the action."""

    list_display = ("azione", "verbale", "stato", "nota")
    list_select_related = ("azione", "verbale__evento", "verbale__progetto__comune")
    list_filter = (("stato", ChoicesDropdownFilter),)
    search_fields = ("azione__testo__unaccent__icontains", "nota__unaccent__icontains")
    fields = ("azione", "verbale", "stato", "nota")
