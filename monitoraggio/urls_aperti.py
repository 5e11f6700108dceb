from datetime import date

from django.urls import path, register_converter

from monitoraggio.views import aperti


class NomeFile:
    """The public name of a file: a name, a dot, an extension."""

    regex = r"[a-z0-9_-]+\.[a-z0-9]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Etichetta(NomeFile):
    """A version in addresses: 2026-11-22-3fa8b1c2d4e5."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        date.fromisoformat(value[:10])  # a ValueError is an address that does not exist
        return value


register_converter(NomeFile, "nomefile")
register_converter(Etichetta, "versionedati")

app_name = "aperti"
urlpatterns = [
    path("<nomefile:nome>", aperti.dati_file, name="file"),
    path("catalogo", aperti.catalogo, name="catalogo"),
    path("<slug:codice>/", aperti.tabella_detail, name="tabella"),
    path(
        "versioni/<versionedati:etichetta>/<nomefile:nome>",
        aperti.dati_versione_file,
        name="file_versione",
    ),
]
