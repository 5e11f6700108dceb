"""Who answers for the open data, under which licence, and whose data they rest on."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from monitoraggio.aperti.tipi import Testo

LICENZA = "CC-BY-4.0"
LICENZA_NOME = "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"
LICENZA_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENZA_URI = "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"
LICENZA_TIPO = "http://purl.org/adms/licencetype/Attribution"


@dataclass(frozen=True, slots=True)
class Attribuzione:
    """A source of data that must be named wherever they go."""

    titolo: Testo
    url: str


ATTRIBUZIONI = {
    "istat": Attribuzione(
        _("Istat: codici dei Comuni, delle Province e delle Regioni; popolazione residente"),
        "https://www.istat.it/classificazione/codici-dei-comuni-delle-province-e-delle-regioni/",
    ),
    "openpolis": Attribuzione(
        _("Openpolis: punti calcolati dai confini © Openpolis, CC BY 4.0"),
        "https://github.com/openpolis/geojson-italy",
    ),
}
