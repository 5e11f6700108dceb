"""Practices in the management area: cards, kit, who adopts them, and the words to find them by."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminURLInputWidget

from community.admin.condivise import CondivisaAdminMixin, SoloCondivise
from community.enums import Visibilita
from community.models import (
    Adozione,
    Bisogno,
    Destinatario,
    ElementoKit,
    Pratica,
    PraticaBisogno,
    PraticaDestinatario,
    PraticaTema,
)
from community.resources import BisognoResource, DestinatarioResource, PraticaResource
from community.services.pratiche import kit_add
from community.services.visibilita import visibilita_set
from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.admin.rilascio import RilasciaFileMixin
from fis_portal.core.admin.servizi import ConServizioMixin, NuovoConServizioForm
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it

# Put in by the staff and never touched by a Comune: no team keeps it for itself.
RACCOLTA = Q(autore__isnull=True)


class ElementoKitInline(SolaLetturaMixin, RegistroTabularInline):
    model = ElementoKit
    fields = ("ordine", "tipo", "titolo", "file", "url")
    show_change_link = True


class AdozioneInline(RegistroTabularInline):
    model = Adozione
    fk_name = "pratica"
    fields = ("comune", "progetto", "tipo", "dichiarata_il", "stato", "che_cosa_cambia")
    autocomplete_fields = ("comune", "progetto")
    per_page = 20


@admin.register(Pratica)
class PraticaAdmin(CondivisaAdminMixin, RilasciaFileMixin, ScambioMixin, RegistroAdmin):
    resource_classes = [PraticaResource]
    file_di = "kit__file"
    di_nessun_gruppo = RACCOLTA
    list_display = ("titolo", "chi", "visibilita", "adozioni", "fonte")
    list_select_related = ("comune", "fonte")
    list_filter = (
        ("visibilita", ChoicesDropdownFilter),
        ("comune", AutocompleteSelectFilter),
        ("bisogni", AutocompleteSelectFilter),
        ("destinatari", AutocompleteSelectFilter),
        ("temi", AutocompleteSelectFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo_chiave__contains", "comune__nome_chiave__contains")
    search_help_text = _("Titolo o Comune")
    autocomplete_fields = ("comune", "progetto", "fonte", "bisogni", "destinatari", "temi")
    readonly_fields = ("da_adozione",)
    prepopulated_fields = {"slug": ("titolo",)}
    actions = ("alza", "abbassa")
    inlines = (ElementoKitInline, AdozioneInline)
    fieldsets = (
        (None, {"fields": ("titolo", ("comune", "progetto"), "da_adozione", "sintesi")}),
        (_("Per trovarla"), {"fields": ("bisogni", "destinatari", "temi")}),
        (
            _("Che cosa racconta"),
            {"fields": ("problema", "come_funziona", "risultati", "limiti")},
        ),
        (
            _("Che cosa serve"),
            {
                "fields": (
                    ("tempo_mesi", "costo_eur", "costo_nota"),
                    ("persone", "partner"),
                    ("popolazione_min", "popolazione_max"),
                ),
                "description": _("Lascia vuoto ciò che nessuno dice: vuoto non è zero."),
            },
        ),
        (
            _("Fonte e pubblicazione"),
            {
                "fields": (
                    "fonte",
                    ("visibilita", "consenso_di", "consenso_il"),
                    ("slug", "autore", "is_demo"),
                )
            },
        ),
    )
    storia_collegati = (
        (ElementoKit, "pratica"),
        (Adozione, "pratica"),
        (PraticaBisogno, "pratica"),
        (PraticaDestinatario, "pratica"),
        (PraticaTema, "pratica"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        righe = super().get_queryset(request)
        return righe.annotate(quante=Count("adozioni", distinct=True))

    def get_view_on_site_url(self, obj: Pratica | None = None) -> str | None:
        """Only what is public has a page to see."""
        pubblica = obj is not None and obj.visibilita == Visibilita.PUBBLICA
        return super().get_view_on_site_url(obj) if pubblica else None

    @display(description=_("chi la offre"), ordering="comune__nome_chiave")
    def chi(self, pratica: Pratica) -> str:
        return pratica.comune.nome if pratica.comune else "—"

    @display(description=_("adozioni"), ordering="quante")
    def adozioni(self, pratica: Any) -> str:
        return str(pratica.quante or "—")

    @admin.action(description=_("Mostra a più persone (di un passo)"), permissions=["change"])
    def alza(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._passo(request, queryset, 1)

    @admin.action(description=_("Mostra a meno persone (di un passo)"), permissions=["change"])
    def abbassa(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._passo(request, queryset, -1)

    def _passo(self, request: HttpRequest, queryset: QuerySet, passo: int) -> None:
        """The service decides: what is a Comune's is raised by its `responsabile` alone."""
        scala = Visibilita.values
        for pratica in queryset.order_by("pk"):
            dove = scala.index(pratica.visibilita) + passo
            if not 0 <= dove < len(scala):
                continue
            try:
                visibilita_set(pratica, a=Visibilita(scala[dove]), by=request.user)  # type: ignore[arg-type]
            except DomainError as errore:
                self.message_user(request, f"{pratica}: {errore.message}", messages.ERROR)


