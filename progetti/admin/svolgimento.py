"""What a project does and spends, its documents, and who acts for its organisations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextInputWidget,
)

from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroTabularInline,
    SolaLetturaMixin,
)
from fis_portal.core.admin.servizi import ConServizioMixin, NuovoConServizioForm
from fis_portal.core.downloads import file_response
from fis_portal.core.quote import data_it, euro_it
from progetti.models import Attivita, Delegato, Documento, VoceSpesa
from progetti.services.delegati import delegato_invite
from progetti.services.documenti import documento_create


class AttivitaInline(RegistroTabularInline):
    model = Attivita
    fields = ("ordine", "titolo", "prevista_dal", "prevista_al")
    show_change_link = True


class VoceSpesaInline(RegistroTabularInline):
    model = VoceSpesa
    fields = ("tipo", "descrizione", "intervento", "preventivo_eur")


class DocumentoInline(SolaLetturaMixin, RegistroTabularInline):
    model = Documento
    fields = ("titolo", "categoria", "visibilita", "data")
    show_change_link = True


class DelProgetto(RegistroAdmin):
    list_select_related: Any = ("progetto__comune",)
    list_filter: Any = (("progetto", AutocompleteSelectFilter),)
    search_fields: Any = (
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
    )
    autocomplete_fields: Any = ("progetto",)


@admin.register(Attivita)
class AttivitaAdmin(DelProgetto):
    list_display = ("titolo", "progetto", "prevista_dal", "prevista_al")
    search_fields = (*DelProgetto.search_fields, "titolo__unaccent__icontains")
    fieldsets = (
        (None, {"fields": ("progetto", "titolo", "descrizione")}),
        (_("Quando"), {"fields": (("prevista_dal", "prevista_al"), "ordine")}),
    )


@admin.register(VoceSpesa)
class VoceSpesaAdmin(DelProgetto):
    list_display = ("tipo", "descrizione", "progetto", "intervento", "preventivo")
    list_select_related = ("progetto__comune", "intervento")
    list_filter = (("tipo", ChoicesDropdownFilter), ("progetto", AutocompleteSelectFilter))

    @display(description=_("preventivo"), ordering="preventivo_eur")
    def preventivo(self, voce: VoceSpesa) -> str:
        return euro_it(voce.preventivo_eur, vuoto="—")


class DocumentoNuovoForm(NuovoConServizioForm):
    upload = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    class Meta:
        model = Documento
        fields = ("progetto", "titolo", "categoria", "visibilita", "data")

    def crea(self, **dati: Any) -> Documento:
        return documento_create(**dati)


@admin.register(Documento)
class DocumentoAdmin(ConServizioMixin, DelProgetto):
    nuovo_form = DocumentoNuovoForm
    list_display = ("titolo", "progetto", "categoria", "visibilita", "giorno")
    list_filter = (
        ("categoria", ChoicesDropdownFilter),
        ("visibilita", ChoicesDropdownFilter),
        ("progetto", AutocompleteSelectFilter),
    )
    search_fields = (*DelProgetto.search_fields, "titolo__unaccent__icontains")
    actions_detail = ("scarica",)

    def get_fields(self, request: HttpRequest, obj: Documento | None = None) -> Any:
        comuni = ("progetto", "titolo", "categoria", "visibilita", "data")
        return (*comuni, "file") if obj else (*comuni, "upload")

    def get_readonly_fields(self, request: HttpRequest, obj: Documento | None = None) -> Any:
        return ("progetto", "file") if obj else ()

    @display(description=_("data"), ordering="data")
    def giorno(self, documento: Documento) -> str:
        return data_it(documento.data, vuoto="—")

    @action(
        description=_("Scarica il file"),
        url_path="scarica",
        permissions=["view"],
        icon="download",
    )
    def scarica(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        documento = self.get_object(request, object_id)
        if documento is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return file_response(request, documento.file)


class DelegatoNuovoForm(NuovoConServizioForm):
    email = forms.EmailField(label=_("E-mail"), widget=UnfoldAdminEmailInputWidget)
    nome = forms.CharField(label=_("Nome"), max_length=100, widget=UnfoldAdminTextInputWidget)
    cognome = forms.CharField(label=_("Cognome"), max_length=100, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Delegato
        fields = ("organizzazione",)

    def crea(self, **dati: Any) -> Delegato:
        return delegato_invite(**dati)


@admin.register(Delegato)
class DelegatoAdmin(ConServizioMixin, RegistroAdmin):
    nuovo_form = DelegatoNuovoForm
    list_display = ("user", "organizzazione", "attivo")
    list_select_related = ("user", "organizzazione")
    list_filter = (("organizzazione", AutocompleteSelectFilter), ("attivo", BooleanRadioFilter))
    search_fields = (
        "organizzazione__nome_chiave__contains",
        "user__email",
        "user__cognome__unaccent__icontains",
    )
    autocomplete_fields = ("organizzazione",)

    def get_fields(self, request: HttpRequest, obj: Delegato | None = None) -> Any:
        if obj is None:
            return ("organizzazione", "email", "nome", "cognome")
        return ("user", "organizzazione", "attivo")

    def get_readonly_fields(self, request: HttpRequest, obj: Delegato | None = None) -> Any:
        return () if obj is None else ("user", "organizzazione")
