"""Lessons in the management area, and what the community says of them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import action, display

from community.admin.condivise import CondivisaAdminMixin, SoloCondivise
from community.enums import TipoSegno, Visibilita
from community.models import CommentoLezione, Leva, Lezione, SegnoLezione
from community.models.esperienze import LezioneLeva, LezioneTema
from community.services.lezioni import commento_hide, commento_show
from community.services.visibilita import visibilita_set
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroTabularInline,
    SolaLetturaMixin,
)
from fis_portal.core.errors import DomainError

COLORI = {
    Visibilita.TEAM: "info",
    Visibilita.COMUNITA: "warning",
    Visibilita.PUBBLICA: "success",
}


class SegnoInline(SoloCondivise, SolaLetturaMixin, RegistroTabularInline):
    model = SegnoLezione
    condivisa_via = "lezione"
    di_nessun_gruppo = Q(lezione__progetto__isnull=True)
    fields = ("comune", "tipo", "nota", "by")


@admin.register(Lezione)
class LezioneAdmin(CondivisaAdminMixin, RegistroAdmin):
    """Staff curate the community's own lessons; those of the teams are raised by their Comuni."""

    di_nessun_gruppo = Q(progetto__isnull=True)
    list_display = ("titolo", "progetto", "etichetta", "utile", "riusata", "created_at")
    list_select_related = ("progetto__comune",)
    list_filter = (
        ("visibilita", ChoicesDropdownFilter),
        ("progetto", AutocompleteSelectFilter),
        ("intervento", RelatedDropdownFilter),
        ("temi", AutocompleteSelectFilter),
        ("leve", AutocompleteSelectFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo_chiave__contains", "progetto__comune__nome_chiave__contains")
    prepopulated_fields = {"slug": ("titolo",)}
    autocomplete_fields = ("progetto", "evento", "documento", "temi", "leve", "fonte")
    inlines = (SegnoInline,)
    actions = ("al_gruppo", "alla_comunita", "a_tutti")
    storia_collegati = (
        (LezioneTema, "lezione"),
        (LezioneLeva, "lezione"),
        (CommentoLezione, "lezione"),
        (SegnoLezione, "lezione"),
    )
    fieldsets = (
        (None, {"fields": ("titolo", "slug", ("progetto", "intervento"), "evento")}),
        (
            gettext_lazy("Racconto"),
            {"fields": ("tentato", "funzionato", "deluso", "cambieremmo")},
        ),
        (gettext_lazy("Evidenza"), {"fields": ("evidenza", "documento", "fonte")}),
        (gettext_lazy("Per trovarla"), {"fields": ("temi", "leve")}),
        (
            gettext_lazy("Chi la legge"),
            {
                "fields": ("visibilita", ("consenso_di", "consenso_il"), "autore", "is_demo"),
                "description": gettext_lazy(
                    "La mostra ad altri solo un responsabile del suo Comune. Il personale può "
                    "riportarla indietro, e pubblicare quelle senza progetto che citano una fonte "
                    "(azioni dell'elenco)."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                n_utile=Count("segni", filter=Q(segni__tipo=TipoSegno.UTILE)),
                n_riusata=Count("segni", filter=Q(segni__tipo=TipoSegno.RIUSATA)),
            )
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.autore = request.user
        super().save_model(request, obj, form, change)

    @display(description=gettext_lazy("chi la legge"), ordering="visibilita", label=COLORI)
    def etichetta(self, lezione: Lezione) -> tuple[str, str]:
        return lezione.visibilita, lezione.get_visibilita_display()

    @display(description=gettext_lazy("utile a"), ordering="n_utile")
    def utile(self, lezione: Any) -> int:
        return lezione.n_utile

    @display(description=gettext_lazy("riusata da"), ordering="n_riusata")
    def riusata(self, lezione: Any) -> int:
        return lezione.n_riusata

    @action(
        description=gettext_lazy("La legga solo il gruppo del progetto"), permissions=["change"]
    )
    def al_gruppo(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._porta(request, queryset, Visibilita.TEAM)

    @action(description=gettext_lazy("La legga la comunità di pratica"), permissions=["change"])
    def alla_comunita(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._porta(request, queryset, Visibilita.COMUNITA)

    @action(
        description=gettext_lazy("La leggano tutti (senza progetto, con fonte)"),
        permissions=["change"],
    )
    def a_tutti(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._porta(request, queryset, Visibilita.PUBBLICA)

    def _porta(self, request: HttpRequest, queryset: QuerySet, a: Visibilita) -> None:
        fatte = 0
        for lezione in queryset:
            try:
                visibilita_set(lezione, a=a, by=persona(request))
                fatte += 1
            except DomainError as errore:
                self.message_user(request, f"{lezione}: {errore.message}", messages.ERROR)
        if fatte:
            self.message_user(request, _("Fatto per %(n)s lezioni.") % {"n": fatte})


@admin.register(CommentoLezione)
class CommentoLezioneAdmin(SoloCondivise, RegistroAdmin):
    """Staff hide a comment by saying why, and show it again by taking the reason away."""

    condivisa_via = "lezione"
    di_nessun_gruppo = Q(lezione__progetto__isnull=True)
    list_display = ("breve", "lezione", "per_conto_di", "created_at", "nascosto_il")
    list_select_related = ("lezione",)
    list_filter = (("lezione", AutocompleteSelectFilter),)
    search_fields = ("testo__unaccent__icontains", "lezione__titolo_chiave__contains")
    readonly_fields = ("lezione", "autore", "per_conto_di", "testo", "nascosto_il", "created_at")
    fieldsets = (
        (None, {"fields": ("lezione", ("autore", "per_conto_di"), "testo", "created_at")}),
        (
            gettext_lazy("Nascondere"),
            {
                "fields": ("nascosto_motivo", "nascosto_il"),
                "description": gettext_lazy(
                    "Scrivi il motivo e salva: il commento non si legge più. Togli il motivo per "
                    "mostrarlo di nuovo."
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description=gettext_lazy("commento"))
    def breve(self, commento: CommentoLezione) -> str:
        return Truncator(commento.testo).chars(80)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.nascosto_motivo.strip():
            commento_hide(commento=obj, motivo=obj.nascosto_motivo, by=persona(request))
        else:
            commento_show(commento=obj, by=persona(request))


@admin.register(SegnoLezione)
class SegnoLezioneAdmin(SoloCondivise, SolaLetturaMixin, RegistroAdmin):
    condivisa_via = "lezione"
    di_nessun_gruppo = Q(lezione__progetto__isnull=True)
    list_display = ("lezione", "comune", "tipo", "by", "created_at")
    list_select_related = ("lezione", "comune", "by")
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("comune", AutocompleteSelectFilter),
        ("lezione", AutocompleteSelectFilter),
    )
    search_fields = ("lezione__titolo_chiave__contains", "comune__nome_chiave__contains")


@admin.register(Leva)
class LevaAdmin(RegistroAdmin):
    """A word that is no longer used ends, it is not deleted."""

    list_display = ("nome", "slug", "valido_dal", "valido_al", "ordine")
    search_fields = ("nome_chiave__contains", "slug")
    prepopulated_fields = {"slug": ("nome",)}
    autocomplete_fields = ("fonte",)
    fieldsets = (
        (None, {"fields": (("nome", "slug"), "descrizione", "ordine")}),
        (
            gettext_lazy("Validità"),
            {
                "fields": (("valido_dal", "valido_al"), "fonte"),
                "description": gettext_lazy(
                    "Una voce che non si usa più non si cancella: si indica fino a quando è valida."
                ),
            },
        ),
    )
