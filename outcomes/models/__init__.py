from outcomes.models.calendario import AbbonamentoCalendario
from outcomes.models.indicatori import Dimensione, Indicatore, TargetPeriodo
from outcomes.models.interfaccia import ChiaveComune, RichiestaIdempotente
from outcomes.models.invii import (
    Evidenza,
    Invio,
    OrigineLezione,
    Osservazione,
    PassaggioRendicontazione,
)
from outcomes.models.periodi import PeriodoMonitoraggio
from outcomes.models.quadro import Esito, LegameEsito, QuadroImpatto
from outcomes.models.rendicontazione import (
    AvanzamentoAttivita,
    ParteRilevazione,
    Proroga,
    Rendicontazione,
    RigaRendicontazione,
    Rilevazione,
    SpesaRendicontata,
    TestoRendicontazione,
)

__all__ = [
    "AbbonamentoCalendario",
    "AvanzamentoAttivita",
    "ChiaveComune",
    "Dimensione",
    "Esito",
    "Evidenza",
    "Indicatore",
    "Invio",
    "LegameEsito",
    "OrigineLezione",
    "Osservazione",
    "ParteRilevazione",
    "PassaggioRendicontazione",
    "PeriodoMonitoraggio",
    "Proroga",
    "QuadroImpatto",
    "Rendicontazione",
    "RichiestaIdempotente",
    "RigaRendicontazione",
    "Rilevazione",
    "SpesaRendicontata",
    "TargetPeriodo",
    "TestoRendicontazione",
]
