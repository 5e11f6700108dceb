from django.contrib import admin
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from fis_portal.core.models import Fonte, ParerePagina


@admin.register(Fonte)
class FonteAdmin(RegistroAdmin):
    list_display = ("titolo", "codice", "data", "indirizzo")
    list_filter = (("data", RangeDateFilter),)
    search_fields = ("titolo", "codice", "url")
    prepopulated_fields = {"codice": ("titolo",)}
    fieldsets = (
        (None, {"fields": ("titolo", "codice", "data")}),
        ("Dove si trova", {"fields": ("url", "url_archivio")}),
        ("Note", {"fields": ("nota",)}),
    )

    @display(description="indirizzo", ordering="url")
    def indirizzo(self, fonte: Fonte) -> str:
        return fonte.url


@admin.register(ParerePagina)
class ParerePaginaAdmin(SolaLetturaMixin, RegistroAdmin):
    list_display = ("created_at", "percorso", "voto", "testo")
    list_filter = ("voto",)
    search_fields = ("percorso", "testo")
