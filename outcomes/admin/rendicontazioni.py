from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.downloads import file_response
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from outcomes.admin.filtri import RitardoFilter
from outcomes.admin.moduli import EsameForm, ProrogaForm
from outcomes.enums import STATI_APERTI, StatoRendicontazione
from outcomes.models import Evidenza, Osservazione, Proroga, Rendicontazione
from outcomes.permissions import can_review
from outcomes.selectors.revisione import esame, segnalazioni_di
from outcomes.services.periodi import proroga_grant
from outcomes.services.revisione import (
    osservazione_add,
    osservazione_drop,
    rendicontazione_accept,
    rendicontazione_return,
    rendicontazioni_accept,
)

COLORI_STATO = {
    StatoRendicontazione.DA_INIZIARE: "info",
    StatoRendicontazione.BOZZA: "info",
    StatoRendicontazione.INVIATA: "warning",
    StatoRendicontazione.RESTITUITA: "danger",
    StatoRendicontazione.ACCETTATA: "success",
    StatoRendicontazione.VALIDATA: "success",
}
# What was decided on something that is no longer so, or cannot be: the page shows how it is now.
CONFLITTI = frozenset(
    {"passaggio_non_ammesso", "revisione_cambiata", "gia_validata", "osservazione_risolta"}
)

# What waits for the programme first, then for the Comuni, then what is done.
A_CHI_TOCCA = Case(
    When(stato=StatoRendicontazione.INVIATA, then=0),
    When(stato__in=STATI_APERTI, then=1),
    default=2,
)


