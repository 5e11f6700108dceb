"""What teams tell, in the management area: what they have not shared stays theirs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from community.enums import Visibilita
from community.permissions import TEAM

CONDIVISA = (Visibilita.COMUNITA, Visibilita.PUBBLICA)


class SoloCondivise:
    """Mixin of admins and inlines: without `team_lezione`, only what the community may read.

    Lists, pages, history, autocomplete and export all start from `get_queryset`. `condivisa_via`
    names the key to the thing told ("lezione" for its comments); `di_nessun_gruppo` says which
    rows belong to no team, and are the staff's own.
    """

    condivisa_via = ""
    di_nessun_gruppo: Q | None = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        righe = super().get_queryset(request)  # type: ignore[misc]
        if request.user.has_perm(TEAM):  # type: ignore[union-attr]
            return righe
        campo = f"{self.condivisa_via}__visibilita" if self.condivisa_via else "visibilita"
        visibili = Q(**{f"{campo}__in": CONDIVISA})
        if self.di_nessun_gruppo is not None:
            visibili |= self.di_nessun_gruppo
        return righe.filter(visibili)


class CondivisaAdminMixin(SoloCondivise):
    """Mixin of the admin of a thing told: who reads it is shown, and decided elsewhere."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        altri = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return [*altri, "visibilita", "consenso_di", "consenso_il", "autore"]
