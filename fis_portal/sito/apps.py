from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class SitoConfig(AppConfig):
    default = True
    name = "fis_portal.sito"
    label = "sito"
    verbose_name = "Sito"

    def ready(self) -> None:
        from fis_portal.accounts.aree import Area, area_register

        area_register(Area(_("Area di gestione"), "admin:index", _is_staff, ordine=5))


def _is_staff(user: Any) -> bool:
    return bool(user.is_active and user.is_staff)


class GestioneConfig(admin_apps.AdminConfig):
    """django.contrib.admin with the portal's own site."""

    default = False
    default_site = "fis_portal.sito.gestione.GestioneSite"
