"""Accessible SVG charts: one description gives the picture and the table of the same data.

    grafico = Barre(id="macroaree", titolo=..., descrizione=..., voci=[...], ...).render()
    grafico.svg, grafico.intestazioni, grafico.righe, grafico.nota

The caller prints all four: a picture is never the only way to a figure.
"""

from fis_portal.core.charts.alleanze import Alleanze, Alleato, Tratto
from fis_portal.core.charts.barre import Barre, Voce
from fis_portal.core.charts.bersaglio import Bersaglio, Livello
from fis_portal.core.charts.disegno import Grafico
from fis_portal.core.charts.foglio import Foglio
from fis_portal.core.charts.griglia import CellaGriglia, Griglia, RigaGriglia
from fis_portal.core.charts.imbuto import Imbuto
from fis_portal.core.charts.linea import Linea
from fis_portal.core.charts.mappa import AreaMappa, Mappa, PuntoMappa

__all__ = [
    "Alleanze",
    "Alleato",
    "AreaMappa",
    "Barre",
    "Bersaglio",
    "CellaGriglia",
    "Foglio",
    "Grafico",
    "Griglia",
    "Imbuto",
    "Linea",
    "Livello",
    "Mappa",
    "PuntoMappa",
    "RigaGriglia",
    "Tratto",
    "Voce",
]
