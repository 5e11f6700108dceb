"""The copy of one person's data: a workbook to read and the same in JSON, in a ZIP."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from fis_portal.core.spreadsheets import write_xlsx

TITOLI = {
    "schede": "I tuoi dati",
    "iscrizioni": "Iscrizioni",
    "presenze": "Presenze",
    "richieste": "Le tue richieste",
    "messaggi": "E-mail mandate",
    "accessi": "Chi ha usato i tuoi dati",
}
INTESTAZIONI = ("parte", "n.", "voce", "valore")


def fascicolo_zip(dati: dict[str, Any]) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as archivio:
        archivio.writestr("dati.json", json.dumps(dati, ensure_ascii=False, indent=2, default=str))
        archivio.writestr("dati.xlsx", write_xlsx("I tuoi dati", INTESTAZIONI, _righe(dati)))
    return uscita.getvalue()


def _righe(dati: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for parte, titolo in TITOLI.items():
        for numero, riga in enumerate(dati[parte], 1):
            for voce, valore in riga.items():
                yield titolo, numero, voce.replace("_", " "), valore
