from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.downloads import TIPI, content_disposition, download_response
from fis_portal.core.errors import DomainError
from fis_portal.core.pdf import PdfNonDisponibile
from fis_portal.core.posti import posti
from fis_portal.core.quote import NBSP, data_it
from fis_portal.core.storage import ArchivedFile
from monitoraggio.admin.modelli import SezioneInline
from monitoraggio.admin.report_atti import AttiReportMixin
from monitoraggio.collect import report_anteprima, sha256_of
from monitoraggio.enums import StatoReport
from monitoraggio.models import FileReport, ReportMonitoraggio, SezioneReport
from monitoraggio.render import render_pdf
from monitoraggio.render.pagina import report_pagina
from monitoraggio.services import report_touch

BOZZA = StatoReport.BOZZA
FILA_ANTEPRIME = "monitoraggio:anteprime"
COLORI_STATO = {
    StatoReport.BOZZA: "warning",
    StatoReport.IN_CODA: "info",
    StatoReport.IN_COSTRUZIONE: "info",
    StatoReport.PRONTO: "success",
    StatoReport.FALLITO: "danger",
}
IN_LAVORAZIONE = frozenset({StatoReport.IN_CODA, StatoReport.IN_COSTRUZIONE})


class SezioneReportInline(SezioneInline):
    """The composition of a draft; of a report already built, what it was composed of."""

    model = SezioneReport

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # who sees the report

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_compose(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_compose(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_compose(request, obj)


@admin.register(ReportMonitoraggio)
class ReportMonitoraggioAdmin(AttiReportMixin, SolaLetturaMixin, RegistroAdmin):
    """Reports are asked for, composed, looked at, published, withdrawn; figures are never typed."""

    list_display = (
        "nome",
        "versione",
        "figure_al",
        "stato_etichetta",
        "avanzamento_it",
        "pubblicazione",
        "chiesto",
    )
    list_select_related = ("richiesto_da", "comune")
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("tipo", ChoicesDropdownFilter),
        ("origine", ChoicesDropdownFilter),
        ("periodo_fine", RangeDateFilter),
        ("comune", AutocompleteSelectFilter),
        ("ritirato_at", admin.EmptyFieldListFilter),
        ("is_demo", BooleanRadioFilter),
    )
    ordering = ("-periodo_fine", "tipo", "is_demo", "-versione")
    actions_list = ("chiedi",)
    actions_detail = (
        "costruisci",
        "pubblica",
        "riprova",
        "nuova_versione",
        "ritira",
        "scarta",
    )
    inlines = (SezioneReportInline,)
    change_form_outer_before_template = "admin/monitoraggio/reportmonitoraggio/stato.html"
    fieldsets = (
        (
            gettext_lazy("Che cosa racconta"),
            {
                "fields": (
                    ("tipo", "comune", "modello"),
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
                    ("ritirato_at", "ritirato_da"),
                    "motivo_ritiro",
                    "sha256",
                )
            },
        ),
    )
    storia_collegati = ((FileReport, "report"), (SezioneReport, "report"))

    # --- List ------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("dati")

    def get_view_on_site_url(self, obj: ReportMonitoraggio | None = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and obj.pubblicato_at else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of the report itself is typed: only the sections of a draft."""
        return flatten_fieldsets(self.fieldsets)

    def get_fieldsets(self, request: HttpRequest, obj: ReportMonitoraggio | None = None) -> Any:
        """Only what has happened: of a draft what it tells, of a report its acts so far."""
        racconta, (titolo, nascita) = super().get_fieldsets(request, obj)
        if obj is None or obj.stato == BOZZA:
            return (racconta,)
        accaduti = {"pubblicato_at": obj.pubblicato_at, "ritirato_at": obj.ritirato_at}
        accaduti["motivo_ritiro"] = obj.ritirato_at
        campi = [
            riga
            for riga in nascita["fields"]
            if accaduti.get(riga if isinstance(riga, str) else riga[0], True)
        ]
        return (racconta, (titolo, {**nascita, "fields": campi}))

    def get_inlines(self, request: HttpRequest, obj: ReportMonitoraggio | None) -> Any:
        return self.inlines if obj and (obj.stato == BOZZA or obj.sezioni.exists()) else ()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        try:
            report_touch(report=form.instance, by=request.user)
        except DomainError as errore:
            messages.error(request, errore.message)
        else:
            super().save_formset(request, form, formset, change)

    @display(description=gettext_lazy("report"), ordering="periodo_fine")
    def nome(self, report: ReportMonitoraggio) -> str:
        prova = f" ({_('dimostrativo')})" if report.is_demo else ""
        di_chi = f", {report.comune.nome}" if report.comune else ""
        return capfirst(f"{report.get_tipo_display()}, {report.nome_periodo}{di_chi}{prova}")

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
        quando = data_it(report.pubblicato_at, vuoto="—").replace(" ", NBSP)
        return f"{quando} ({_('ritirato')})" if report.ritirato_at else quando

    @display(description=gettext_lazy("chiesto da"), ordering="richiesto_da")
    def chiesto(self, report: ReportMonitoraggio) -> str:
        return str(report.richiesto_da or report.get_origine_display())

    # --- Rights ----------------------------------------------------------------------------------
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_compose(request, obj)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only the actions that make sense in the report's state."""
        report = self.get_object(request, str(object_id))
        sensate = _atti_di(report) if report else frozenset()
        return [
            azione
            for azione in super().get_actions_detail(request, object_id)
            if any(azione.action_name.endswith(f"_{atto}") for atto in sensate)
        ]

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
            path(
                "<int:object_id>/anteprima/",
                avvolgi(require_safe(never_cache(self.anteprima_view))),
                name=f"{nome}_anteprima",
            ),
            path(
                "<int:object_id>/anteprima.pdf",
                avvolgi(require_safe(never_cache(self.anteprima_pdf_view))),
                name=f"{nome}_anteprima_pdf",
            ),
            *super().get_urls(),
        ]

    def avanzamento_view(self, request: HttpRequest, object_id: int) -> JsonResponse:
        """Where the building stands, for the page that shows it live."""
        report = self._da_vedere(request, object_id)
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
        report = self._da_vedere(request, object_id)
        file = report.file.filter(formato=formato).first()
        if file is None:
            raise Http404
        return download_response(
            request,
            ArchivedFile(nome=file.nome, sha256=file.sha256, byte=file.byte),
            report.nome_file(file.formato),
        )

    # --- Preview ---------------------------------------------------------------------------------
    def anteprima_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The page of a report before it is public, as it stands now: marked as a draft."""
        report = self._da_vedere(request, object_id)
        contesto = {
            "report": report,
            "versioni": [report],
            "is_ultima": True,
            "contiene_demo": report.is_demo,
            "ritorno": reverse("admin:monitoraggio_reportmonitoraggio_change", args=[report.pk]),
            **report_pagina(report_anteprima(report)),
        }
        return _riservata(render(request, "monitoraggio/report/anteprima.html", contesto))

    def anteprima_pdf_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Drawn while the browser waits, so one at a time: each holds a thread and tens of MB."""
        report = self._da_vedere(request, object_id)
        posto = posti(settings.REDIS_URL, FILA_ANTEPRIME).prendi(
            str(request.user.pk), per_cliente=1, in_tutto=1
        )
        if posto is None:
            messages.warning(
                request,
                _("Si sta già preparando un'altra anteprima in PDF. Riprova fra qualche secondo."),
            )
            return self._alla_pagina(report)
        try:
            dati = report_anteprima(report)
            contenuto = render_pdf(
                dati, versione=report.versione, sha256=sha256_of(dati), bozza=True
            )
        except PdfNonDisponibile as errore:
            messages.error(request, errore.message)
            return self._alla_pagina(report)
        finally:
            posto.close()
        risposta = HttpResponse(contenuto, content_type=TIPI["pdf"])
        nome = f"bozza-{report.nome_file('pdf')}"
        risposta["Content-Disposition"] = content_disposition(nome)
        return _riservata(risposta)


def may_compose(request: HttpRequest, report: ReportMonitoraggio | None) -> bool:
    """Drafts are composed by who may ask for reports."""
    chiede = request.user.has_perm("monitoraggio.request_reportmonitoraggio")
    return report is not None and report.stato == BOZZA and chiede


def _atti_di(report: ReportMonitoraggio) -> frozenset[str]:
    match report.stato:
        case StatoReport.BOZZA:
            return frozenset({"costruisci", "scarta"})
        case StatoReport.FALLITO:
            return frozenset({"riprova", "nuova_versione"})
        case StatoReport.PRONTO if report.is_pubblico:
            return frozenset({"nuova_versione", "ritira"})
        case StatoReport.PRONTO if not report.ritirato_at:
            return frozenset({"pubblica", "nuova_versione"})
        case StatoReport.PRONTO:
            return frozenset({"nuova_versione"})
    return frozenset()


def _riservata(risposta: HttpResponse) -> HttpResponse:
    risposta["Cache-Control"] = "private, no-store"
    risposta["X-Robots-Tag"] = "noindex"
    return risposta


@admin.register(FileReport)
class FileReportAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("report", "formato", "byte", "created_at")
    list_select_related = ("report",)
    list_filter = (("formato", ChoicesDropdownFilter),)
    ordering = ("-created_at", "-pk")
    fieldsets = ((None, {"fields": ("report", "formato", "byte", "sha256", "created_at")}),)
