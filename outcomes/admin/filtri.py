from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter


class RitardoFilter(DropdownFilter):
    """Reports the Comune should have sent by now: the desk links here."""

    title = _("in ritardo")
    parameter_name = "ritardo"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("si", _("sì")), ("mai", _("scadute e mai inviate"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        oggi = timezone.localdate()
        if self.value() == "si":
            return queryset.in_ritardo(oggi)  # type: ignore[attr-defined]
        if self.value() == "mai":
            return queryset.mai_inviate(oggi)  # type: ignore[attr-defined]
        return queryset
