"""The rows behind a figure asked for in part: those the filters choose, as the cube does."""

from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from monitoraggio.registro.base import Ambito
from monitoraggio.registro.cubo import Fatti
from monitoraggio.registro.dimensioni import IGNOTO

Righe = TypeVar("Righe", bound=QuerySet)


def scelti(righe: Righe, fatti: Fatti, ambito: Ambito) -> Righe:
    """Of `righe`, rows of the table these facts are read from, those the filters choose.

    The same relations that group the facts choose their records: listed is what is counted.
    """
    for codice, valore in ambito.filtri:
        asse = fatti.assi[codice]
        colonna = f"f_{asse.colonna}"
        righe = righe.alias(**{colonna: fatti.colonne[asse.colonna](ambito)})
        if asse.relazione is None:
            cerca = {f"{colonna}__isnull": True} if valore == IGNOTO else {colonna: valore}
            righe = righe.filter(**cerca)
            continue
        suoi = asse.relazione(ambito).filter(r_chiave=OuterRef(colonna))
        if valore == IGNOTO:
            righe = righe.exclude(Exists(suoi))
        else:
            righe = righe.filter(Exists(suoi.filter(r_codice=valore)))
    return righe
