from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from fis_portal.accounts.persone import persona
from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.downloads import TIPI, content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from outcomes.admin.moduli import ApriForm, ChiudiForm
from outcomes.enums import STATI_ACCETTATI
from outcomes.models import PeriodoMonitoraggio, Rendicontazione
from outcomes.selectors.calendario import scadenze, scadenze_ics
from outcomes.selectors.tabellone import VOCI, tabellone
from outcomes.services.periodi import Apertura, periodo_close, periodo_open, periodo_reopen


@admin.register(PeriodoMonitoraggio)
class PeriodoMonitoraggioAdmin(RegistroAdmin):
    """Periods are born locked: «Apri» makes the reports, the board says how they go."""

    list_display = ("nome", "codice", "giorni", "aperte", "accettate", "chiusura")
    list_filter = (("is_demo", BooleanRadioFilter),)
    search_fields = ("nome__unaccent__icontains", "codice")
    readonly_fields = ("chiuso_il",)
    prepopulated_fields = {"codice": ("nome",)}
    actions_list = ("board",)
    actions_detail = ("apri", "chiudi")
    fieldsets = (
        (
            None,
            {
                "fields": (("nome", "codice"), ("dal", "al"), "chiuso_il", "is_demo"),
                "description": gettext_lazy(
                    "Un periodo nasce chiuso: nessun Comune lo vede finché non usi «Apri»."
                ),
            },
        ),
    )

    # --- List ------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        accettate = Q(rendicontazioni__stato__in=STATI_ACCETTATI)
        return (
            super()
            .get_queryset(request)
            .annotate(
                quante=Count("rendicontazioni"),
                quante_accettate=Count("rendicontazioni", filter=accettate),
            )
        )

    @display(description=gettext_lazy("giorni"), ordering="al")
    def giorni(self, periodo: PeriodoMonitoraggio) -> str:
        return f"{periodo.dal:%d/%m/%Y} – {periodo.al:%d/%m/%Y}"

    @display(description=gettext_lazy("rendicontazioni"), ordering="quante")
    def aperte(self, periodo: Any) -> str:
        return str(periodo.quante or _("non aperto"))

    @display(description=gettext_lazy("accettate"), ordering="quante_accettate")
    def accettate(self, periodo: Any) -> int:
        return periodo.quante_accettate

    @display(description=gettext_lazy("chiuso dal"), ordering="chiuso_il")
    def chiusura(self, periodo: PeriodoMonitoraggio) -> str:
        return data_it(periodo.chiuso_il, vuoto="—")

    # --- Acts ------------------------------------------------------------------------------------
    @action(
        description=gettext_lazy("Apri"),
        url_path="apri",
        permissions=["change"],
        icon="lock_open",
        variant=ActionVariant.PRIMARY,
    )
    def apri(self, request: HttpRequest, object_id: str) -> HttpResponse:
        periodo = self._periodo(request, object_id)
        form = ApriForm(periodo, request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                apertura = periodo_open(
                    periodo=periodo,
                    progetti=form.scelti(),
                    scadenza=form.cleaned_data["scadenza"],
                    by=persona(request),
                )
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                _racconta(request, apertura)
                return self._al_tabellone(periodo)
        return self._pagina(request, "apri", _("Apri il periodo"), form=form, periodo=periodo)

    @action(
        description=gettext_lazy("Chiudi o riapri"),
        url_path="chiudi",
        permissions=["change"],
        icon="lock",
    )
    def chiudi(self, request: HttpRequest, object_id: str) -> HttpResponse:
        periodo = self._periodo(request, object_id)
        oggi = timezone.localdate()
        inviato = request.POST if request.method == "POST" else None
        form = ChiudiForm(inviato, initial={"dal": oggi})
        riapre = inviato is not None and "riapri" in inviato
        if riapre or form.is_valid():
            try:
                if riapre:
                    periodo_reopen(periodo=periodo, by=persona(request))
                else:
                    dal = form.cleaned_data["dal"]
                    periodo_close(periodo=periodo, dal=dal, by=persona(request))
            except DomainError as errore:
                form.add_domain_error(errore) if form.is_bound else None
            else:
                testo = _("Periodo riaperto.") if riapre else _("Chiusura registrata.")
                messages.success(request, testo)
                return self._al_tabellone(periodo)
        return self._pagina(request, "chiudi", _("Chiudi il periodo"), form=form, periodo=periodo)

    # --- Board and calendar ----------------------------------------------------------------------
    @action(
        description=gettext_lazy("Tabellone"),
        url_path="tabellone",
        permissions=["view"],
        icon="grid_on",
        variant=ActionVariant.PRIMARY,
    )
    def board(self, request: HttpRequest) -> HttpResponse:
        codice, stato = request.GET.get("periodo", ""), request.GET.get("stato", "")
        demo = request.GET.get("dimostrativi") == "si"
        periodo = PeriodoMonitoraggio.objects.filter(codice=codice).first() if codice else None
        tavola = tabellone(
            alla=timezone.localdate(),
            dimostrativi=demo or (periodo is not None and periodo.is_demo),
            periodo=periodo,
            stato=stato if stato in VOCI else "",
        )
        return self._pagina(
            request,
            "tabellone",
            _("Tabellone delle rendicontazioni"),
            tavola=tavola,
            scelto=periodo,
            stato=stato,
            dimostrativi=demo,
            periodi=PeriodoMonitoraggio.objects.filter(rendicontazioni__isnull=False).distinct(),
        )

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "scadenze.ics",
                self.admin_site.admin_view(require_safe(self.scadenze_view)),
                name="outcomes_periodomonitoraggio_scadenze",
            ),
            *super().get_urls(),
        ]

    def scadenze_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        pagina = reverse("admin:outcomes_rendicontazione_esame", args=[0])
        contenuto = scadenze_ics(
            scadenze(Rendicontazione.objects.reali()),
            base=request.build_absolute_uri("/"),
            percorso=pagina.replace("/0/", "/{pk}/"),
        )
        risposta = HttpResponse(contenuto, content_type=TIPI["ics"])
        risposta["Content-Disposition"] = content_disposition("scadenze-fis.ics")
        return risposta

    # --- Parts -----------------------------------------------------------------------------------
    def _periodo(self, request: HttpRequest, object_id: str) -> PeriodoMonitoraggio:
        periodo = self.get_object(request, object_id)
        if periodo is None:
            raise Http404
        if not self.has_change_permission(request, periodo):
            raise PermissionDenied
        return periodo

    def _al_tabellone(self, periodo: PeriodoMonitoraggio) -> HttpResponseRedirect:
        url = reverse("admin:outcomes_periodomonitoraggio_board")
        return HttpResponseRedirect(f"{url}?periodo={periodo.codice}")


def _racconta(request: HttpRequest, apertura: Apertura) -> None:
    quante = len(apertura.aperte)
    testo = ngettext(
        "Periodo aperto per %(n)s progetto: il Comune riceve una mail.",
        "Periodo aperto per %(n)s progetti: i Comuni ricevono una mail.",
        quante,
    )
    messages.success(request, testo % {"n": quante})
    if apertura.saltati:
        saltati = "; ".join(f"{s.progetto}: {s.motivo}" for s in apertura.saltati)
        messages.warning(request, _("Non aperto per: %s.") % saltati)
