"""Guiding questions, reflections and institutional changes: the Comuni write, staff read."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import action, display

from community.admin.condivise import CondivisaAdminMixin
from community.enums import Visibilita
from community.models import CambiamentoIstituzionale, DomandaGuida, Riflessione
from community.permissions import TEAM
from community.selectors.riflessioni import confronto_di
from community.services.visibilita import visibilita_set
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it

CONSENSO = ("visibilita", ("consenso_di", "consenso_il"), "autore")


@admin.register(DomandaGuida)
class DomandaGuidaAdmin(RegistroAdmin):
    list_display = ("ordine", "breve", "testo", "fonte")
    list_display_links = ("breve",)
    list_select_related = ("fonte",)
    search_fields = ("testo__unaccent__icontains", "breve__unaccent__icontains")
    autocomplete_fields = ("fonte",)
    fieldsets = ((None, {"fields": (("ordine", "codice"), "testo", "breve", "fonte")}),)


class DelComuneAdmin(CondivisaAdminMixin, RegistroAdmin):
    """The words are the Comune's, and the consent was given to them: here they are read."""

    actions = ("riserva",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_riserva_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"community.change_{self.opts.model_name}")  # type: ignore[union-attr]

    @action(description=gettext_lazy("Riserva al gruppo del progetto"), permissions=["riserva"])
    def riserva(self, request: HttpRequest, queryset: QuerySet) -> None:
        fatte = 0
        for oggetto in queryset:
            try:
                visibilita_set(oggetto, a=Visibilita.TEAM, by=persona(request))
            except DomainError as errore:
                messages.warning(request, f"{oggetto}: {errore.message}")
            else:
                fatte += 1
        testo = ngettext("%(n)s riservata al gruppo.", "%(n)s riservate al gruppo.", fatte)
        messages.success(request, testo % {"n": fatte})


@admin.register(Riflessione)
class RiflessioneAdmin(DelComuneAdmin):
    list_display = ("progetto", "intervento", "domanda", "visibilita", "updated_at")
    list_select_related = ("progetto__comune", "intervento", "domanda")
    list_filter = (
        ("domanda", RelatedDropdownFilter),
        ("intervento", RelatedDropdownFilter),
        ("progetto", AutocompleteSelectFilter),
        ("visibilita", ChoicesDropdownFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("testo__unaccent__icontains", "progetto__titolo_chiave__contains")
    fieldsets = (
        (None, {"fields": (("progetto", "intervento"), "domanda", "testo")}),
        (gettext_lazy("Chi la legge"), {"fields": CONSENSO}),
        (gettext_lazy("Fonte"), {"fields": ("fonte", "is_demo")}),
    )

    def get_urls(self) -> list[URLPattern]:
        vista = self.admin_site.admin_view(require_safe(self.confronto_view))
        return [
            path("confronto/", vista, name="community_riflessione_confronto"),
            *super().get_urls(),
        ]

    def confronto_view(self, request: HttpRequest) -> TemplateResponse:
        """All the answers to one question side by side, those of the teams alone included."""
        if not (self.has_view_permission(request) and request.user.has_perm(TEAM)):  # type: ignore[union-attr]
            raise PermissionDenied
        scelti = {n: request.GET.getlist(n) for n in ("domanda", "intervento", "progetto")}
        demo = request.GET.get("dimostrativi") == "1"
        tutte = Riflessione.objects.con_dimostrativi(demo)
        scelte = tutte
        if any(scelti["intervento"]):
            scelte = scelte.filter(intervento__codice__in=scelti["intervento"])
        if any(scelti["progetto"]):
            scelte = scelte.filter(progetto__slug__in=scelti["progetto"])
        return self._pagina(
            request,
            "confronto",
            _("Riflessioni a confronto"),
            confronto=confronto_di(scelte, tutte, scelti),
            con_dimostrativi=demo,
        )


@admin.register(CambiamentoIstituzionale)
class CambiamentoAdmin(DelComuneAdmin):
    list_display = ("quando", "titolo", "tipo", "comune", "progetto", "visibilita")
    list_display_links = ("titolo",)
    list_select_related = ("comune", "progetto__comune")
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("data", RangeDateFilter),
        ("comune", AutocompleteSelectFilter),
        ("visibilita", ChoicesDropdownFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo__unaccent__icontains", "atto__unaccent__icontains")
    fieldsets = (
        (None, {"fields": ("titolo", ("comune", "progetto"), ("tipo", "data", "precisione"))}),
        (
            gettext_lazy("Che cosa è cambiato"),
            {"fields": ("descrizione", "atto", "atto_url", "documento")},
        ),
        (gettext_lazy("Chi lo legge"), {"fields": CONSENSO}),
        (gettext_lazy("Fonte"), {"fields": ("fonte", "is_demo")}),
    )

    @display(description=gettext_lazy("data"), ordering="data")
    def quando(self, cambiamento: Any) -> str:
        return data_it(cambiamento.data)
