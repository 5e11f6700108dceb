from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from community.models import DecisioneIncontro
from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from outcomes.admin.congelati import InlineInBozzaMixin, SoloInBozzaMixin, is_bozza
from outcomes.admin.da_decisione import DaDecisioneMixin
from outcomes.admin.moduli_quadro import CominciaForm, ModelloForm, VigoreForm
from outcomes.enums import StatoQuadro
from outcomes.models import Esito, Indicatore, QuadroImpatto
from outcomes.render.diagramma import quadro_diagramma
from outcomes.render.quadro_pdf import nome_file, quadro_pdf
from outcomes.selectors.confronto import quadri_compare
from outcomes.selectors.problemi_quadro import quadro_problemi
from outcomes.selectors.quadro import quadri_leggi, quadro_leggi
from outcomes.services.quadro import quadro_delete, quadro_enact, quadro_start

CARTELLA = "admin/outcomes/quadroimpatto"
COLORI_STATO = {
    StatoQuadro.BOZZA: "warning",
    StatoQuadro.IN_VIGORE: "success",
    StatoQuadro.SUPERATO: "info",
}


class EsitoInline(InlineInBozzaMixin, RegistroTabularInline):
    model = Esito
    fields = ("codice", "livello", "titolo", "ordine")
    show_change_link = True


class IndicatoreInline(SolaLetturaMixin, RegistroTabularInline):
    model = Indicatore
    fields = ("codice", "nome", "esito", "tipo", "target_finale")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("esito")


