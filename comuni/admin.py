from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from comuni.forms import InvitaForm
from comuni.models import Comune, Provincia, Referente, Regione
from comuni.resources import ComuneResource
from comuni.services import referente_disable, referente_invite, referente_set_role
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.quote import numero_it


@admin.register(Regione)
class RegioneAdmin(RegistroAdmin):
    list_display = ("nome", "codice_istat", "ripartizione")
    list_filter = (("ripartizione", ChoicesDropdownFilter),)
    search_fields = ("nome__unaccent__icontains", "codice_istat")
    prepopulated_fields = {"slug": ("nome",)}


@admin.register(Provincia)
class ProvinciaAdmin(RegistroAdmin):
    list_display = ("nome", "sigla", "regione", "tipo_uts", "codice_istat", "comuni")
    list_select_related = ("regione",)
    list_filter = (("regione", RelatedDropdownFilter), ("tipo_uts", ChoicesDropdownFilter))
    search_fields = ("nome__unaccent__icontains", "sigla__iexact", "codice_istat")
    autocomplete_fields = ("regione",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(quanti_comuni=Count("comuni"))

    @display(description=_("Comuni"), ordering="quanti_comuni")
    def comuni(self, provincia: Provincia) -> int:
        return provincia.quanti_comuni  # type: ignore[attr-defined]


@admin.register(Comune)
class ComuneAdmin(ScambioMixin, RegistroAdmin):
    resource_classes = [ComuneResource]
    list_display = (
        "nome",
        "sigla",
        "regione",
        "codice_istat",
        "abitanti",
        "tipo",
    )
    list_select_related = ("provincia__regione",)
    list_filter = (
        ("provincia__regione", RelatedDropdownFilter),
        ("provincia", AutocompleteSelectFilter),
        ("capoluogo", BooleanRadioFilter),
        ("citta_metropolitana", BooleanRadioFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = (
        "nome_chiave__contains",
        "codice_istat__startswith",
        "codice_catastale__iexact",
        "codice_ipa__iexact",
    )
    search_help_text = _("Nome, codice ISTAT, catastale o IPA")
    autocomplete_fields = ("provincia",)
    prepopulated_fields = {"slug": ("nome",)}
    storia_collegati = ((Referente, "comune"),)
    fieldsets = (
        (None, {"fields": (("nome", "slug"), "provincia", ("capoluogo", "citta_metropolitana"))}),
        (_("Codici"), {"fields": (("codice_istat", "codice_catastale"), "codice_ipa")}),
        (
            _("Territorio"),
            {"fields": (("popolazione", "popolazione_al"), ("lat", "lon"))},
        ),
        (
            _("Validità"),
            {
                "fields": (("valido_dal", "valido_al"), "is_demo"),
                "description": _(
                    "Un Comune soppresso o fuso non si cancella: si indica fino a quando è valido."
                ),
            },
        ),
    )

    @display(description=_("Prov."), ordering="provincia__sigla")
    def sigla(self, comune: Comune) -> str:
        return comune.provincia.sigla if comune.provincia else "—"

    @display(description=_("Regione"), ordering="provincia__regione__nome")
    def regione(self, comune: Comune) -> str:
        return comune.provincia.regione.nome if comune.provincia else "—"

    @display(description=_("tipo"), ordering="-capoluogo")
    def tipo(self, comune: Comune) -> str:
        nomi = [
            nome
            for vero, nome in (
                (comune.citta_metropolitana, gettext("Città metropolitana")),
                (comune.capoluogo, gettext("capoluogo")),
                (comune.is_demo, gettext("dimostrativo")),
            )
            if vero
        ]
        return ", ".join(nomi) or "—"

    @display(description=_("abitanti"), ordering="popolazione")
    def abitanti(self, comune: Comune) -> str:
        return numero_it(comune.popolazione, vuoto="—")


class ReferenteNuovoForm(InvitaForm, forms.ModelForm):
    """Adding a referente is inviting a person."""

    class Meta:
        model = Referente
        fields = ("comune", "ruolo")

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        presente = Referente.objects.filter(
            comune=dati.get("comune"),
            user__email=str(dati.get("email", "")).lower(),
            attivo=True,
            user__last_login__isnull=False,
        )
        if presente.exists():
            self.add_error("email", _("Questa persona agisce già per questo Comune."))
        return dati


@admin.register(Referente)
class ReferenteAdmin(RegistroAdmin):
    list_display = ("user", "comune", "ruolo", "attivo")
    list_select_related = ("user", "comune")
    list_filter = (
        ("comune", AutocompleteSelectFilter),
        ("ruolo", ChoicesDropdownFilter),
        ("attivo", BooleanRadioFilter),
    )
    search_fields = (
        "comune__nome_chiave__contains",
        "user__email",
        "user__cognome__unaccent__icontains",
    )
    autocomplete_fields = ("user", "comune")

    def get_form(
        self,
        request: HttpRequest,
        obj: Referente | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = ReferenteNuovoForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Referente | None = None) -> Any:
        if obj is None:
            return ("comune", "email", "nome", "cognome", "ruolo")
        return ("user", "comune", "ruolo", "attivo")

    def get_readonly_fields(self, request: HttpRequest, obj: Referente | None = None) -> Any:
        return () if obj is None else ("user", "comune")

    def save_model(self, request: HttpRequest, obj: Referente, form: Any, change: bool) -> None:
        """By the same services as the Comune's own page."""
        if change:
            salva = referente_set_role(referente=obj, ruolo=obj.ruolo, by=request.user)
            if not obj.attivo:
                referente_disable(referente=salva, by=request.user)
            elif not salva.attivo:
                super().save_model(request, obj, form, change)
            return
        campi = ("comune", "email", "nome", "cognome", "ruolo")
        dati = {campo: form.cleaned_data[campo] for campo in campi}
        invitata = referente_invite(by=request.user, **dati)
        obj.pk, obj.user = invitata.pk, invitata.user
