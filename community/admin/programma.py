"""What goes with an event: agenda and speakers, materials, series, closing report."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from community.admin.atti import AttiMixin
from community.admin.moduli import MaterialeNuovoForm, SerieNuovaForm
from community.models import (
    DomandaEmersa,
    Evento,
    MaterialeEvento,
    Relatore,
    ResocontoEvento,
    ResocontoOrganizzazione,
    SerieEventi,
    SessioneEvento,
    SessioneProgetto,
)
from community.services.resoconti import resoconto_publish, resoconto_withdraw
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin, RegistroTabularInline, SolaLetturaMixin
from fis_portal.core.admin.rilascio import RilasciaFileMixin
from fis_portal.core.admin.servizi import ConServizioMixin
from fis_portal.core.downloads import file_response
from fis_portal.core.quote import data_it


class RelatoreInline(RegistroTabularInline):
    model = Relatore
    fields = ("ordine", "nome", "ente")


@admin.register(SessioneEvento)
class SessioneEventoAdmin(RegistroAdmin):
    list_display = ("titolo", "evento", "giorno", "inizio", "fine")
    list_select_related = ("evento",)
    list_filter = (("evento", AutocompleteSelectFilter),)
    search_fields = ("titolo__unaccent__icontains", "evento__titolo_chiave__contains")
    autocomplete_fields = ("evento", "progetti")
    inlines = (RelatoreInline,)
    fieldsets = (
        (None, {"fields": ("evento", "titolo", "descrizione", "progetti")}),
        (_("Quando"), {"fields": (("giorno", "inizio", "fine"), "ordine")}),
    )
    storia_collegati = ((Relatore, "sessione"), (SessioneProgetto, "sessioneevento"))


@admin.register(Relatore)
class RelatoreAdmin(SolaLetturaMixin, RegistroAdmin):
    """Written on the page of the session."""

    list_display = ("nome", "ente", "sessione", "evento")
    list_select_related = ("sessione__evento",)
    search_fields = ("nome__unaccent__icontains", "ente__unaccent__icontains")
    fields = ("sessione", "nome", "ente", "ordine")

    @display(description=_("evento"))
    def evento(self, relatore: Relatore) -> Evento:
        return relatore.sessione.evento


@admin.register(MaterialeEvento)
class MaterialeEventoAdmin(RilasciaFileMixin, ConServizioMixin, RegistroAdmin):
    nuovo_form = MaterialeNuovoForm
    list_display = ("titolo", "evento", "momento", "visibilita")
    list_select_related = ("evento",)
    list_filter = (
        ("momento", ChoicesDropdownFilter),
        ("visibilita", ChoicesDropdownFilter),
        ("evento", AutocompleteSelectFilter),
    )
    search_fields = ("titolo__unaccent__icontains", "evento__titolo_chiave__contains")
    autocomplete_fields = ("evento",)
    actions_detail = ("scarica",)

    def get_fields(self, request: HttpRequest, obj: MaterialeEvento | None = None) -> Any:
        comuni = ("evento", "titolo", "momento", "visibilita")
        if obj is None:
            return (*comuni, "upload", "url")
        return (*comuni, "file") if obj.file_id else (*comuni, "url")

    def get_readonly_fields(self, request: HttpRequest, obj: MaterialeEvento | None = None) -> Any:
        return ("evento", "file") if obj else ()

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        materiale = self.get_object(request, str(object_id))
        azioni = super().get_actions_detail(request, object_id)
        return azioni if materiale is not None and materiale.file_id else []

    @action(
        description=_("Scarica il file"),
        url_path="scarica",
        permissions=["view"],
        icon="download",
    )
    def scarica(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        materiale = self.get_object(request, object_id)
        if materiale is None or materiale.file is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return file_response(request, materiale.file)


class EventoDiSerieInline(SolaLetturaMixin, RegistroTabularInline):
    model = Evento
    fields = ("data_inizio", "ora_inizio", "titolo", "luogo", "annullato_il")
    ordering = ("data_inizio", "pk")
    show_change_link = True


@admin.register(SerieEventi)
class SerieEventiAdmin(ConServizioMixin, RegistroAdmin):
    """Laid out once; then each meeting is an event, and they are moved together from one on."""

    nuovo_form = SerieNuovaForm
    list_display = ("titolo", "frequenza", "inizio", "fine")
    search_fields = ("titolo__unaccent__icontains",)
    list_filter = (("frequenza", ChoicesDropdownFilter),)

    def get_fieldsets(self, request: HttpRequest, obj: SerieEventi | None = None) -> Any:
        if obj is None:
            descrizione = _(
                "Nasce un evento per ogni data, al massimo cento. Per spostare gli incontri apri "
                "il primo da cambiare e usa «Sposta questo e i successivi»."
            )
            campi = ("modello", "titolo", "frequenza", ("dal", "al"))
            return ((None, {"fields": campi, "description": descrizione}),)
        return ((None, {"fields": ("titolo", ("frequenza", "dal", "al"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: SerieEventi | None = None) -> Any:
        return ("frequenza", "dal", "al") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: SerieEventi | None) -> Any:
        return (EventoDiSerieInline,) if obj else ()

    @display(description=_("dal"), ordering="dal")
    def inizio(self, serie: SerieEventi) -> str:
        return data_it(serie.dal)

    @display(description=_("al"), ordering="al")
    def fine(self, serie: SerieEventi) -> str:
        return data_it(serie.al)


class DomandaInline(RegistroTabularInline):
    model = DomandaEmersa
    fields = ("ordine", "testo", "risposta")


@admin.register(ResocontoEvento)
class ResocontoEventoAdmin(AttiMixin, RegistroAdmin):
    """Written as a draft, published when it is ready, taken back if need be."""

    list_display = ("evento", "stato", "pubblicato")
    list_select_related = ("evento",)
    list_filter = (("is_public", BooleanRadioFilter), ("evento", AutocompleteSelectFilter))
    search_fields = ("evento__titolo_chiave__contains", "sintesi__unaccent__icontains")
    autocomplete_fields = ("evento", "organizzazioni", "fonte")
    readonly_fields = ("is_public", "pubblicato_il", "by")
    inlines = (DomandaInline,)
    actions_detail = ("pubblica", "ritira")
    fieldsets = (
        (
            None,
            {
                "fields": ("evento", "sintesi", "verbale"),
                "description": _(
                    "Quanti c'erano non si scrive qui: si conta dalle presenze o, se non ci sono, "
                    "sta nei totali dell'evento. Le lezioni imparate sono quelle che nominano "
                    "l'evento."
                ),
            },
        ),
        (_("Chi c'era"), {"fields": ("organizzazioni", "altri_enti")}),
        (_("Pubblicazione"), {"fields": (("is_public", "pubblicato_il"), "fonte", "by")}),
    )
    storia_collegati = (
        (DomandaEmersa, "resoconto"),
        (ResocontoOrganizzazione, "resocontoevento"),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.by = persona(request)
        super().save_model(request, obj, form, change)

    @display(description=_("stato"), ordering="is_public", label={"pubblicato": "success"})
    def stato(self, resoconto: ResocontoEvento) -> tuple[str, Any]:
        pubblico = resoconto.is_public
        return ("pubblicato", _("pubblicato")) if pubblico else ("bozza", _("bozza"))

    @display(description=_("pubblicato il"), ordering="pubblicato_il")
    def pubblicato(self, resoconto: ResocontoEvento) -> str:
        return data_it(resoconto.pubblicato_il, vuoto="—")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        resoconto = self.get_object(request, str(object_id))
        pubblico = resoconto is not None and resoconto.is_public
        inutili = {"pubblica"} if pubblico else {"ritira"}
        return self.actions_utili(super().get_actions_detail(request, object_id), inutili)

    @action(
        description=_("Pubblica"),
        url_path="pubblica",
        permissions=["change"],
        icon="publish",
        variant=ActionVariant.PRIMARY,
    )
    def pubblica(self, request: HttpRequest, object_id: str) -> HttpResponse:
        resoconto = self.oggetto(request, object_id)

        def atto() -> str:
            resoconto_publish(resoconto=resoconto, by=persona(request))
            return str(_("Resoconto pubblicato."))

        return self.con_conferma(
            request,
            resoconto,
            atto,
            titolo=_("Pubblica il resoconto"),
            testo=_(
                "Lo legge chi vede l'evento: tutti, oppure i progetti invitati se è riservato."
            ),
        )

    @action(description=_("Ritira"), url_path="ritira", permissions=["change"], icon="unpublished")
    def ritira(self, request: HttpRequest, object_id: str) -> HttpResponse:
        resoconto = self.oggetto(request, object_id)

        def atto() -> str:
            resoconto_withdraw(resoconto=resoconto, by=persona(request))
            return str(_("Resoconto ritirato: ora è una bozza."))

        return self.con_conferma(
            request,
            resoconto,
            atto,
            titolo=_("Ritira il resoconto"),
            testo=_("Torna una bozza, che solo il personale legge. Si può pubblicare di nuovo."),
        )


@admin.register(DomandaEmersa)
class DomandaEmersaAdmin(SolaLetturaMixin, RegistroAdmin):
    """Written on the page of the report."""

    list_display = ("testo", "evento")
    list_select_related = ("resoconto__evento",)
    search_fields = ("testo__unaccent__icontains", "risposta__unaccent__icontains")
    fields = ("resoconto", "testo", "risposta", "ordine")

    @display(description=_("evento"))
    def evento(self, domanda: DomandaEmersa) -> Evento:
        return domanda.resoconto.evento
