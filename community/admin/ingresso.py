from typing import Any

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from community.admin.nomi import NomiRegistrati
from community.models import MossaPresenza
from fis_portal.core.admin.base import RegistroAdmin


@admin.register(MossaPresenza)
class MossaPresenzaAdmin(NomiRegistrati, RegistroAdmin):
    """What phones sent: read only; it goes away with its event."""

    list_display = ("quando", "evento", "persona", "presente", "by")
    list_select_related = ("evento", "persona", "by")
    list_filter = (("evento", AutocompleteSelectFilter),)
    autocomplete_fields = ("evento", "persona")

    def has_add_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False
