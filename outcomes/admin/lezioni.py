from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.enums import Visibilita
from community.permissions import TEAM
from fis_portal.core.admin.base import RegistroAdmin, SolaLetturaMixin
from outcomes.models import OrigineLezione


@admin.register(OrigineLezione)
class OrigineLezioneAdmin(SolaLetturaMixin, RegistroAdmin):
    """Which report a lesson was drafted from; of lessons not shared, for who may read them."""

    list_display = ("lezione", "rendicontazione")
    list_select_related = (
        "lezione",
        "rendicontazione__progetto__comune",
        "rendicontazione__periodo",
    )
    search_fields = (
        "lezione__titolo_chiave__contains",
        "rendicontazione__progetto__titolo_chiave__contains",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        righe = super().get_queryset(request)
        if request.user.has_perm(TEAM):  # type: ignore[union-attr]
            return righe
        return righe.exclude(lezione__visibilita=Visibilita.TEAM)
