from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from progetti.enums import StatoFase
from progetti.models import Macroarea
from progetti.selectors import MANCANZE
from progetti.selectors.contraddizioni import CONTRADDIZIONI

QUALCOSA = "qualcosa"


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
        return [
            (QUALCOSA, _("almeno un dato")),
            *((codice, nome) for codice, (nome, _q) in MANCANZE.items()),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == QUALCOSA:
            return queryset.filter(_una_di(q for _nome, q in MANCANZE.values()))
        if self.value() not in MANCANZE:
            return queryset
        return queryset.filter(MANCANZE[self.value()][1])


class ContraddizioneFilter(DropdownFilter):
    """Projects two records of which cannot both be true: the desk links here."""

    title = _("dati che si contraddicono")
    parameter_name = "contraddizione"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [
            (QUALCOSA, _("almeno una contraddizione")),
            *((codice, nome) for codice, (nome, _q) in CONTRADDIZIONI.items()),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        oggi = timezone.localdate()
        if self.value() == QUALCOSA:
            return queryset.filter(_una_di(q(oggi) for _nome, q in CONTRADDIZIONI.values()))
        if self.value() not in CONTRADDIZIONI:
            return queryset
        return queryset.filter(CONTRADDIZIONI[self.value()][1](oggi))


def _una_di(condizioni: Iterable[Q]) -> Q:
    return reduce(or_, condizioni)


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
