"""The dashboard: the figures that matter together, chosen and cut by what the address says."""

from monitoraggio.cruscotto.elenchi import comuni_nominabili, progetti_url
from monitoraggio.cruscotto.moduli import CruscottoForm, FiguraForm, scritti
from monitoraggio.cruscotto.pannelli import Cruscotto, Pannello, cruscotto, pannello
from monitoraggio.cruscotto.richiesta import Richiesta

__all__ = [
    "Cruscotto",
    "CruscottoForm",
    "FiguraForm",
    "Pannello",
    "Richiesta",
    "comuni_nominabili",
    "cruscotto",
    "pannello",
    "progetti_url",
    "scritti",
]
