from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fis_portal.core"
    label = "core"
    verbose_name = "Fondamenta"

    def ready(self) -> None:
        from fis_portal.core.allegati import file_in_ritardo
        from fis_portal.core.posta import posta_in_ritardo
        from fis_portal.core.salute import register_warning

        register_warning("posta", posta_in_ritardo)
        register_warning("antivirus", file_in_ritardo)