@admin.register(Rendicontazione)
class RendicontazioneAdmin(SolaLetturaMixin, RegistroAdmin):
    """The queue of the reports; each is looked at, sent back or accepted on its own page."""

    list_display = (
        "nome",
        "periodo",
        "stato_etichetta",
        "scade",
        "attesa",
        "segnalata",
        "revisione",
    )
    list_display_links = None
    list_select_related = ("progetto__comune", "periodo")
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("periodo", RelatedDropdownFilter),
        RitardoFilter,
        ("progetto__is_demo", BooleanRadioFilter),
        ("progetto__is_public", BooleanRadioFilter),
    )
    search_fields = (
        "progetto__titolo_chiave__contains",
        "progetto__comune__nome_chiave__contains",
    )
    ordering = (A_CHI_TOCCA, "scadenza", "progetto__comune__nome_chiave", "pk")
    actions = ("accetta_senza_segnalazioni",)
    fieldsets = (
        (None, {"fields": (("progetto", "periodo"), "quadro")}),
        (
            gettext_lazy("A che punto è"),
            {"fields": (("stato", "scadenza"), ("revisione", "accettata_il"))},
        ),
    )
    storia_collegati = ((Osservazione, "rendicontazione"), (Proroga, "rendicontazione"))

    # --- Queue -----------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).con_ultimo_invio()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What was flagged, for the reports of this page only and all at once."""
        elenco = super().get_changelist_instance(request)
        elenco.result_list = list(elenco.result_list)
        trovate = segnalazioni_di(r for r in elenco.result_list if r.stato not in STATI_APERTI)
        for rendicontazione in elenco.result_list:
            rendicontazione.segnalazioni = trovate.get(rendicontazione.pk)
        return elenco

    @display(description=gettext_lazy("rendicontazione"), ordering="progetto__comune__nome_chiave")
    def nome(self, rendicontazione: Rendicontazione) -> str:
        progetto = rendicontazione.progetto
        url = reverse("admin:outcomes_rendicontazione_esame", args=[rendicontazione.pk])
        return format_html(
            '<div><a href="{}"><strong>{}</strong></a><br>{}{}</div>',
            url,
            progetto.comune.nome,
            progetto.titolo or _("senza titolo"),
            _(" (dimostrativo)") if progetto.is_demo else "",
        )

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, rendicontazione: Rendicontazione) -> tuple[str, str]:
        return rendicontazione.stato, rendicontazione.get_stato_display()

    @display(description=gettext_lazy("scadenza"), ordering="scadenza")
    def scade(self, rendicontazione: Rendicontazione) -> str:
        return data_it(rendicontazione.scadenza)

    @display(description=gettext_lazy("attesa"), ordering="inviata_il")
    def attesa(self, rendicontazione: Any) -> str:
        """Whose turn it is, and for how long."""
        oggi = timezone.localdate()
        if rendicontazione.stato == StatoRendicontazione.INVIATA and rendicontazione.inviata_il:
            giorni = (oggi - timezone.localdate(rendicontazione.inviata_il)).days
            if giorni == 0:
                return _("arrivata oggi")
            testo = ngettext("in attesa da %(n)s giorno", "in attesa da %(n)s giorni", giorni)
            return testo % {"n": giorni}
        ritardo = (oggi - rendicontazione.scadenza).days
        if rendicontazione.stato in STATI_APERTI and ritardo > 0:
            testo = ngettext("in ritardo di %(n)s giorno", "in ritardo di %(n)s giorni", ritardo)
            return testo % {"n": ritardo}
        return "—"

    @display(description=gettext_lazy("segnalazioni"))
    def segnalata(self, rendicontazione: Any) -> str:
        trovate = getattr(rendicontazione, "segnalazioni", None)
        return "—" if trovate is None else str(len(trovate) or _("nessuna"))

    # --- Rights ----------------------------------------------------------------------------------
    def has_review_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_review(persona(request))

    # --- Many at once ----------------------------------------------------------------------------
    @admin.action(
        description=gettext_lazy("Accetta quelle senza segnalazioni"), permissions=["review"]
    )
    def accetta_senza_segnalazioni(self, request: HttpRequest, queryset: QuerySet) -> None:
        esito = rendicontazioni_accept(rendicontazioni=queryset, by=persona(request))
        quante = len(esito.accettate)
        testo = ngettext(
            "%(n)s rendicontazione accettata.", "%(n)s rendicontazioni accettate.", quante
        )
        messages.success(request, testo % {"n": quante})
        for saltata in esito.saltate:
            messages.warning(request, f"{saltata.rendicontazione}: {saltata.motivo}")

    # --- One at a time ---------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        nome, avvolgi = "outcomes_rendicontazione", self.admin_site.admin_view
        pagina = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("<int:object_id>/esame/", avvolgi(pagina(self.esame_view)), name=f"{nome}_esame"),
            path(
                "<int:object_id>/proroga/",
                avvolgi(pagina(self.proroga_view)),
                name=f"{nome}_proroga",
            ),
            path(
                "<int:object_id>/evidenze/<int:id>/",
                avvolgi(require_safe(self.evidenza_view)),
                name=f"{nome}_evidenza",
            ),
            *super().get_urls(),
        ]

    def esame_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        rendicontazione = self._da_vedere(request, object_id)
        if request.method != "POST":
            return self._esame_page(request, rendicontazione)
        if not self.has_review_permission(request):
            raise PermissionDenied
        form = EsameForm(request.POST)
        if not form.is_valid():
            return self._esame_page(request, rendicontazione, 400, form, form.racconto())
        try:
            fatto = AZIONI[form.cleaned_data["azione"]](request, rendicontazione, form.cleaned_data)
        except DomainError as errore:
            stato = 409 if errore.code in CONFLITTI else 422
            rendicontazione.refresh_from_db()
            return self._esame_page(request, rendicontazione, stato, form, errore.message)
        messages.success(request, fatto)
        return HttpResponseRedirect(request.path)

    def _esame_page(
        self,
        request: HttpRequest,
        rendicontazione: Rendicontazione,
        stato: int = 200,
        form: EsameForm | None = None,
        errore: str = "",
    ) -> TemplateResponse:
        in_mano_al_comune = rendicontazione.stato in STATI_APERTI
        inviati = form.data if form is not None else {}
        return self._pagina_sua(
            request,
            "esame",
            rendicontazione,
            stato,
            esame=None if in_mano_al_comune else esame(rendicontazione),
            errore=errore,
            scritto={nome: inviati.get(nome, "") for nome in ("azione", "campo", "testo")},
            puo_esaminare=can_review(persona(request), rendicontazione),
            puo_prorogare=in_mano_al_comune and self.has_review_permission(request),
            passaggi=rendicontazione.passaggi.select_related("by"),
            proroghe=rendicontazione.proroghe.select_related("by"),
            invii=rendicontazione.invii.select_related("by", "ricevuta"),
            osservazioni=rendicontazione.osservazioni.select_related("by"),
        )

    def proroga_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        rendicontazione = self._da_vedere(request, object_id)
        if not self.has_review_permission(request):
            raise PermissionDenied
        form = ProrogaForm(request.POST if request.method == "POST" else None)
        stato = 200
        if form.is_valid():
            try:
                proroga_grant(
                    rendicontazione=rendicontazione, by=persona(request), **form.cleaned_data
                )
            except DomainError as errore:
                form.add_domain_error(errore)
                stato = 409 if errore.code in CONFLITTI else 422
            else:
                messages.success(request, _("Scadenza spostata: il Comune riceve una mail."))
                return HttpResponseRedirect(
                    reverse("admin:outcomes_rendicontazione_esame", args=[rendicontazione.pk])
                )
        elif form.is_bound:
            stato = 422
        return self._pagina_sua(request, "proroga", rendicontazione, stato, form=form)

    def evidenza_view(self, request: HttpRequest, object_id: int, id: int) -> HttpResponseBase:
        rendicontazione = self._da_vedere(request, object_id)
        evidenze = Evidenza.objects.filter(rendicontazione=rendicontazione)
        return file_response(request, get_object_or_404(evidenze, pk=id).file)

    def _pagina_sua(
        self,
        request: HttpRequest,
        pagina: str,
        rendicontazione: Rendicontazione,
        stato: int,
        **altro: Any,
    ) -> TemplateResponse:
        return self._pagina(
            request,
            pagina,
            str(rendicontazione),
            status=stato,
            original=rendicontazione,
            rendicontazione=rendicontazione,
            oggi=timezone.localdate(),
            **altro,
        )


