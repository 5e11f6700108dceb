from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from fis_portal.core.admin.base import RegistroAdmin
from fis_portal.core.admin.exchange import ScambioMixin
from fis_portal.core.columns import Colonna, Data
from fis_portal.core.models import Fonte, ParerePagina
from fis_portal.core.quote import data_it
from fis_portal.core.resources import RegistroResource
from fis_portal.core.templatetags.fis import dataora


class FonteResource(RegistroResource):
    codice = Colonna("codice", "codice")
    titolo = Colonna("titolo", "titolo")
    url = Colonna("url", "indirizzo")
    url_archivio = Colonna("url_archivio", "copia archiviata")
    data = Colonna("data", "data", Data())
    nota = Colonna("nota", "nota")

    class Meta:
        model = Fonte


@admin.register(Fonte)
class FonteAdmin(ScambioMixin, RegistroAdmin):
    resource_classes = [FonteResource]
    list_display = ("titolo", "codice", "giorno", "indirizzo")
    list_filter = (("data", RangeDateFilter),)
    search_fields = ("titolo", "codice", "url")
    prepopulated_fields = {"codice": ("titolo",)}
    fieldsets = (
        (None, {"fields": ("titolo", "codice", "data")}),
        (_("Dove si trova"), {"fields": ("url", "url_archivio")}),
        (_("Note"), {"fields": ("nota",)}),
    )

    @display(description=_("data"), ordering="data")
    def giorno(self, fonte: Fonte) -> str:
        return data_it(fonte.data, vuoto="—")

    @display(description=_("indirizzo"), ordering="url")
    def indirizzo(self, fonte: Fonte) -> str:
        return fonte.url


@admin.register(ParerePagina)
class ParerePaginaAdmin(RegistroAdmin):
    """What readers say: read and, if somebody wrote personal data, deleted."""

    list_display = ("ricevuto", "percorso", "voto", "motivo", "testo")
    list_filter = ("voto", ("created_at", RangeDateFilter))
    search_fields = ("percorso", "testo__unaccent__icontains")

    @display(description=_("ricevuto il"), ordering="created_at")
    def ricevuto(self, parere: ParerePagina) -> str:
        return dataora(parere.created_at)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ParerePagina | None = None) -> bool:
        return False
