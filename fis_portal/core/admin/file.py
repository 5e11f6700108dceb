from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from fis_portal.core.templatetags.fis import dataora

COLORI_STATO = {
    StatoFile.IN_VERIFICA: "info",
    StatoFile.PULITO: "success",
    StatoFile.IN_QUARANTENA: "danger",
}


@admin.register(FileProtetto)
class FileProtettoAdmin(SolaLetturaMixin, RegistroAdmin):
    """What people sent and what the antivirus said. The files themselves are downloaded from the
    pages of what they belong to, which know who may have them."""

    list_display = ("nome_originale", "tipo", "peso", "stato_etichetta", "caricato", "caricato_da")
    list_select_related = ("caricato_da",)
    list_filter = (
        ("stato", ChoicesDropdownFilter),
        ("created_at", RangeDateFilter),
    )
    search_fields = ("nome_originale__unaccent__icontains", "sha256")
    search_help_text = gettext_lazy("Nome del file o impronta")
    fieldsets = (
        (None, {"fields": ("nome_originale", ("tipo", "byte"), "sha256")}),
        (
            gettext_lazy("Controllo"),
            {"fields": ("stato", "controllato_il", "esito_controllo")},
        ),
        (gettext_lazy("Arrivo"), {"fields": ("created_at", "caricato_da")}),
    )

    @display(description=gettext_lazy("dimensione"), ordering="byte")
    def peso(self, file: FileProtetto) -> str:
        return filesizeformat(file.byte)

    @display(description=gettext_lazy("stato"), ordering="stato", label=COLORI_STATO)
    def stato_etichetta(self, file: FileProtetto) -> tuple[str, str]:
        return file.stato, file.get_stato_display()

    @display(description=gettext_lazy("caricato il"), ordering="created_at")
    def caricato(self, file: FileProtetto) -> str:
        return dataora(file.created_at)
