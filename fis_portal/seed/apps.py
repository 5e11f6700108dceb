from django.apps import AppConfig


class SeedConfig(AppConfig):
    name = "fis_portal.seed"
    label = "seed"
    verbose_name = "Caricamento dati"
