from django.apps import AppConfig


class MonitoraggioConfig(AppConfig):
    name = "monitoraggio"
    verbose_name = "Monitoraggio"

    def ready(self) -> None:
        from fis_portal.core.salute import register_check, register_warning
        from monitoraggio.aperti.salute import edizioni_ferme
        from monitoraggio.selectors import coda_ferma, riepiloghi_sbagliati

        register_check("report", coda_ferma)
        register_warning("dati_aperti", edizioni_ferme)
        register_warning("riepiloghi", riepiloghi_sbagliati)
