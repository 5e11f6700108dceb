from django.apps import AppConfig


class SitoConfig(AppConfig):
    name = "fis_portal.sito"
    label = "sito"
    verbose_name = "Sito"