class DellaPratica(SoloCondivise, RegistroAdmin):
    """What hangs from a practice: hidden with it, and tied only to one that may be seen."""

    condivisa_via = "pratica"
    di_nessun_gruppo = Q(pratica__autore__isnull=True)
    list_filter: Any = (("pratica", AutocompleteSelectFilter),)
    autocomplete_fields: Any = ("pratica",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "pratica":
            visibili = self.admin_site._registry[Pratica].get_queryset(request)
            kwargs["queryset"] = Pratica.objects.filter(pk__in=visibili.order_by().values("pk"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ElementoKitNuovoForm(NuovoConServizioForm):
    upload = forms.FileField(label=_("File"), required=False, widget=UnfoldAdminFileFieldWidget)
    url = forms.URLField(
        label=_("Indirizzo"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )

    class Meta:
        model = ElementoKit
        fields = ("pratica", "tipo", "titolo", "descrizione", "url")

    def crea(self, **dati: Any) -> ElementoKit:
        return kit_add(**dati)


@admin.register(ElementoKit)
class ElementoKitAdmin(RilasciaFileMixin, ConServizioMixin, DellaPratica):
    nuovo_form = ElementoKitNuovoForm
    list_display = ("titolo", "pratica", "tipo", "ordine")
    list_select_related = ("pratica",)
    list_filter = (("tipo", ChoicesDropdownFilter), ("pratica", AutocompleteSelectFilter))
    search_fields = ("titolo__unaccent__icontains", "pratica__titolo_chiave__contains")
    actions_detail = ("scarica",)

    def get_fields(self, request: HttpRequest, obj: ElementoKit | None = None) -> Any:
        comuni = ("pratica", "tipo", "titolo", "descrizione")
        return (*comuni, "ordine", "file", "url") if obj else (*comuni, "upload", "url")

    def get_readonly_fields(self, request: HttpRequest, obj: ElementoKit | None = None) -> Any:
        return ("pratica", "file") if obj else ()

    @action(
        description=_("Scarica il file"),
        url_path="scarica",
        permissions=["view"],
        icon="download",
    )
    def scarica(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        elemento = self.get_object(request, object_id)
        if elemento is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if elemento.file is None:
            return HttpResponseRedirect(elemento.url)
        return file_response(request, elemento.file)


@admin.register(Adozione)
class AdozioneAdmin(DellaPratica):
    list_display = ("pratica", "comune", "tipo", "giorno", "stato")
    list_select_related = ("pratica", "comune")
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("stato", ChoicesDropdownFilter),
        ("pratica", AutocompleteSelectFilter),
        ("comune", AutocompleteSelectFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("pratica__titolo_chiave__contains", "comune__nome_chiave__contains")
    autocomplete_fields = ("pratica", "comune", "progetto")
    fieldsets = (
        (None, {"fields": ("pratica", ("comune", "progetto"))}),
        (_("Che cosa dichiara"), {"fields": (("tipo", "dichiarata_il"), "che_cosa_cambia")}),
        (_("Come va"), {"fields": ("stato", "esito", "is_demo")}),
    )

    @display(description=_("dichiarata il"), ordering="dichiarata_il")
    def giorno(self, adozione: Adozione) -> str:
        return data_it(adozione.dichiarata_il)


class ParolaAdmin(ScambioMixin, RegistroAdmin):
    """Words that staff edit: a word that is no longer used ends, it is not deleted."""

    list_display = ("nome", "slug", "valido_dal", "valido_al", "ordine")
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


@admin.register(Bisogno)
class BisognoAdmin(ParolaAdmin):
    resource_classes = [BisognoResource]


@admin.register(Destinatario)
class DestinatarioAdmin(ParolaAdmin):
    resource_classes = [DestinatarioResource]
