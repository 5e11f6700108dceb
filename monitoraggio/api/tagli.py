"""Figures cut by dimensions and filtered by their values: what an address may ask for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from monitoraggio.api.figure import ParametriFigura
from monitoraggio.registro import DIMENSIONI, Ambito


class ParametriTagli(ParametriFigura):
    """What a figure is asked for; each dimension is also a filter, a parameter of its own."""

    per = serializers.CharField(
        required=False,
        max_length=200,
        help_text=_(
            "Una o due dimensioni per cui dividere la figura, separate da una virgola: le parti "
            "sono in `celle`. Dimensioni: %(dimensioni)s."
        )
        % {"dimensioni": ", ".join(DIMENSIONI)},
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        filtri = {
            codice: serializers.CharField(
                required=False,
                max_length=200,
                help_text=_("Filtro: solo ciò che ha questo valore (codice) di «%(nome)s».")
                % {"nome": dimensione.nome},
            )
            for codice, dimensione in DIMENSIONI.items()
        }
        return {**super().get_fields(), **filtri}


def per_e_filtri(dati: dict[str, Any]) -> dict[str, Any]:
    """The fields of an Ambito, from valid parameters."""
    return {
        "per": tuple(filter(None, dati.get("per", "").split(","))),
        "filtri": tuple((codice, dati[codice]) for codice in DIMENSIONI if codice in dati),
    }


def prove(ambito: Ambito) -> dict[str, Ambito]:
    """What is asked, one parameter at a time: to say which one a figure refuses."""
    return {"per": Ambito(ambito.alla, per=ambito.per)} | {
        codice: Ambito(ambito.alla, filtri=((codice, valore),)) for codice, valore in ambito.filtri
    }
