"""The registry of public tables. To add one: declare it, list it here; the tests do the rest."""

from monitoraggio.aperti.tabelle import (
    esperienze,
    eventi,
    monitoraggio,
    progetti,
    risultati,
    territorio,
)
from monitoraggio.aperti.tabelle.fonti import FONTI
from monitoraggio.aperti.tipi import Tabella

# In the order pages show them.
TABELLE: dict[str, Tabella] = {
    tabella.codice: tabella
    for tabella in (
        progetti.PROGETTI,
        progetti.FASI,
        progetti.TRANSIZIONI,
        progetti.PROGETTI_MACROAREE,
        progetti.PROGETTI_TEMI,
        progetti.PARTENARIATI,
        progetti.FATTI,
        risultati.INDICATORI,
        risultati.TARGET,
        risultati.RILEVAZIONI,
        risultati.PARTI,
        risultati.PERIODI,
        monitoraggio.FIGURE,
        monitoraggio.DATI_PUBBLICATI,
        monitoraggio.REPORT,
        eventi.EVENTI,
        eventi.EVENTI_PROGETTI,
        eventi.PRESENZE,
        esperienze.LEZIONI,
        esperienze.PRATICHE,
        esperienze.KIT,
        esperienze.ADOZIONI,
        esperienze.CAMBIAMENTI,
        territorio.TABELLA_COMUNI,
        territorio.REGIONI,
        progetti.INTERVENTI,
        progetti.MACROAREE,
        progetti.TEMI,
        FONTI,
    )
}
