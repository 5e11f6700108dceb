from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SitoConfig(AppConfig):
    default = True
    name = "fis_portal.sito"
    label = "sito"
    verbose_name = "Sito"


class GestioneConfig(admin_apps.AdminConfig):
    """django.contrib.admin with the portal's own site."""

    default = False
    default_site = "fis_portal.sito.gestione.GestioneSite"
