from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter, BooleanRadioFilter
from unfold.decorators import display

from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroStackedInline,
    RegistroTabularInline,
)
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.changes import Parte
from fis_portal.core.quote import data_it
from progetti.admin.fasi import COLORI_STATO
from progetti.admin.filtri import (
    ContraddizioneFilter,
    FinanziatoFilter,
    MacroareaFilter,
    MancanzaFilter,
    StatoFaseFilter,
)
from progetti.admin.svolgimento import AttivitaInline, DocumentoInline, VoceSpesaInline
from progetti.enums import StatoFase
from progetti.models import (
    Attivita,
    DerogaRegola,
    Documento,
    FaseProgetto,
    FattoProgetto,
    Partenariato,
    Progetto,
    ProgettoFonte,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
    VoceSpesa,
)
from progetti.resources import ProgettoResource
from progetti.selectors import MANCANZE, progetto_avvisi, progetto_mancanze
from progetti.services.pubblicazione import progetti_set_public


class MacroareaInline(RegistroTabularInline):
    model = ProgettoMacroarea
    verbose_name_plural = gettext_lazy("macroaree")
    fields = ("macroarea", "is_prevalente", "fonte")
    autocomplete_fields = ("macroarea", "fonte")


class TemaInline(RegistroTabularInline):
    model = ProgettoTema
    verbose_name_plural = gettext_lazy("temi")
    fields = ("tema", "fonte")
    autocomplete_fields = ("tema", "fonte")


class PartenariatoInline(RegistroTabularInline):
    model = Partenariato
    verbose_name_plural = gettext_lazy("partenariato")
    fields = ("organizzazione", "ruolo", "dal", "al", "impegno", "fonte")
    autocomplete_fields = ("organizzazione", "fonte")


