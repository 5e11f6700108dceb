"""A report with a row of every kind, and its workbook as a person fills it in."""

import io
import zipfile
from typing import Any

import openpyxl

from outcomes.models import Rendicontazione
from outcomes.render.foglio import foglio_xlsx
from outcomes.selectors.modulo import modulo
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    RendicontazioneFactory,
)
from tests.progetti.factories import AttivitaFactory, VoceSpesaFactory

# Columns of the cells to fill in.
STATO, VALORE, NUMERATORE, DENOMINATORE, MOTIVO, NOTA = "GHIJKL"


def rendicontazione_piena(**campi: Any) -> Rendicontazione:
    """I1 counts people by gender, I2 is a percentage, I3 yes or no; one activity, one cost."""
    rendicontazione = RendicontazioneFactory(**campi)
    esito = EsitoFactory(quadro=rendicontazione.quadro)
    contati = IndicatoreFactory(esito=esito, codice="I1", ordine=1, nome="Persone accolte")
    DimensioneFactory(indicatore=contati)
    IndicatoreFactory(esito=esito, codice="I2", ordine=2, percentuale=True)
    IndicatoreFactory(esito=esito, codice="I3", ordine=3, tipo="si_no")
    AttivitaFactory(progetto=rendicontazione.progetto, titolo="Sportello di quartiere")
    VoceSpesaFactory(progetto=rendicontazione.progetto, tipo="viaggi", descrizione="Treni")
    return rendicontazione


def scaricato(rendicontazione: Rendicontazione) -> bytes:
    return foglio_xlsx(modulo(rendicontazione))


def aperto(dati: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(dati))


def salvato(libro: Any) -> bytes:
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def compilato(dati: bytes, celle: dict[str, Any]) -> bytes:
    """The workbook with some cells filled in: {"Indicatori!H2": 5}."""
    libro = aperto(dati)
    for indirizzo, valore in celle.items():
        foglio, cella = indirizzo.split("!")
        libro[foglio][cella] = valore
    return salvato(libro)


def con_parte(dati: bytes, nome: str, contenuto: bytes, compressione: int = 8) -> bytes:
    """The same workbook with one part added, or replaced."""
    uscita = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(dati)) as prima,
        zipfile.ZipFile(uscita, "w", compressione) as dopo,
    ):
        for voce in prima.infolist():
            if voce.filename != nome:
                dopo.writestr(voce.filename, prima.read(voce))
        dopo.writestr(nome, contenuto)
    return uscita.getvalue()
