"""What a framework in force allows in the management area: reading."""

from typing import Any

from django.http import HttpRequest

from outcomes.enums import StatoQuadro
from outcomes.models import (
    Dimensione,
    Esito,
    Indicatore,
    LegameEsito,
    QuadroImpatto,
    TargetPeriodo,
)


def is_bozza(oggetto: Any) -> bool:
    """Is this a draft of a framework, or part of one? Nothing yet counts as a draft."""
    match oggetto:
        case QuadroImpatto():
            return oggetto.stato == StatoQuadro.BOZZA
        case Esito() | Indicatore():
            return is_bozza(oggetto.quadro)
        case LegameEsito():
            return is_bozza(oggetto.da.quadro)
        case Dimensione() | TargetPeriodo():
            return is_bozza(oggetto.indicatore.quadro)
    return True


class SoloInBozzaMixin:
    """Changed, added to and deleted while the framework is a draft; read from then on.

    For a page the object is the row; for an inline it is the row that holds it.
    """

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_bozza(obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_bozza(obj)  # type: ignore[misc]


class InlineInBozzaMixin(SoloInBozzaMixin):
    """The same, for rows inside a page."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and is_bozza(obj)  # type: ignore[misc]
