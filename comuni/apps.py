from django.apps import AppConfig


class ComuniConfig(AppConfig):
    name = "comuni"
    verbose_name = "Comuni"
