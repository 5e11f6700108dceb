from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.downloads import download_response
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import NBSP, data_it
from fis_portal.core.storage import ArchivedFile
from monitoraggio.admin.moduli import RichiestaForm
from monitoraggio.enums import StatoReport
from monitoraggio.models import FileReport, ReportMonitoraggio
from monitoraggio.selectors import primo_giorno
from monitoraggio.services import report_publish, report_request, report_retry

CARTELLA = "admin/monitoraggio/reportmonitoraggio"
COLORI_STATO = {
    StatoReport.IN_CODA: "info",
    StatoReport.IN_COSTRUZIONE: "info",
    StatoReport.PRONTO: "success",
    StatoReport.FALLITO: "danger",
}
IN_LAVORAZIONE = frozenset({StatoReport.IN_CODA, StatoReport.IN_COSTRUZIONE})


@admin.register(ReportMonitoraggio)
class ReportMonitoraggioAdmin(SolaLetturaMixin, RegistroAdmin):
    """Reports are asked for, looked at, published and tried again; never typed."""

    list_display = (
        "nome",
        "versione",
        "figure_al",
        "stato_etichetta",
        "avanzamento_it",
        "pubblicazione",
        "chiesto",
    )
    list_select_related = ("richiesto_da",)
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("tipo", ChoicesDropdownFilter),
        ("origine", ChoicesDropdownFilter),
        ("periodo_fine", RangeDateFilter),
        ("is_demo", BooleanRadioFilter),
    )
    ordering = ("-periodo_fine", "tipo", "is_demo", "-versione")
    actions_list = ("chiedi",)
    actions_detail = ("pubblica", "riprova")
    change_form_outer_before_template = f"{CARTELLA}/stato.html"
    fieldsets = (
        (
            gettext_lazy("Che cosa racconta"),
            {
                "fields": (
                    "tipo",
                    ("periodo_inizio", "periodo_fine"),
                    "data_riferimento",
                    ("versione", "is_demo"),
                )
            },
        ),
        (
            gettext_lazy("Come è nato"),
            {
                "fields": (
                    ("origine", "richiesto_da"),
                    ("created_at", "pronto_at"),
                    "tentativi",
                    ("pubblicato_at", "pubblicato_da"),
                    "sha256",
                )
            },
        ),
    )
    storia_collegati = ((FileReport, "report"),)

    # --- List ------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("dati")

    def get_view_on_site_url(self, obj: ReportMonitoraggio | None = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and obj.pubblicato_at else None

    @display(description=gettext_lazy("report"), ordering="periodo_fine")
    def nome(self, report: ReportMonitoraggio) -> str:
        prova = f" ({_('dimostrativo')})" if report.is_demo else ""
        return capfirst(f"{report.get_tipo_display()}, {report.nome_periodo}{prova}")

    @display(description=gettext_lazy("cifre al"), ordering="data_riferimento")
    def figure_al(self, report: ReportMonitoraggio) -> str:
        return data_it(report.data_riferimento).replace(" ", NBSP)

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, report: ReportMonitoraggio) -> tuple[str, str]:
        return report.stato, report.get_stato_display()

    @display(description=gettext_lazy("avanzamento"), ordering="avanzamento")
    def avanzamento_it(self, report: ReportMonitoraggio) -> str:
        return f"{report.avanzamento} %" if report.stato in IN_LAVORAZIONE else "—"

    @display(description=gettext_lazy("pubblicato il"), ordering="pubblicato_at")
    def pubblicazione(self, report: ReportMonitoraggio) -> str:
        return data_it(report.pubblicato_at, vuoto="—").replace(" ", NBSP)

    @display(description=gettext_lazy("chiesto da"), ordering="richiesto_da")
    def chiesto(self, report: ReportMonitoraggio) -> str:
        return str(report.richiesto_da or report.get_origine_display())

    # --- Rights ----------------------------------------------------------------------------------
    def has_request_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("monitoraggio.request_reportmonitoraggio")

    def has_publish_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("monitoraggio.publish_reportmonitoraggio")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only the actions that make sense in the report's state."""
        report = self.get_object(request, str(object_id))
        inutili = set()
        if report is None or report.stato != StatoReport.PRONTO or report.pubblicato_at:
            inutili.add("pubblica")
        if report is None or report.stato != StatoReport.FALLITO:
            inutili.add("riprova")
        return [
            azione
            for azione in super().get_actions_detail(request, object_id)
            if azione.action_name.rsplit("_", 1)[-1] not in inutili
        ]

    # --- Acts ------------------------------------------------------------------------------------
    @action(
        description=gettext_lazy("Chiedi un report"),
        url_path="chiedi",
        permissions=["request"],
        icon="add",
        variant=ActionVariant.PRIMARY,
    )
    def chiedi(self, request: HttpRequest) -> HttpResponse:
        oggi = timezone.localdate()
        inviato = request.POST if request.method == "POST" else None
        form = RichiestaForm(inviato, dal=primo_giorno() or oggi, oggi=oggi)
        if form.is_valid():
            try:
                report = report_request(**form.richiesta(), by=request.user)
            except DomainError as errore:
                form.add_domain_error(errore)
            else:
                messages.success(request, _("Report in coda: la costruzione comincia fra poco."))
                return self._alla_pagina(report)
        return self._pagina(request, "chiedi", _("Chiedi un report"), form=form)

    @action(
        description=gettext_lazy("Pubblica"),
        url_path="pubblica",
        permissions=["publish"],
        icon="publish",
        variant=ActionVariant.PRIMARY,
    )
    def pubblica(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_publish,
            titolo=_("Pubblica il report"),
            testo=_(
                "Il report diventa visibile a tutti e vi resta: non si può ritirare né cambiare, "
                "solo superare con una nuova versione."
            ),
            bottone=_("Pubblica"),
            fatto=_("Report pubblicato."),
        )

    @action(
        description=gettext_lazy("Riprova"),
        url_path="riprova",
        permissions=["request"],
        icon="refresh",
    )
    def riprova(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._conferma(
            request,
            object_id,
            report_retry,
            titolo=_("Riprova a costruire il report"),
            testo=_("Il report torna in coda e la costruzione ricomincia da capo."),
            bottone=_("Riprova"),
            fatto=_("Report di nuovo in coda."),
        )

    def _conferma(
        self, request: HttpRequest, object_id: str, servizio: Any, *, fatto: str, **testi: str
    ) -> HttpResponse:
        """Ask before acting; a GET changes nothing."""
        report = self._report(request, object_id)
        if request.method != "POST":
            return self._pagina(request, "conferma", report=report, **testi)
        try:
            servizio(report=report, by=request.user)
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            messages.success(request, fatto)
        return self._alla_pagina(report)

    # --- Progress and files ----------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        nome = "monitoraggio_reportmonitoraggio"
        avvolgi = self.admin_site.admin_view
        return [
            path(
                "<int:object_id>/avanzamento/",
                avvolgi(require_safe(never_cache(self.avanzamento_view))),
                name=f"{nome}_avanzamento",
            ),
            path(
                "<int:object_id>/file/<slug:formato>/",
                avvolgi(require_safe(self.file_view)),
                name=f"{nome}_file",
            ),
            *super().get_urls(),
        ]

    def avanzamento_view(self, request: HttpRequest, object_id: int) -> JsonResponse:
        """Where the building stands, for the page that shows it live."""
        report = self._report(request, str(object_id))
        return JsonResponse(
            {
                "stato": report.stato,
                "testo": capfirst(report.get_stato_display()),
                "avanzamento": report.avanzamento,
                "passo": report.passo,
                "finito": report.stato not in IN_LAVORAZIONE,
            }
        )

    def file_view(self, request: HttpRequest, object_id: int, formato: str) -> HttpResponseBase:
        report = self._report(request, str(object_id))
        file = report.file.filter(formato=formato).first()
        if file is None:
            raise Http404
        return download_response(
            request,
            ArchivedFile(nome=file.nome, sha256=file.sha256, byte=file.byte),
            report.nome_file(file.formato),
        )

    def _report(self, request: HttpRequest, object_id: str) -> ReportMonitoraggio:
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        return report

    def _alla_pagina(self, report: ReportMonitoraggio) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse("admin:monitoraggio_reportmonitoraggio_change", args=[report.pk])
        )

    def _pagina(
        self, request: HttpRequest, pagina: str, titolo: str, **altro: Any
    ) -> TemplateResponse:
        form = altro.get("form")
        context = {
            **self.admin_site.each_context(request),
            "title": titolo,
            "subtitle": None,
            "opts": self.opts,
            "media": self.media + form.media if form else self.media,
            **altro,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        stato = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, f"{CARTELLA}/{pagina}.html", context, status=stato)


@admin.register(FileReport)
class FileReportAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("report", "formato", "byte", "created_at")
    list_select_related = ("report",)
    list_filter = (("formato", ChoicesDropdownFilter),)
    ordering = ("-created_at", "-pk")
    fieldsets = ((None, {"fields": ("report", "formato", "byte", "sha256", "created_at")}),)
