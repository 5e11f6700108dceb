from progetti.models.fasi import FaseProgetto, TransizioneFase
from progetti.models.partenariati import Organizzazione, Partenariato
from progetti.models.progetto import (
    DerogaRegola,
    FattoProgetto,
    Progetto,
    ProgettoFonte,
    ProgettoMacroarea,
    ProgettoTema,
    nome_pubblico,
)
from progetti.models.vocabolari import Intervento, Macroarea, Tema

__all__ = [
    "DerogaRegola",
    "FaseProgetto",
    "FattoProgetto",
    "Intervento",
    "Macroarea",
    "Organizzazione",
    "Partenariato",
    "Progetto",
    "ProgettoFonte",
    "ProgettoMacroarea",
    "ProgettoTema",
    "Tema",
    "TransizioneFase",
    "nome_pubblico",
]
