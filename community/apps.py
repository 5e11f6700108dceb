from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Comunità di pratica"

    def ready(self) -> None:
        from fis_portal.accounts.aree import Area, area_register

        area_register(Area(_("Lezioni"), "area_lezioni:list", _agisce, ordine=34))


def _agisce(user: Any) -> bool:
    from community.selectors.area_lezioni import agisce

    return agisce(user)