class FaseInline(RegistroStackedInline):
    model = FaseProgetto
    verbose_name_plural = gettext_lazy("fasi")
    fields = (
        ("intervento", "stato_registrato"),
        ("importo_richiesto_eur", "importo_concesso_eur"),
        "fonte_importo",
        ("data_inizio", "data_fine"),
    )
    readonly_fields = ("stato_registrato",)
    autocomplete_fields = ("fonte_importo",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("intervento")

    @display(description=gettext_lazy("stato"))
    def stato_registrato(self, fase: FaseProgetto) -> str:
        if fase.pk is None:
            return "—"
        return format_html(
            '{} · <a class="text-link" href="{}">{}</a>',
            fase.get_stato_display(),
            reverse("admin:progetti_faseprogetto_registra_passaggio", args=[fase.pk]),
            _("registra un passaggio"),
        )


class FattoInline(RegistroStackedInline):
    model = FattoProgetto
    verbose_name_plural = gettext_lazy("fatti pubblicati")
    fields = ("testo", ("data", "fonte"), "ordine")
    autocomplete_fields = ("fonte",)


class DerogaInline(RegistroTabularInline):
    model = DerogaRegola
    verbose_name_plural = gettext_lazy("deroghe")
    fields = ("regola", "motivo")


@admin.register(Progetto)
class ProgettoAdmin(ScambioMixin, RegistroAdmin):
    resource_classes = [ProgettoResource]
    list_display = (
        "nome",
        "comune",
        "fase",
        "macroarea_prevalente",
        "dati_mancanti",
        "is_public",
        "aggiornato",
    )
    list_select_related = ("comune",)
    list_filter = (
        MacroareaFilter,
        StatoFaseFilter,
        FinanziatoFilter,
        MancanzaFilter,
        ContraddizioneFilter,
        ("comune__provincia__regione", AutocompleteSelectFilter),
        ("temi", AutocompleteSelectFilter),
        ("is_public", BooleanRadioFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = (
        "titolo_chiave__contains",
        "testo_chiave__contains",
        "comune__nome_chiave__contains",
        "cup__iexact",
    )
    search_help_text = gettext_lazy("Titolo, parole della scheda, Comune o CUP")
    autocomplete_fields = ("comune", "fonti")
    prepopulated_fields = {"slug": ("titolo",)}
    inlines = (
        MacroareaInline,
        TemaInline,
        PartenariatoInline,
        FaseInline,
        FattoInline,
        DerogaInline,
        AttivitaInline,
        VoceSpesaInline,
        DocumentoInline,
    )
    actions = ("pubblica", "ritira")
    change_form_before_template = "admin/progetti/progetto/avvisi.html"
    fieldsets = (
        (
            None,
            {"fields": ("titolo", ("comune", "cup"))},
        ),
        (
            gettext_lazy("Che cosa fa"),
            {"fields": ("sintesi", "bisogno", "destinatari")},
        ),
        (
            gettext_lazy("Tempi"),
            {
                "fields": (
                    ("data_inizio_prevista", "data_fine_prevista"),
                    ("data_inizio", "data_fine"),
                )
            },
        ),
        (gettext_lazy("Fonti e note"), {"fields": ("fonti", "nota")}),
        (gettext_lazy("Pubblicazione"), {"fields": ("is_public", "slug", "is_demo")}),
    )
    storia_collegati = (
        (ProgettoMacroarea, "progetto"),
        (ProgettoTema, "progetto"),
        (Partenariato, "progetto"),
        (FaseProgetto, "progetto"),
        (FattoProgetto, "progetto"),
        (DerogaRegola, "progetto"),
        (ProgettoFonte, "progetto"),
        (Attivita, "progetto"),
        (VoceSpesa, "progetto"),
        (Documento, "progetto"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        prevalenti = ProgettoMacroarea.objects.filter(progetto=OuterRef("pk"), is_prevalente=True)
        mancanti = sum(
            (
                Case(When(q, then=Value(1)), default=Value(0), output_field=IntegerField())
                for _nome, q in MANCANZE.values()
            ),
            start=Value(0),
        )
        return (
            super()
            .get_queryset(request)
            .con_fase_corrente()
            .annotate(
                prevalente=Subquery(prevalenti.values("macroarea__nome")[:1]), mancanti=mancanti
            )
        )

    def storia_parti(self, request: HttpRequest, pk: Any) -> list[Parte]:
        """The steps of its phases too, those of deleted phases included."""
        fasi = FaseProgetto.pgh_event_model.objects.filter(progetto_id=pk).values("pgh_obj_id")  # type: ignore[attr-defined]
        return [
            *super().storia_parti(request, pk),
            Parte(TransizioneFase, {"fase_id__in": fasi}),
        ]

    def get_view_on_site_url(self, obj: Progetto | None = None) -> str | None:
        """Only what is public has a page to see."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        progetto = kwargs.get("obj")
        if progetto is not None:
            context["avvisi"] = progetto_avvisi(progetto)
            context["mancanze"] = progetto_mancanze(progetto)
            context["deroghe"] = list(progetto.deroghe.all())
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------
    @display(description=gettext_lazy("progetto"), ordering="titolo_chiave")
    def nome(self, progetto: Progetto) -> str:
        return progetto.titolo or _("senza titolo")

    @display(description=gettext_lazy("fase"), ordering="fase_intervento", label=COLORI_STATO)
    def fase(self, progetto: Any) -> tuple[str, str] | str:
        if not progetto.fase_stato:
            return ""
        stato = StatoFase(progetto.fase_stato)
        return stato.value, f"{progetto.fase_intervento} · {stato.label}"

    @display(description=gettext_lazy("macroarea prevalente"), ordering="prevalente")
    def macroarea_prevalente(self, progetto: Any) -> str:
        return progetto.prevalente or "—"

    @display(description=gettext_lazy("dati mancanti"), ordering="mancanti")
    def dati_mancanti(self, progetto: Any) -> str:
        return str(progetto.mancanti or "—")

    @display(description=gettext_lazy("aggiornato il"), ordering="updated_at")
    def aggiornato(self, progetto: Progetto) -> str:
        return data_it(progetto.updated_at)

    # --- Actions ---------------------------------------------------------------------------------
    @admin.action(description=gettext_lazy("Pubblica i progetti scelti"), permissions=["change"])
    def pubblica(self, request: HttpRequest, queryset: QuerySet) -> None:
        quanti = progetti_set_public(progetti=queryset, is_public=True, by=request.user)  # type: ignore[arg-type]
        testo = ngettext("%(n)s progetto pubblicato.", "%(n)s progetti pubblicati.", quanti)
        messages.success(request, testo % {"n": quanti})

    @admin.action(description=gettext_lazy("Togli dalle pagine pubbliche"), permissions=["change"])
    def ritira(self, request: HttpRequest, queryset: QuerySet) -> None:
        quanti = progetti_set_public(progetti=queryset, is_public=False, by=request.user)  # type: ignore[arg-type]
        testo = ngettext(
            "%(n)s progetto tolto dalle pagine pubbliche.",
            "%(n)s progetti tolti dalle pagine pubbliche.",
            quanti,
        )
        messages.success(request, testo % {"n": quanti})


class DelProgettoAdmin(RegistroAdmin):
    """Rows of a project, seen across projects; they are usually edited in the project's page."""

    list_select_related: Any = ("progetto__comune",)
    list_filter: Any = (("progetto", AutocompleteSelectFilter),)
    search_fields: Any = (
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
    )


@admin.register(ProgettoMacroarea)
class ProgettoMacroareaAdmin(DelProgettoAdmin):
    list_display = ("progetto", "macroarea", "is_prevalente", "fonte")
    list_select_related = ("progetto__comune", "macroarea", "fonte")
    list_filter = (
        ("macroarea", AutocompleteSelectFilter),
        ("is_prevalente", BooleanRadioFilter),
    )
    autocomplete_fields = ("progetto", "macroarea", "fonte")


@admin.register(ProgettoTema)
class ProgettoTemaAdmin(DelProgettoAdmin):
    list_display = ("progetto", "tema", "fonte")
    list_select_related = ("progetto__comune", "tema", "fonte")
    list_filter = (("tema", AutocompleteSelectFilter),)
    autocomplete_fields = ("progetto", "tema", "fonte")


@admin.register(FattoProgetto)
class FattoProgettoAdmin(DelProgettoAdmin):
    list_display = ("progetto", "testo", "data", "fonte")
    list_select_related = ("progetto__comune", "fonte")
    search_fields = (*DelProgettoAdmin.search_fields, "testo__unaccent__icontains")
    autocomplete_fields = ("progetto", "fonte")


@admin.register(DerogaRegola)
class DerogaRegolaAdmin(DelProgettoAdmin):
    list_display = ("progetto", "regola", "motivo", "created_at")
    autocomplete_fields = ("progetto",)
