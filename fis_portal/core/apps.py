from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fis_portal.core"
    label = "core"
    verbose_name = "Fondamenta"
