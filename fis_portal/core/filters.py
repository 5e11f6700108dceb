"""Filters that pages and API share: strict, so that a wrong filter is told and never ignored."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_filters.constants import EMPTY_VALUES

MASSIMO_TESTO = 200
MASSIMO_VALORI = 50
# Added by social networks and mail senders to the addresses people share: harmless here.
PREFISSI_TOLLERATI = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")

Vocabolari = Mapping[str, Mapping[str, str]]
"""Values a filter accepts, by name of the filter: code -> name people read."""


def leggibile(valore: str, massimo: int = 60) -> str:
    """A value typed in an address, fit to be shown again in a message."""
    stampabile = "".join(c if c.isprintable() else "�" for c in valore)
    return Truncator(stampabile).chars(massimo)


@dataclass(frozen=True, slots=True)
class FiltroAttivo:
    """A value of a filter in use: key and value in the address, words on the page."""

    chiave: str
    valore: str
    gruppo: str
    etichetta: str


class CampoVoci(forms.MultipleChoiceField):
    """Some voices of a vocabulary, by code; says which one it does not know."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "voce_ignota": _("«%(valore)s» non è tra i valori possibili."),
        "troppe_voci": _("Si possono scegliere al massimo %(massimo)s valori."),
    }

    def __init__(self, *, null_value: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        # `?tema=` is what a form sends when nothing is chosen.
        return [voce for voce in super().to_python(value) if voce]

    def validate(self, value: list[str]) -> None:
        if len(value) > MASSIMO_VALORI:
            raise ValidationError(
                self.error_messages["troppe_voci"], "troppe_voci", {"massimo": MASSIMO_VALORI}
            )
        for voce in value:
            if not self.valid_value(voce):
                raise ValidationError(
                    self.error_messages["voce_ignota"], "voce_ignota", {"valore": leggibile(voce)}
                )


class VociFilter(django_filters.MultipleChoiceFilter):
    """One or more voices of a vocabulary kept in the database (any of them will do)."""

    field_class = CampoVoci

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", list)
        super().__init__(*args, **kwargs)


def testo_filter(label: Any, method: str, help_text: Any) -> django_filters.CharFilter:
    """Free text to search for."""
    return django_filters.CharFilter(
        label=label, method=method, max_length=MASSIMO_TESTO, help_text=help_text
    )


def si_no_filter(label: Any, method: str, help_text: Any) -> django_filters.TypedChoiceFilter:
    """A yes or no: 1 or 0 (true and false are understood too)."""
    return django_filters.TypedChoiceFilter(
        label=label,
        method=method,
        help_text=help_text,
        choices=[("1", _("sì")), ("0", _("no")), ("true", _("sì")), ("false", _("no"))],
        coerce=lambda valore: valore in ("1", "true"),
        empty_value=None,
        error_messages={"invalid_choice": _("Scrivi 1 per sì oppure 0 per no.")},
    )


class FiltriRigorosi(django_filters.FilterSet):
    """Filters of a public list. Demonstrative rows stay out unless `dimostrativi=1`.

    Values of the filters named in `voci` come from `get_vocabolari()`: one query for all of them,
    made only when one is used.
    """

    voci: ClassVar[tuple[str, ...]] = ()

    dimostrativi = si_no_filter(
        _("Dati dimostrativi"),
        "filter_dimostrativi",
        _("1 per vedere anche i dati inventati che mostrano come funziona il portale."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome in self.voci:
            self.filters[nome].extra["choices"] = self._scelte(nome)

    def _scelte(self, nome: str) -> Callable[[], Iterable[tuple[str, str]]]:
        # A function, because forms copy their fields deeply: they would copy a bound method with
        # its filter set, request included.
        return lambda: self.vocabolari[nome].items()

    @cached_property
    def vocabolari(self) -> Vocabolari:
        return self.get_vocabolari()

    def get_vocabolari(self) -> Vocabolari:
        raise NotImplementedError

    def valori(self, nome: str) -> list[str]:
        """What was asked for a filter, before any check."""
        if hasattr(self.data, "getlist"):
            return list(self.data.getlist(nome))
        valore = self.data.get(nome, [])
        return [valore] if isinstance(valore, str) else list(valore)

    @property
    def con_dimostrativi(self) -> bool:
        return bool(self.form.cleaned_data.get("dimostrativi"))

    def filter_dimostrativi(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset  # the absence of the filter decides too: see filter_queryset

    def attivi(self) -> list["FiltroAttivo"]:
        """The filters in use, one by one, with the words people read."""
        attivi = []
        for nome, filtro in self.filters.items():
            for valore in self._valori_puliti(nome):
                attivi.append(
                    FiltroAttivo(nome, valore, str(filtro.label), self.etichetta(nome, valore))
                )
        return attivi

    def _valori_puliti(self, nome: str) -> list[str]:
        pulito = self.form.cleaned_data.get(nome)
        if pulito in EMPTY_VALUES:
            return []
        if isinstance(pulito, bool):
            return [self.valori(nome)[0]]
        return [str(valore) for valore in (pulito if isinstance(pulito, list) else [pulito])]

    def etichetta(self, nome: str, valore: str) -> str:
        """The name people read for a value that a filter accepts."""
        if nome in self.voci:
            return self.vocabolari[nome].get(valore, valore)
        scelte = {str(v): str(testo) for v, testo in self.filters[nome].extra.get("choices", ())}
        return scelte.get(valore, leggibile(valore))

    def filter_queryset(self, queryset: Any) -> QuerySet:
        return super().filter_queryset(queryset.con_dimostrativi(self.con_dimostrativi))

    def senza(self, *nomi: str) -> Any:
        """The rows that answer to all the filters but these (call `is_valid` before)."""
        queryset: Any = self.queryset
        queryset = queryset.con_dimostrativi(self.con_dimostrativi)
        for nome, valore in self.form.cleaned_data.items():
            if nome not in nomi:
                queryset = self.filters[nome].filter(queryset, valore)
        return queryset

    def parametri_estranei(self, ammessi: Collection[str] = ()) -> list[str]:
        """Names in the address that are neither filters nor `ammessi`, fit to be shown."""
        return [
            leggibile(nome)
            for nome in self.data
            if nome not in self.filters
            and nome not in ammessi
            and not nome.startswith(PREFISSI_TOLLERATI)
        ]

    def parametri_ripetuti(self) -> list[str]:
        """Filters of one value that the address gives more than once, with different values."""
        return [
            nome
            for nome, filtro in self.filters.items()
            if not isinstance(filtro, django_filters.MultipleChoiceFilter)
            and len(set(self.valori(nome))) > 1
        ]