@admin.register(QuadroImpatto)
class QuadroImpattoAdmin(DaDecisioneMixin, SoloInBozzaMixin, RegistroAdmin):
    """Versions of the frameworks and templates: begun, filled while drafts, then put in force."""

    form = ModelloForm
    list_display = ("nome", "versione", "stato_etichetta", "esiti", "indicatori", "dal", "al")
    list_select_related = ("progetto__comune",)
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("progetto", AutocompleteSelectFilter),
        ("in_vigore_dal", admin.EmptyFieldListFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = (
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
        "nome_modello__unaccent__icontains",
    )
    ordering = ("nome_modello", "progetto__titolo_chiave", "-versione", "pk")
    inlines = (EsitoInline, IndicatoreInline)
    actions_list = ("comincia",)
    actions_detail = ("metti_in_vigore", "nuova_versione", "confronta", "scarica_pdf")
    change_form_before_template = f"{CARTELLA}/anteprima.html"
    storia_collegati = ((Esito, "quadro"), (Indicatore, "quadro"))

    # --- Page ------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                quanti_esiti=Count("esiti", distinct=True),
                quanti_indicatori=Count("indicatori", distinct=True),
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: QuadroImpatto | None = None) -> Any:
        if obj is None or obj.progetto_id is None:
            descrizione = _(
                "Un modello si copia nei progetti con «Comincia un quadro». Il quadro di un "
                "progetto non si aggiunge da qui."
            )
            return ((None, {"fields": ("nome_modello", "motivo"), "description": descrizione}),)
        vigore = (("in_vigore_dal", "in_vigore_al"), "deciso_in") if not is_bozza(obj) else ()
        return (
            (None, {"fields": (("progetto", "versione", "stato"),)}),
            (_("La decisione"), {"fields": ("motivo", "concordato_con", *vigore)}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: QuadroImpatto | None = None) -> Any:
        return ("progetto", "versione", "stato", "in_vigore_dal", "in_vigore_al", "deciso_in")

    def get_inlines(self, request: HttpRequest, obj: QuadroImpatto | None) -> Any:
        return self.inlines if obj else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        quadro = kwargs.get("obj")
        if quadro is not None:
            visto = quadro_leggi(quadro, pubblico=False)
            problemi = quadro_problemi(quadro) if is_bozza(quadro) and quadro.progetto_id else []
            context |= {
                "quadro": visto,
                "diagramma": quadro_diagramma(visto),
                "problemi_quadro": problemi,
                "may_change": self.has_change_permission(request, quadro),
                "decisione": _decisione(request, quadro),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: QuadroImpatto) -> None:
        quadro_delete(quadro=obj, by=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for quadro in queryset:
            try:
                quadro_delete(quadro=quadro, by=request.user)  # type: ignore[arg-type]
            except DomainError as errore:
                messages.error(request, f"{quadro}: {errore.message}")

    # --- Columns ---------------------------------------------------------------------------------
    @display(description=gettext_lazy("quadro"), ordering="progetto__titolo_chiave")
    def nome(self, quadro: QuadroImpatto) -> str:
        if quadro.progetto is None:
            return _("Modello: %(nome)s") % {"nome": quadro.nome_modello}
        return quadro.progetto.nome_pubblico

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, quadro: QuadroImpatto) -> tuple[str, str] | str:
        if quadro.progetto_id is None:
            return "—"
        return quadro.stato, quadro.get_stato_display()

    @display(description=gettext_lazy("esiti"), ordering="quanti_esiti")
    def esiti(self, quadro: Any) -> int:
        return quadro.quanti_esiti

    @display(description=gettext_lazy("indicatori"), ordering="quanti_indicatori")
    def indicatori(self, quadro: Any) -> int:
        return quadro.quanti_indicatori

    @display(description=gettext_lazy("in vigore dal"), ordering="in_vigore_dal")
    def dal(self, quadro: QuadroImpatto) -> str:
        return data_it(quadro.in_vigore_dal, vuoto="—")

    @display(description=gettext_lazy("fino al"), ordering="in_vigore_al")
    def al(self, quadro: QuadroImpatto) -> str:
        return data_it(quadro.in_vigore_al, vuoto="—")

    # --- Rights ----------------------------------------------------------------------------------
    def has_enact_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("outcomes.enact_quadroimpatto")

    def has_start_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_add_permission(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only the actions that make sense in the state of the framework."""
        quadro = self.get_object(request, str(object_id))
        inutili = set()
        if quadro is None or quadro.progetto_id is None or not is_bozza(quadro):
            inutili.add("metti_in_vigore")
        if quadro is None or quadro.progetto_id is None or is_bozza(quadro):
            inutili.add("nuova_versione")
        if quadro is None or quadro.versione < 2:
            inutili.add("confronta")
        nome = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            azione
            for azione in super().get_actions_detail(request, object_id)
            if azione.action_name.removeprefix(nome) not in inutili
        ]

    # --- Acts ------------------------------------------------------------------------------------
    @action(
        description=gettext_lazy("Comincia un quadro"),
        url_path="comincia",
        permissions=["add"],
        icon="add",
        variant=ActionVariant.PRIMARY,
    )
    def comincia(self, request: HttpRequest) -> HttpResponse:
        form = CominciaForm(request.POST if request.method == "POST" else None)
        if request.method == "GET" and request.GET.get("da", "").isdigit():
            form.initial["da"] = request.GET["da"]
        if form.is_valid():
            try:
                quadro = quadro_start(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, _("Bozza cominciata: ora si può completare."))
                return self._alla_pagina(quadro)
        return self._pagina(request, "modulo", _("Comincia un quadro"), form=form)

    @action(
        description=gettext_lazy("Nuova versione"),
        url_path="nuova-versione",
        permissions=["start"],
        icon="edit_document",
    )
    def nuova_versione(self, request: HttpRequest, object_id: str) -> HttpResponse:
        quadro = self._da_vedere(request, object_id)
        if request.method != "POST":
            return self._pagina(
                request,
                "conferma",
                _("Nuova versione"),
                quadro=quadro,
                testo=_(
                    "Nasce una bozza uguale a questa versione, da cambiare. Questa resta in vigore "
                    "finché la nuova non prende il suo posto."
                ),
                bottone=_("Comincia la nuova versione"),
            )
        return self._esegui(
            request,
            quadro,
            lambda: quadro_start(progetto=quadro.progetto, da=quadro, by=request.user),
            _("Bozza della nuova versione pronta."),
        )

    @action(
        description=gettext_lazy("Metti in vigore"),
        url_path="in-vigore",
        permissions=["enact"],
        icon="verified",
        variant=ActionVariant.PRIMARY,
    )
    def metti_in_vigore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        quadro = self._da_vedere(request, object_id)
        iniziali = {
            "motivo": quadro.motivo,
            "concordato_con": quadro.concordato_con,
            "deciso_in": quadro.deciso_in_id,
        }
        inviato = request.POST if request.method == "POST" else None
        form = VigoreForm(quadro, inviato, initial=iniziali)
        if form.is_valid():
            try:
                quadro_enact(quadro=quadro, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, _("La versione %s è in vigore.") % quadro.versione)
                return self._alla_pagina(quadro)
        return self._pagina(request, "modulo", _("Metti in vigore"), form=form, quadro=quadro)

    @action(
        description=gettext_lazy("Confronta"),
        url_path="confronta",
        permissions=["view"],
        icon="compare",
    )
    def confronta(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        quadro = self._da_vedere(request, object_id)
        altre = QuadroImpatto.objects.filter(progetto=quadro.progetto_id).exclude(pk=quadro.pk)
        altre = list(altre.select_related("progetto__comune", "deciso_in").order_by("-versione"))
        scelta = next((q for q in altre if str(q.versione) == request.GET.get("con")), None)
        scelta = scelta or next((q for q in altre if q.versione < quadro.versione), None)
        confronto = None
        if scelta and quadro.progetto_id:
            due = sorted((scelta, quadro), key=lambda q: q.versione)
            confronto = quadri_compare(*quadri_leggi(due, pubblico=False))
        return self._pagina(
            request, "confronta", _("Confronta"), quadro=quadro, altre=altre, confronto=confronto
        )

    @action(
        description=gettext_lazy("Scarica il PDF"),
        url_path="pdf",
        permissions=["view"],
        icon="picture_as_pdf",
    )
    def scarica_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        quadro = self._da_vedere(request, object_id)
        try:
            contenuto = quadro_pdf(quadro, pubblico=False)
        except DomainError as errore:
            messages.error(request, errore.message)
            return self._alla_pagina(quadro)
        risposta = HttpResponse(contenuto, content_type=TIPI["pdf"])
        risposta["Content-Disposition"] = content_disposition(nome_file(quadro))
        return risposta

    def _esegui(
        self,
        request: HttpRequest,
        quadro: QuadroImpatto,
        atto: Callable[[], QuadroImpatto],
        fatto: str,
    ) -> HttpResponse:
        try:
            nuovo = atto()
        except DomainError as errore:
            messages.error(request, errore.message)
            return self._alla_pagina(quadro)
        messages.success(request, fatto)
        return self._alla_pagina(nuovo)

    def _alla_pagina(self, quadro: QuadroImpatto) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse("admin:outcomes_quadroimpatto_change", args=[quadro.pk])
        )


def _decisione(request: HttpRequest, quadro: QuadroImpatto) -> DecisioneIncontro | None:
    """The decision that opened this version, for who may read the diary."""
    legge = request.user.has_perm("community.view_decisioneincontro")
    return quadro.decisione if legge else None
