from django.apps import AppConfig


class DevtoolsConfig(AppConfig):
    name = "fis_portal.devtools"
    label = "devtools"
    verbose_name = "strumenti di sviluppo"
