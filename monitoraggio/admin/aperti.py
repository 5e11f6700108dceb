from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    FieldTextFilter,
    RangeDateFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import numero_it
from monitoraggio.admin.report import COLORI_STATO, IN_LAVORAZIONE
from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati, FileDati, VersioneDati
from monitoraggio.services import edizione_request, edizione_retry

CARTELLA = "admin/monitoraggio/edizionedati"
NOME = "monitoraggio_edizionedati"


@admin.register(EdizioneDati)
class EdizioneDatiAdmin(SolaLetturaMixin, RegistroAdmin):
    """Editions are asked for, looked at and tried again; never typed."""

    list_display = ("giorno", "stato_etichetta", "avanzamento_it", "cambiate", "pronto_at", "chi")
    list_select_related = ("richiesto_da",)
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("origine", ChoicesDropdownFilter),
        ("giorno", RangeDateFilter),
    )
    ordering = ("-created_at", "-pk")
    actions_list = ("chiedi",)
    actions_detail = ("riprova",)
    change_form_outer_before_template = f"{CARTELLA}/stato.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("giorno", "origine"),
                    ("richiesto_da", "created_at"),
                    ("pronto_at", "tentativi"),
                    ("righe", "cambiate"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("versioni")

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, edizione: EdizioneDati) -> tuple[str, str]:
        return edizione.stato, edizione.get_stato_display()

    @display(description=gettext_lazy("avanzamento"), ordering="avanzamento")
    def avanzamento_it(self, edizione: EdizioneDati) -> str:
        return f"{edizione.avanzamento} %" if edizione.stato in IN_LAVORAZIONE else "—"

    @display(description=gettext_lazy("chiesta da"), ordering="richiesto_da")
    def chi(self, edizione: EdizioneDati) -> str:
        return str(edizione.richiesto_da or edizione.get_origine_display())

    def has_request_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("monitoraggio.request_edizionedati")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only what failed is tried again."""
        edizione = self.get_object(request, str(object_id))
        if edizione is None or edizione.stato != StatoReport.FALLITO:
            return []
        return super().get_actions_detail(request, object_id)

    @action(
        description=gettext_lazy("Prepara ora"),
        url_path="chiedi",
        permissions=["request"],
        icon="add",
        variant=ActionVariant.PRIMARY,
    )
    def chiedi(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            testo = _(
                "Il portale rilegge tutti i dati pubblici e prepara i file delle tabelle che "
                "sono cambiate. Succede anche da sé, ogni notte."
            )
            return self._pagina(
                request,
                "conferma",
                _("Prepara i dati aperti"),
                testo=testo,
                bottone=_("Prepara ora"),
            )
        edizione = edizione_request(by=request.user)
        messages.success(request, _("Edizione in coda: la costruzione comincia fra poco."))
        return self._alla_pagina(edizione)

    @action(
        description=gettext_lazy("Riprova"),
        url_path="riprova",
        permissions=["request"],
        icon="refresh",
    )
    def riprova(self, request: HttpRequest, object_id: str) -> HttpResponse:
        edizione = self._da_vedere(request, object_id)
        if request.method != "POST":
            testo = _("L'edizione torna in coda e la costruzione ricomincia da capo.")
            return self._pagina(
                request,
                "conferma",
                _("Riprova a preparare i dati"),
                testo=testo,
                bottone=_("Riprova"),
            )
        try:
            edizione_retry(edizione=edizione, by=request.user)
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            messages.success(request, _("Edizione di nuovo in coda."))
        return self._alla_pagina(edizione)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:object_id>/avanzamento/",
                self.admin_site.admin_view(require_safe(never_cache(self.avanzamento_view))),
                name=f"{NOME}_avanzamento",
            ),
            *super().get_urls(),
        ]

    def avanzamento_view(self, request: HttpRequest, object_id: int) -> JsonResponse:
        """Where the building stands, for the page that shows it live."""
        edizione = self._da_vedere(request, object_id)
        return JsonResponse(
            {
                "stato": edizione.stato,
                "testo": capfirst(edizione.get_stato_display()),
                "avanzamento": edizione.avanzamento,
                "passo": edizione.passo,
                "finito": edizione.stato not in IN_LAVORAZIONE,
            }
        )

    def _alla_pagina(self, edizione: EdizioneDati) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:{NOME}_change", args=[edizione.pk]))


class FileDatiInline(SolaLetturaMixin, RegistroTabularInline):
    model = FileDati
    fields = ("nome", "byte", "sha256")
    ordering = ("nome",)


@admin.register(VersioneDati)
class VersioneDatiAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("codice", "data", "quante", "corrente", "impronta")
    list_filter = (
        ("codice", FieldTextFilter),
        ("corrente", BooleanRadioFilter),
        ("data", RangeDateFilter),
    )
    ordering = ("-data", "codice", "-pk")
    fieldsets = (
        (None, {"fields": (("codice", "data"), ("righe", "corrente"), "impronta", "edizione")}),
    )
    inlines = (FileDatiInline,)

    @display(description=gettext_lazy("righe"), ordering="righe")
    def quante(self, versione: VersioneDati) -> str:
        return numero_it(versione.righe)


@admin.register(FileDati)
class FileDatiAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("nome", "versione", "byte", "sha256")
    list_select_related = ("versione",)
    list_filter = (("nome", FieldTextFilter),)
    ordering = ("-versione__data", "nome", "-pk")
    fieldsets = ((None, {"fields": ("nome", "versione", "byte", "sha256")}),)
