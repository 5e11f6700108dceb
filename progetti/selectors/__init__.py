"""What pages, API, admin and reports read about projects."""

from progetti.selectors.regole import MANCANZE, Avviso, progetto_avvisi, progetto_mancanze
from progetti.selectors.vocabolari import progetto_vocabolari

__all__ = [
    "MANCANZE",
    "Avviso",
    "progetto_avvisi",
    "progetto_mancanze",
    "progetto_vocabolari",
]
