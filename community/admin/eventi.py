from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from community.admin.attestati import AttoAttestati
from community.admin.atti import AttiMixin
from community.admin.inviti import AttoInviti
from community.admin.moduli import AnnullaForm, EventoForm, SpostaForm
from community.admin.nomi import ConNomi, nomi_di_evento_record
from community.models import (
    Evento,
    EventoFonte,
    EventoProgetto,
    MaterialeEvento,
    Partecipazione,
    ResocontoEvento,
    RiepilogoIncontri,
    SessioneEvento,
)
from community.permissions import can_accogliere
from community.resources import EventoResource
from community.selectors.attestati import evento_is_attestabile
from community.selectors.incontri import evento_numeri
from community.services.annullamento import (
    evento_annulla,
    evento_is_passato,
    evento_ripristina,
)
from community.services.serie import serie_sposta
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import (
    RegistroAdmin,
    RegistroStackedInline,
    RegistroTabularInline,
    SolaLetturaMixin,
)
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.admin.rilascio import RilasciaFileMixin
from fis_portal.core.quote import data_it


class SenzaPresenzeFilter(DropdownFilter):
    """Past events of which nobody has recorded who or how many came."""

    title = _("presenze")
    parameter_name = "senza_presenze"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("si", _("conclusi senza presenze"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.senza_presenze(timezone.localdate()) if self.value() == "si" else queryset  # type: ignore[attr-defined]


class RiepilogoInline(RegistroStackedInline):
    model = RiepilogoIncontri
    verbose_name_plural = _("totali dell'evento")
    fields = (
        "titolo",
        "incontri",
        ("presenze", "persone"),
        ("data_riferimento", "precisione"),
        "fonte",
        "nota",
    )
    autocomplete_fields = ("fonte",)


class PartecipazioneInline(ConNomi, RegistroTabularInline):
    model = Partecipazione
    fields = ("persona", "organizzazione", "ruolo")
    autocomplete_fields = ("persona", "organizzazione")
    per_page = 20


class SessioneInline(RegistroTabularInline):
    """The agenda; who speaks is on the page of each session."""

    model = SessioneEvento
    verbose_name_plural = _("programma")
    fields = ("ordine", "giorno", "inizio", "fine", "titolo")
    show_change_link = True


class MaterialeInline(SolaLetturaMixin, RegistroTabularInline):
    """Files come in through the page of the material, where they are checked."""

    model = MaterialeEvento
    fields = ("titolo", "momento", "visibilita")
    show_change_link = True


@admin.register(Evento)
class EventoAdmin(
    AttoInviti, AttoAttestati, AttiMixin, RilasciaFileMixin, ScambioMixin, RegistroAdmin
):
    form = EventoForm
    file_di = "materiali__file"
    resource_classes = [EventoResource]
    list_display = ("quando", "titolo", "tipo", "luogo", "presenze", "pubblicazione")
    list_display_links = ("titolo",)
    list_filter = (
        ("tipo", ChoicesDropdownFilter),
        ("data_inizio", RangeDateFilter),
        ("intervento", RelatedDropdownFilter),
        ("progetti", AutocompleteSelectFilter),
        ("serie", RelatedDropdownFilter),
        SenzaPresenzeFilter,
        ("is_public", BooleanRadioFilter),
        ("is_riservato", BooleanRadioFilter),
        ("annullato_il", EmptyFieldListFilter),
        ("is_demo", BooleanRadioFilter),
    )
    search_fields = ("titolo_chiave__contains", "luogo__unaccent__icontains")
    search_help_text = _("Titolo o luogo")
    autocomplete_fields = ("progetti", "fonti")
    prepopulated_fields = {"slug": ("titolo",)}
    readonly_fields = ("serie", "annullato_il", "annullato_motivo")
    inlines = (SessioneInline, MaterialeInline, RiepilogoInline, PartecipazioneInline)
    actions_detail = ("inviti", "attestati", "annulla", "ripristina", "sposta")
    change_form_before_template = "admin/community/evento/numeri.html"
    fieldsets = (
        (None, {"fields": ("titolo", ("tipo", "intervento"))}),
        (_("Chi lo vede"), {"fields": ("pubblicazione", "slug", "is_demo")}),
        (
            _("Quando"),
            {
                "fields": (
                    ("data_inizio", "data_fine"),
                    ("ora_inizio", "ora_fine"),
                    ("precisione", "data_testo"),
                    "serie",
                )
            },
        ),
        (
            _("Come si partecipa"),
            {"fields": ("modalita", ("luogo", "indirizzo"), "collegamento")},
        ),
        (
            _("Iscrizioni"),
            {
                "fields": ("iscrizioni", "iscrizioni_al", "capienza"),
                "description": _(
                    "I progetti invitati sono quelli scelti qui sotto: i loro Comuni vedono "
                    "l'incontro nella propria area anche quando è riservato."
                ),
            },
        ),
        (
            _("Di che cosa si parla"),
            {"fields": ("descrizione", "organizzatori", "progetti", "progetti_presenti")},
        ),
        (_("Fonti e note"), {"fields": ("fonti", "nota")}),
        (_("Annullamento"), {"fields": (("annullato_il", "annullato_motivo"),)}),
    )
    storia_collegati = (
        (RiepilogoIncontri, "evento"),
        (Partecipazione, "evento"),
        (SessioneEvento, "evento"),
        (MaterialeEvento, "evento"),
        (ResocontoEvento, "evento"),
        (EventoProgetto, "evento"),
        (EventoFonte, "evento"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(presenti=Count("partecipazioni"))

    def get_view_on_site_url(self, obj: Evento | None = None) -> str | None:
        """Only what is public has a page to see."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    def get_inlines(self, request: HttpRequest, obj: Evento | None) -> Any:
        """Materials are of an event that exists."""
        if obj is None:
            return [inline for inline in self.inlines if inline is not MaterialeInline]
        return self.inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        evento = kwargs.get("obj")
        nomi_di_evento_record(request, evento)
        if evento is not None:
            context |= {
                "numeri": evento_numeri(evento),
                "resoconto": ResocontoEvento.objects.filter(evento=evento).first(),
                "cura": self.has_change_permission(request, evento),
                "accoglie": evento.annullato_il is None and can_accogliere(persona(request)),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------
    @display(description=_("data"), ordering="data_inizio")
    def quando(self, evento: Evento) -> str:
        return data_it(evento.data_inizio, vuoto=evento.data_testo or "—")

    @display(description=_("presenze registrate"), ordering="presenti")
    def presenze(self, evento: Any) -> str:
        return str(evento.presenti or "—")

    @display(description=_("chi lo vede"), label={"annullato": "danger", "pubblico": "success"})
    def pubblicazione(self, evento: Evento) -> tuple[str, Any]:
        if evento.annullato_il is not None:
            return "annullato", _("annullato")
        if evento.is_public:
            return "pubblico", _("pubblico")
        return ("riservato", _("riservato")) if evento.is_riservato else ("bozza", _("bozza"))

    # --- Acts ------------------------------------------------------------------------------------
    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        evento = self.get_object(request, str(object_id))
        inutili: set[str] = set()
        if evento is None or evento.annullato_il is not None or evento_is_passato(evento):
            inutili |= {"inviti", "annulla"}
        if evento is None or evento.annullato_il is None or evento_is_passato(evento):
            inutili.add("ripristina")
        if evento is None or not evento_is_attestabile(evento):
            inutili.add("attestati")
        if evento is None or evento.serie_id is None:
            inutili.add("sposta")
        return self.actions_utili(super().get_actions_detail(request, object_id), inutili)

    @action(description=_("Annulla"), url_path="annulla", permissions=["change"], icon="event_busy")
    def annulla(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evento = self.oggetto(request, object_id)

        def atto(motivo: str) -> str:
            evento_annulla(evento=evento, motivo=motivo, by=persona(request))
            return str(_("Incontro annullato: chi era iscritto riceve una mail."))

        return self.con_modulo(
            request,
            evento,
            AnnullaForm(request.POST if request.method == "POST" else None),
            atto,
            titolo=_("Annulla l'incontro"),
            testo=_(
                "La pagina resta e dice che è annullato. Chi è iscritto riceve subito una mail."
            ),
        )

    @action(
        description=_("Riprendi"),
        url_path="ripristina",
        permissions=["change"],
        icon="event_available",
    )
    def ripristina(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evento = self.oggetto(request, object_id)

        def atto() -> str:
            evento_ripristina(evento=evento, by=persona(request))
            return str(_("L'incontro si tiene: chi era iscritto riceve una mail."))

        return self.con_conferma(
            request,
            evento,
            atto,
            titolo=_("Riprendi l'incontro annullato"),
            testo=_(
                "Chi era iscritto, in lista d'attesa o invitato torna com'era e riceve una mail "
                "che dice che l'incontro si tiene."
            ),
        )

    @action(
        description=_("Sposta questo e i successivi"),
        url_path="sposta",
        permissions=["change"],
        icon="event_upcoming",
    )
    def sposta(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evento = self.oggetto(request, object_id)
        nomi = ("ora_inizio", "ora_fine", "luogo", "indirizzo")
        iniziali = {"giorni": 0, **{nome: getattr(evento, nome) for nome in nomi}}

        def atto(**dati: Any) -> str:
            n = serie_sposta(evento=evento, by=persona(request), **dati)
            testo = ngettext("Cambiato %(n)s incontro.", "Cambiati %(n)s incontri.", n)
            return testo % {"n": n}

        return self.con_modulo(
            request,
            evento,
            SpostaForm(request.POST if request.method == "POST" else None, initial=iniziali),
            atto,
            titolo=_("Sposta questo e i successivi"),
            testo=_(
                "Cambiano questo incontro e quelli della serie che vengono dopo; quelli passati o "
                "annullati restano come sono. Chi è iscritto riceve una mail."
            ),
        )
