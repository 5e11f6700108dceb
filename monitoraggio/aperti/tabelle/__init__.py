"""The registry of public tables. To add one: declare it, list it here; the tests do the rest."""

from monitoraggio.aperti.tabelle import progetti, territorio
from monitoraggio.aperti.tabelle.fonti import FONTI
from monitoraggio.aperti.tipi import Tabella

# Who is pointed to comes before who points.
TABELLE: dict[str, Tabella] = {
    tabella.codice: tabella
    for tabella in (
        FONTI,
        progetti.INTERVENTI,
        progetti.MACROAREE,
        progetti.TEMI,
        territorio.REGIONI,
        territorio.TABELLA_COMUNI,
        progetti.PROGETTI,
        progetti.FASI,
        progetti.TRANSIZIONI,
        progetti.PROGETTI_MACROAREE,
        progetti.PROGETTI_TEMI,
        progetti.PARTENARIATI,
        progetti.FATTI,
    )
}
