"""Filters and ordering of the lists: strict, the same FilterSets as the pages."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from fis_portal.core.filters import PREFISSI_TOLLERATI, FiltriRigorosi, leggibile

ORDINE = "ordine"


# The names an address takes, and whether each may come more than once.
Parametri = Mapping[str, bool]


def parametri_controlla(parametri: QueryDict, ammessi: Parametri) -> None:
    """Refuse names nobody reads, contradictions and characters no database takes."""
    errori = {
        leggibile(nome): [_messaggio_estraneo(ammessi)]
        for nome in parametri
        if nome not in ammessi and not nome.startswith(PREFISSI_TOLLERATI)
    }
    for nome, valori in parametri.lists():
        if any("\x00" in valore for valore in valori):
            errori.setdefault(leggibile(nome), [_("Contiene un carattere non ammesso (NUL).")])
        elif len(set(valori)) > 1 and not ammessi.get(nome, True):
            errori[nome] = [_("Indica un solo valore.")]
    if errori:
        raise ValidationError(errori)


def _messaggio_estraneo(ammessi: Collection[str]) -> str:
    if not ammessi:
        return _("Questo indirizzo non ha parametri.")
    return ngettext(
        "Parametro sconosciuto. Quello ammesso è: %(ammessi)s.",
        "Parametro sconosciuto. Quelli ammessi sono: %(ammessi)s.",
        len(ammessi),
    ) % {"ammessi": ", ".join(sorted(ammessi))}


class StrictFilterBackend(DjangoFilterBackend):
    """The view's FilterSet, then `ordine` among its `ordinamenti`. Details pass untouched."""

    def parametri(self, view: Any) -> Parametri:
        filtri = getattr(view, "filterset_class", None)
        campi = filtri.base_filters.items() if filtri else ()
        parametri = {nome: isinstance(campo, MultipleChoiceFilter) for nome, campo in campi}
        return parametri | ({ORDINE: False} if getattr(view, "ordinamenti", None) else {})

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> QuerySet:
        if getattr(view, "detail", False):
            return queryset
        filtri = getattr(view, "filterset_class", None)
        if filtri and filtri.base_filters.keys().isdisjoint(request.query_params):
            # Building the form of a filter set that filters nothing takes longer than the query.
            queryset = queryset.reali() if issubclass(filtri, FiltriRigorosi) else queryset
        else:
            queryset = super().filter_queryset(request, queryset, view)
        return self._ordina(request, queryset, view)

    def _ordina(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        ordinamenti: Mapping[str, tuple[str, ...]] = getattr(view, "ordinamenti", {})
        scelto = request.query_params.get(ORDINE)
        if not scelto:
            return queryset
        if scelto.removeprefix("-") not in ordinamenti:
            raise ValidationError(
                {
                    ORDINE: [
                        _("«%(valore)s» non è un ordine possibile. Scegli fra: %(ammessi)s.")
                        % {
                            "valore": leggibile(scelto),
                            "ammessi": ", ".join(ordini_possibili(ordinamenti)),
                        }
                    ]
                }
            )
        # What is unknown comes last both ways, and the key makes the order total.
        campi = [F(campo) for campo in ordinamenti[scelto.removeprefix("-")]]
        if scelto.startswith("-"):
            return queryset.order_by(*[campo.desc(nulls_last=True) for campo in campi], "pk")
        return queryset.order_by(*[campo.asc(nulls_last=True) for campo in campi], "pk")


def ordini_possibili(ordinamenti: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [segno + nome for nome in ordinamenti for segno in ("", "-")]
