"""What people ask about their own data, and its answer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from community.admin.nomi import NomiRegistrati
from community.admin.persone_atti import zip_response
from community.enums import TipoRichiesta
from community.models import RichiestaInteressato
from community.services.richieste import richiesta_check, richiesta_fulfil, richiesta_record
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from fis_portal.core.templatetags.fis import dataora


class RichiestaForm(forms.ModelForm):
    """A request as it came."""

    def clean(self) -> dict[str, Any] | None:
        dati = super().clean() or {}
        if dati.get("persona") and dati.get("ricevuta_il"):
            try:
                richiesta_check(persona=dati["persona"], ricevuta_il=dati["ricevuta_il"])
            except DomainError as errore:
                self.add_error("ricevuta_il" if errore.fields else "persona", errore.message)
        return dati


@admin.register(RichiestaInteressato)
class RichiestaInteressatoAdmin(NomiRegistrati, RegistroAdmin):
    """Written down when it comes, carried out by who may erase; then it does not change."""

    form = RichiestaForm
    list_display = ("ricevuta", "tipo", "persona", "evasa", "evasa_da")
    list_display_links = ("ricevuta", "tipo")
    list_select_related = ("persona", "evasa_da")
    list_filter = (("tipo", ChoicesDropdownFilter), ("evasa_il", admin.EmptyFieldListFilter))
    search_fields = ("persona__cognome__unaccent__icontains",)
    autocomplete_fields = ("persona",)
    readonly_fields = ("evasa_il", "evasa_da")
    actions_detail = ("evadi",)
    fieldsets = (
        (None, {"fields": ("persona", ("tipo", "ricevuta_il"), "nota")}),
        (gettext_lazy("Risposta"), {"fields": (("evasa_il", "evasa_da"),)}),
    )

    def has_change_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_erase_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        permessi = ("community.view_persona", "community.erase_persona")
        return request.user.has_perms(permessi)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        scritta = richiesta_record(
            persona=obj.persona,
            tipo=TipoRichiesta(obj.tipo),
            ricevuta_il=obj.ricevuta_il,
            nota=obj.nota,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = scritta.pk
        obj.refresh_from_db()

    def save_related(self, *args: Any) -> None:
        """Nothing hangs on a request; the service has logged it."""

    @display(description=gettext_lazy("ricevuta il"), ordering="ricevuta_il")
    def ricevuta(self, richiesta: RichiestaInteressato) -> str:
        return data_it(richiesta.ricevuta_il)

    @display(description=gettext_lazy("evasa il"), ordering="evasa_il")
    def evasa(self, richiesta: RichiestaInteressato) -> str:
        return dataora(richiesta.evasa_il) if richiesta.evasa_il else "—"

    @action(
        description=gettext_lazy("Evadi la richiesta"),
        url_path="evadi",
        permissions=["erase"],
        icon="task_alt",
    )
    def evadi(self, request: HttpRequest, object_id: str) -> HttpResponse:
        richiesta = self.get_object(request, object_id)
        if richiesta is None:
            raise Http404
        if request.method == "POST":
            return self._evadi(request, richiesta)
        return self._pagina(request, "evadi", _("Evadi la richiesta"), richiesta=richiesta)

    def _evadi(self, request: HttpRequest, richiesta: RichiestaInteressato) -> HttpResponse:
        try:
            copia = richiesta_fulfil(richiesta=richiesta, by=request.user)  # type: ignore[arg-type]
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            if copia is not None:
                return zip_response(copia, richiesta.persona)
            messages.success(request, _("Dati cancellati. I conteggi non cambiano."))
        return HttpResponseRedirect(
            reverse("admin:community_richiestainteressato_change", args=[richiesta.pk])
        )
