"""Import and export of a list of the management area, in CSV and XLSX.

Import has two steps: the file is read and tried in a transaction that is undone, and what would
happen is shown; then the same file is taken for good. Each step checks everything again.
"""

import logging
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ExportForm
from unfold.widgets import UnfoldAdminFileFieldWidget

from fis_portal.core.deposito import DURATA, Deposito
from fis_portal.core.downloads import content_disposition
from fis_portal.core.errors import DomainError
from fis_portal.core.import_preview import Anteprima
from fis_portal.core.resources import RegistroResource
from fis_portal.core.spreadsheets import MAX_BYTE, read_table, write_csv, write_xlsx

logger = logging.getLogger(__name__)

CARTELLA = "importazioni"
MOSTRATE = 200
STATI = {"file_troppo_grande": 413}


class FileForm(forms.Form):
    """The file to import; its content says which format it is."""

    file = forms.FileField(
        label=gettext_lazy("File CSV o XLSX"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Scegli il file da importare."),
            "empty": gettext_lazy("Il file è vuoto."),
            "missing": gettext_lazy("Scegli il file da importare."),
        },
    )


class ScambioMixin(ImportExportMixin):
    """Adds «Importa» and «Esporta» to a list. Importing needs the right to add and to change."""

    resource_classes: ClassVar[list[type[RegistroResource]]]
    formats = [CSV, XLSX]
    export_form_class = ExportForm
    export_template_name = "admin/scambio/export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _resource(self) -> RegistroResource:
        return self.resource_classes[0]()

    # --- Import ----------------------------------------------------------------------------------
    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, FileForm())
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=400)
        file = form.cleaned_data["file"]
        try:
            if file.size > MAX_BYTE:
                raise DomainError("file_troppo_grande", _("Il file supera 10 MB: dividilo."))
            dati = file.read()
            anteprima = self._resource().importa(read_table(dati, file.name), prova=True)
        except DomainError as errore:
            form.add_error("file", errore.message)
            return self._import_page(request, form, status=STATI.get(errore.code, 400))
        if not anteprima.is_valid:
            return self._import_page(request, form, anteprima, status=422)
        gettone = ""
        if not anteprima.is_empty:
            gettone = self._gettone(request, Deposito(CARTELLA).save(dati), file.name)
        return self._import_page(request, form, anteprima, gettone=gettone)

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = FileForm()
        try:
            nome, originale = self._da_gettone(request)
            dati = Deposito(CARTELLA).read(nome)
        except (signing.BadSignature, OSError):
            form.errors["file"] = form.error_class(
                [_("Sono passate più di 24 ore dall'anteprima: carica di nuovo il file.")]
            )
            return self._import_page(request, form, status=400)
        try:
            anteprima = self._resource().importa(read_table(dati, originale), prova=False)
        except DomainError as errore:
            form.errors["file"] = form.error_class([errore.message])
            return self._import_page(request, form, status=STATI.get(errore.code, 400))
        if not anteprima.is_valid:
            # The data changed after the preview.
            return self._import_page(request, form, anteprima, status=422)
        Deposito(CARTELLA).remove(nome)
        return self._imported(request, anteprima)

    def _imported(self, request: HttpRequest, anteprima: Anteprima) -> HttpResponse:
        logger.info(
            "import",
            extra={
                "evento": "importazione",
                "oggetto": self.opts.label_lower,
                "righe": len(anteprima.nuove) + len(anteprima.modificate),
            },
        )
        messages.success(
            request,
            _("Importazione conclusa: %(nuove)s aggiunte, %(modificate)s modificate, "
              "%(invariate)s già uguali.")
            % {
                "nuove": len(anteprima.nuove),
                "modificate": len(anteprima.modificate),
                "invariate": len(anteprima.invariate),
            },
        )  # fmt: skip
        return HttpResponseRedirect(self._lista())

    def _lista(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _gettone(self, request: HttpRequest, nome: str, originale: str) -> str:
        """Names the file that was previewed; good only for this person and this list."""
        return signing.dumps([nome, originale], salt=self._sale(request))

    def _da_gettone(self, request: HttpRequest) -> tuple[str, str]:
        gettone = request.POST.get("gettone", "")
        nome, originale = signing.loads(gettone, salt=self._sale(request), max_age=DURATA)
        return nome, originale

    def _sale(self, request: HttpRequest) -> str:
        return f"importazione:{self.opts.label_lower}:{request.user.pk}"

    def _import_page(
        self,
        request: HttpRequest,
        form: FileForm,
        anteprima: Anteprima | None = None,
        *,
        gettone: str = "",
        status: int = 200,
    ) -> HttpResponse:
        resource = self._resource()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Importa: %s") % self.opts.verbose_name_plural,
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "colonne": resource.colonne_lette,
            "chiave": resource.colonna_chiave,
            "anteprima": anteprima,
            "mostrate": MOSTRATE,
            "gettone": gettone,
            "lista_url": self._lista(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/scambio/import.html", context, status=status)

    # --- Export ----------------------------------------------------------------------------------
    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._lista()}?{ERROR_FLAG}=1")

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet, **kwargs: Any
    ) -> bytes:
        """Formulas are quoted, headings included; numbers and dates stay numbers and dates."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        resource = self._resource()
        intestazioni = [colonna.column_name for colonna in resource.colonne]
        righe = resource.righe_esportate(queryset)
        logger.info("export", extra={"evento": "esportazione", "oggetto": self.opts.label_lower})
        if isinstance(file_format, XLSX):
            titolo = str(self.opts.verbose_name_plural)
            return write_xlsx(titolo, intestazioni, righe)
        return write_csv(intestazioni, righe)

    def get_export_filename(
        self, request: HttpRequest, queryset: QuerySet, file_format: Any
    ) -> str:
        nome = slugify(str(self.opts.verbose_name_plural))
        return f"{nome}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def _do_file_export(self, *args: Any, **kwargs: Any) -> HttpResponse:
        risposta = super()._do_file_export(*args, **kwargs)
        file_format, request, queryset = args
        nome = self.get_export_filename(request, queryset, file_format)
        risposta["Content-Disposition"] = content_disposition(nome)
        return risposta
