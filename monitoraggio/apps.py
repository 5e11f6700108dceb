from django.apps import AppConfig


class MonitoraggioConfig(AppConfig):
    name = "monitoraggio"
    verbose_name = "Monitoraggio"

    def ready(self) -> None:
        from fis_portal.core.salute import register_check
        from monitoraggio.aperti.salute import edizioni_ferme
        from monitoraggio.selectors import coda_ferma

        register_check("report", coda_ferma)
        register_check("dati_aperti", edizioni_ferme)