# --- The acts of the review ----------------------------------------------------------------------
def _osserva(request: HttpRequest, rendicontazione: Rendicontazione, dati: dict[str, Any]) -> str:
    osservazione_add(
        rendicontazione=rendicontazione,
        campo=dati["campo"],
        testo=dati["testo"],
        revisione=dati["revisione"],
        by=persona(request),
    )
    return _("Osservazione scritta: il Comune la vede quando restituisci la rendicontazione.")


def _togli(request: HttpRequest, rendicontazione: Rendicontazione, dati: dict[str, Any]) -> str:
    sua = get_object_or_404(rendicontazione.osservazioni, pk=dati["osservazione"] or 0)
    osservazione_drop(osservazione=sua, by=persona(request))
    return _("Osservazione tolta.")


def _restituisci(
    request: HttpRequest, rendicontazione: Rendicontazione, dati: dict[str, Any]
) -> str:
    rendicontazione_return(
        rendicontazione=rendicontazione,
        revisione=dati["revisione"],
        nota=dati["testo"],
        by=persona(request),
    )
    return _("Rendicontazione restituita: il Comune riceve una mail.")


def _accetta(request: HttpRequest, rendicontazione: Rendicontazione, dati: dict[str, Any]) -> str:
    rendicontazione_accept(
        rendicontazione=rendicontazione,
        revisione=dati["revisione"],
        nota=dati["testo"],
        by=persona(request),
    )
    return _("Rendicontazione accettata: il Comune riceve una mail.")


AZIONI: dict[str, Callable[[HttpRequest, Rendicontazione, dict[str, Any]], str]] = {
    "osserva": _osserva,
    "togli": _togli,
    "restituisci": _restituisci,
    "accetta": _accetta,
}
