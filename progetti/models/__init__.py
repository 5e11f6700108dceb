from progetti.models.fasi import FaseProgetto, TransizioneFase
from progetti.models.partenariati import Delegato, Organizzazione, Partenariato
from progetti.models.progetto import (
    DerogaRegola,
    FattoProgetto,
    Progetto,
    ProgettoFonte,
    ProgettoMacroarea,
    ProgettoTema,
    nome_pubblico,
)
from progetti.models.svolgimento import Attivita, Documento, VoceSpesa
from progetti.models.vocabolari import Intervento, Macroarea, Tema

__all__ = [
    "Attivita",
    "Delegato",
    "DerogaRegola",
    "Documento",
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
    "VoceSpesa",
    "nome_pubblico",
]
