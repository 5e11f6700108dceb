from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from progetti.enums import StatoFase
from progetti.models import Macroarea
from progetti.selectors import MANCANZE


class MacroareaFilter(DropdownFilter):
    title = _("macroarea")
    parameter_name = "macroarea"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return list(Macroarea.objects.values_list("slug", "nome"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.in_macroaree([self.value()]) if self.value() else queryset  # type: ignore[attr-defined]


class MancanzaFilter(DropdownFilter):
    """Projects that lack a fact: the dashboard's «che cosa manca» links here."""

    title = _("che cosa manca")
    parameter_name = "manca"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [(codice, nome) for codice, (nome, _q) in MANCANZE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in MANCANZE:
            return queryset
        return queryset.filter(MANCANZE[self.value()][1])


class StatoFaseFilter(DropdownFilter):
    """State of the latest phase, the one the list shows."""

    title = _("stato")
    parameter_name = "stato"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return list(StatoFase.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in StatoFase.values:
            return queryset
        return queryset.in_fase(stati=[self.value()])  # type: ignore[attr-defined]


class FinanziatoFilter(DropdownFilter):
    """Financed by today: the base of the programme's figures."""

    title = _("finanziato")
    parameter_name = "finanziato"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("si", _("sì")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("si", "no"):
            return queryset
        finanziati = queryset.model.objects.finanziati(timezone.localdate())
        if self.value() == "si":
            return queryset.filter(pk__in=finanziati.values("pk"))
        return queryset.exclude(pk__in=finanziati.values("pk"))


class SenzaPassaggiFilter(DropdownFilter):
    """Phases nobody has recorded a step of: the funnel does not count them."""

    title = _("passaggi registrati")
    parameter_name = "senza_passaggi"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("si", _("nessuno"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "si":
            return queryset
        return queryset.filter(transizioni__isnull=True)
