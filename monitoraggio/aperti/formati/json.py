"""JSON: a list of objects, one a line. Numbers are numbers, with the digits of the CSV."""

import json
from pathlib import Path

from monitoraggio.aperti.formati.csv import testi_csv
from monitoraggio.aperti.tipi import Tabella, Tipo
from monitoraggio.aperti.valori import originale

NUDI = frozenset({Tipo.INTERO, Tipo.DECIMALE, Tipo.SI_NO})  # true and false are those of JSON


def scrivi_json(tabella: Tabella, dal_csv: Path, percorso: Path) -> None:
    campi = [(json.dumps(c.nome), c.tipo in NUDI) for c in tabella.colonne]
    with percorso.open("w", encoding="utf-8", newline="") as file:
        separatore = "[\n"
        for riga in testi_csv(dal_csv):
            celle = zip(campi, riga, strict=True)
            voci = (f"{nome}:{_valore(testo, nudo)}" for (nome, nudo), testo in celle)
            file.write(f"{separatore}{{{','.join(voci)}}}")
            separatore = ",\n"
        file.write("[]\n" if separatore == "[\n" else "\n]\n")


def _valore(testo: str, nudo: bool) -> str:
    if not testo:
        return "null"
    return testo if nudo else json.dumps(originale(testo), ensure_ascii=False)
