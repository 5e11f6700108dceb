"""The CSV: one long table (RFC 4180, UTF-8): a line per value, whole and cut, per published figure,
per record, per text quoted or written, per value that changed, per list of records cut short."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.spreadsheets import cella_sicura
from monitoraggio.render.incrocio import filtri_detti
from monitoraggio.render.testi import (
    Dati,
    citazioni_di,
    citazioni_in_tutto,
    di_chi,
    nota_citazioni,
    nota_record,
    note_figura,
    record_omessi,
    valore_di,
)

COLONNE = (
    "riga",
    "figura",
    "figura_titolo",
    "voce",
    "voce_titolo",
    "valore",
    "unita",
    "quota_percento",
    "denominatore",
    "base",
    "data_riferimento",
    "soppressa",
    "nota",
    "nota_figura",
    "calcolato",
    "differenza",
    "spiegazione",
    "fonte",
    "fonte_url",
    "record_tipo",
    "record_chiave",
    "record_titolo",
    "indirizzo",
    "dimostrativo",
)
CALCOLATO, PUBBLICATO, RECORD, CITAZIONE = "calcolato", "pubblicato", "record", "citazione"
COMMENTO, CAMBIATO, RECORD_OMESSI = "commento", "cambiato", "record_omessi"
CITAZIONI_OMESSE = "citazioni_omesse"


def render_csv(dati: Dati) -> bytes:
    """The report as one table. Empty cells are unknown values, never zero.

    Figures that were cut or filtered have columns of their own for it, after all the others.
    """
    colonne = (*COLONNE, *_colonne_dei_tagli(dati))
    uscita = io.StringIO(newline="")
    scrittore = csv.writer(uscita, lineterminator="\r\n")
    scrittore.writerow(colonne)
    for riga in righe(dati):
        scrittore.writerow([cella_sicura(riga.get(colonna, "")) for colonna in colonne])
    return uscita.getvalue().encode()


def _colonne_dei_tagli(dati: Dati) -> list[str]:
    figure = dati["figure"]
    per = dict.fromkeys(codice for figura in figure for codice in figura.get("per", []))
    colonne = [colonna for codice in per for colonna in (codice, f"{codice}_codice")]
    return [*colonne, "filtri"] if any(figura.get("filtri") for figura in figure) else colonne


def righe(dati: Dati) -> Iterator[dict[str, Any]]:
    """The lines of the long table, by column name."""
    fonti = {fonte["codice"]: fonte for fonte in dati["fonti"]}
    sito = dati["portale"]["sito"]
    for figura in dati["figure"]:
        yield from _della_figura(figura, fonti, sito)
    for confronto in dati["altri_pubblicati"]:
        yield _pubblicata(confronto, fonti)
    yield from _citate(dati)
    yield from _commenti(dati)
    yield from _cambiate(dati)


def _della_figura(figura: Dati, fonti: dict[str, Dati], sito: str) -> Iterator[dict[str, Any]]:
    comune = {
        "figura": figura["codice"],
        "figura_titolo": figura["titolo"],
        "data_riferimento": figura["alla"],
        "dimostrativo": _si_no(figura["dimostrativi"]),
        "filtri": filtri_detti(figura),
    }
    for voce in figura["voci"]:
        yield {**comune, **_calcolata(figura, voce), "indirizzo": sito + figura["percorso"]}
    for cella in figura.get("celle", []):
        for voce in cella["voci"]:
            yield {**comune, **_calcolata(figura | cella, voce), **_taglio(cella)}
    for confronto in figura["confronti"]:
        yield {**comune, **_pubblicata(confronto, fonti)}
    for record in figura["record"]:
        yield {**comune, **_record(record, sito)}
    if record_omessi(figura):
        yield {
            **comune,
            "riga": RECORD_OMESSI,
            "valore": record_omessi(figura),
            "unita": _("record"),
            "nota": nota_record(figura),
            "indirizzo": sito + figura["percorso"],
        }


def _si_no(vero: bool) -> str:
    return "sì" if vero else "no"


def _calcolata(figura: Dati, voce: Dati) -> dict[str, Any]:
    return {
        "riga": CALCOLATO,
        "voce": voce["codice"],
        "voce_titolo": voce["etichetta"],
        "valore": _numero(voce["valore"]),
        "unita": figura["unita"],
        "quota_percento": _numero(voce["quota"]),
        "denominatore": _numero(figura["denominatore"]),
        "base": figura["base"],
        "soppressa": _si_no(voce["soppressa"]),
        "nota": voce["nota"],
        "nota_figura": " ".join(note_figura(figura)),
    }


def _taglio(cella: Dati) -> dict[str, Any]:
    """Of which value of each dimension a line is; the lines of the whole say nothing here."""
    return {
        colonna: valore
        for taglio in cella["taglio"]
        for colonna, valore in (
            (taglio["dimensione"], taglio["etichetta"]),
            (f"{taglio['dimensione']}_codice", taglio["codice"]),
        )
    }


def _commenti(dati: Dati) -> Iterator[dict[str, Any]]:
    for sezione in dati.get("sezioni", []):
        if sezione["testo"].strip():
            yield {
                "riga": COMMENTO,
                "figura": sezione.get("figura", ""),
                "voce_titolo": sezione["titolo"],
                "nota": sezione["testo"],
                "dimostrativo": _si_no(dati["dimostrativi"]),
            }


def _cambiate(dati: Dati) -> Iterator[dict[str, Any]]:
    """The value then, with the one of this report as `calcolato`."""
    cambiamenti = dati.get("cambiamenti")
    if not cambiamenti:
        return
    for figura in cambiamenti["figure"]:
        for riga in figura["righe"]:
            yield {
                "riga": CAMBIATO,
                "figura": figura["figura"],
                "figura_titolo": figura["titolo"],
                "voce": riga["voce"],
                "voce_titolo": riga["etichetta"],
                "valore": _numero(riga["prima"]),
                "unita": figura["unita"],
                "data_riferimento": cambiamenti["prima"]["alla"],
                "soppressa": _si_no(riga["prima_soppressa"]),
                "calcolato": _numero(riga["adesso"]),
                "differenza": _numero(riga["differenza"]),
                "dimostrativo": _si_no(dati["dimostrativi"]),
            }


def _pubblicata(confronto: Dati, fonti: dict[str, Dati]) -> dict[str, Any]:
    fonte = fonti[confronto["fonte"]]
    quota = confronto["is_quota"]
    return {
        "riga": PUBBLICATO,
        "voce": confronto["voce"],
        "voce_titolo": confronto["etichetta"],
        "valore": "" if quota else _numero(confronto["pubblicato"]),
        "unita": confronto["unita"],
        "quota_percento": _numero(confronto["pubblicato"]) if quota else "",
        "data_riferimento": confronto["data_riferimento"] or "",
        "nota": confronto["nota"],
        "calcolato": _numero(confronto["calcolato"]),
        "differenza": _numero(confronto["differenza"]),
        "spiegazione": confronto["spiegazione"],
        "fonte": fonte["titolo"],
        "fonte_url": fonte["url"],
        "dimostrativo": "no",
    }


def _record(record: Dati, sito: str) -> dict[str, Any]:
    return {
        "riga": RECORD,
        "voce": record["voce"],
        "record_tipo": record["tipo"],
        "record_chiave": record["chiave"],
        "record_titolo": record["etichetta"],
        "indirizzo": indirizzo(sito, record["url"]),
    }


def _citate(dati: Dati) -> Iterator[dict[str, Any]]:
    prova = _si_no(dati["dimostrativi"]) if citazioni_di(dati) else ""
    for citazione in citazioni_di(dati):
        for parte in citazione["parti"]:
            yield {**_citata(citazione, parte, dati["portale"]["sito"]), "dimostrativo": prova}
    if nota := nota_citazioni(dati):
        quante = citazioni_in_tutto(dati) - len(citazioni_di(dati))
        yield {
            "riga": CITAZIONI_OMESSE,
            "valore": quante,
            "unita": _("citazioni"),
            "nota": nota,
            "dimostrativo": prova,
        }


def _citata(citazione: Dati, parte: Dati, sito: str) -> dict[str, Any]:
    return {
        "riga": CITAZIONE,
        "voce_titolo": parte["titolo"],
        "data_riferimento": citazione["scritta_il"],
        "nota": parte["testo"],
        "fonte": di_chi(citazione),
        "record_tipo": citazione["tipo"],
        "record_chiave": citazione["chiave"],
        "record_titolo": citazione["titolo"],
        "indirizzo": indirizzo(sito, citazione["percorso"]),
    }


def indirizzo(sito: str, url: str) -> str:
    """Whole address of a page of the portal; addresses elsewhere stay as they are."""
    return f"{sito}{url}" if url.startswith("/") else url


def _numero(dato: int | str | None) -> int | Decimal | str:
    return "" if dato is None else valore_di(dato) or 0
