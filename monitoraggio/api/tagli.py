"""Figures cut by dimensions and filtered by their values: what an address may ask for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from monitoraggio.api.figure import ParametriFigura
from monitoraggio.registro import DIMENSIONI, Ambito


class ParametriScelta(ParametriFigura):
    """What the facts are chosen by: each dimension is a parameter of its own."""

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


class ParametriTagli(ParametriScelta):
    """What a figure is asked for."""

    per = serializers.CharField(
        required=False,
        max_length=200,
        help_text=_(
            "Una o due dimensioni per cui dividere la figura, separate da una virgola: le parti "
            "sono in `celle`. Dimensioni: %(dimensioni)s."
        )
        % {"dimensioni": ", ".join(DIMENSIONI)},
    )


RECORD_PER_PAGINA = 50


class ParametriRecord(ParametriScelta):
    """What the records of a figure are asked for."""

    voce = serializers.CharField(
        required=False, max_length=100, help_text=_("Solo le righe di una voce, dal suo codice.")
    )
    dopo = serializers.CharField(
        required=False,
        max_length=30,
        help_text=_("Da dove ricominciare: lo dice l'indirizzo in `next`, non si inventa."),
    )
    limite = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=200,
        help_text=_("Righe per pagina: da 1 a 200, 50 se non lo indichi."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_string_length"),
            _("Scrivi un numero intero da 1 a 200."),
        ),
    )


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
