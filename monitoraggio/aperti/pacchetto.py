"""The words about the tables: Frictionless data package and data dictionary."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fis_portal.core.storage import ArchivedFile
from monitoraggio.aperti.attribuzioni import ATTRIBUZIONI, LICENZA, LICENZA_NOME, LICENZA_URL
from monitoraggio.aperti.tipi import Colonna, Tabella, Tipo
from monitoraggio.aperti.valori import disinnesca

PACCHETTO = "pacchetto"
NOME = "fis-dati-aperti"
DIZIONARIO = (
    "tabella", "colonna", "posizione", "tipo", "descrizione", "unita", "obbligatoria",
    "valori_ammessi", "riferimento", "esempio", "valore_mancante",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parte:
    """A table of an edition: since when it is so, and its files by extension."""

    tabella: Tabella
    data: date
    impronta: str
    righe: int
    file: dict[str, ArchivedFile]


def titolo() -> str:
    return _("Dati aperti del %(portale)s") % {"portale": settings.SITE_NAME}


def descrizione() -> str:
    return _(
        "Tutto quello che il portale pubblica sul programma: progetti, fasi, partenariati, "
        "indicatori, rilevazioni, incontri, esperienze, cifre di monitoraggio. I dati "
        "dimostrativi non ci sono; i conteggi piccoli di persone non si mostrano. Una cella vuota "
        "è un dato che nessuna fonte riporta: non è zero."
    )


def datapackage(parti: Sequence[Parte]) -> bytes:
    """datapackage.json: the CSV files beside it, their types, keys and hashes."""
    codici = dict.fromkeys(codice for parte in parti for codice in parte.tabella.attribuzioni)
    pacchetto = {
        "profile": "tabular-data-package",
        "name": NOME,
        "title": titolo(),
        "description": descrizione(),
        "homepage": f"{settings.SITE_URL}{reverse('sito:dati')}",
        "licenses": [{"name": LICENZA, "path": LICENZA_URL, "title": LICENZA_NOME}],
        "contributors": [
            {"title": settings.ENTE_TITOLARE, "role": "publisher"},
            {"title": settings.ENTE_ATTUATORE, "role": "maintainer"},
        ],
        "sources": [_fonte(codice) for codice in codici],
        "resources": [_risorsa(parte) for parte in parti],
    }
    return json.dumps(pacchetto, ensure_ascii=False, indent=1).encode() + b"\n"


def _fonte(codice: str) -> dict[str, str]:
    attribuzione = ATTRIBUZIONI[codice]
    return {"title": str(attribuzione.titolo), "path": attribuzione.url}


def _risorsa(parte: Parte) -> dict[str, Any]:
    tabella, file = parte.tabella, parte.file["csv"]
    risorsa: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": tabella.codice,
        "path": f"{tabella.codice}.csv",
        "title": str(tabella.titolo),
        "description": str(tabella.descrizione),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "hash": f"sha256:{file.sha256}",
        "bytes": file.byte,
        "schema": _schema(tabella),
    }
    if tabella.attribuzioni:
        risorsa["sources"] = [_fonte(codice) for codice in tabella.attribuzioni]
    return risorsa


def _schema(tabella: Tabella) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_campo(colonna) for colonna in tabella.colonne],
        "missingValues": [""],
        "primaryKey": list(tabella.chiave),
    }
    chiavi = [c for c in tabella.colonne if c.riferimento]
    if chiavi:
        schema["foreignKeys"] = [
            {"fields": [c.nome], "reference": {"resource": altra, "fields": [sua]}}
            for c in chiavi
            for altra, _punto, sua in (c.riferimento.partition("."),)
        ]
    return schema


def _campo(colonna: Colonna) -> dict[str, Any]:
    campo: dict[str, Any] = {
        "name": colonna.nome,
        "type": str(colonna.tipo),
        "description": descritta(colonna),
        "example": colonna.esempio,
    }
    if colonna.tipo == Tipo.SI_NO:
        campo |= {"trueValues": ["true"], "falseValues": ["false"]}
    vincoli: dict[str, Any] = {}
    if colonna.obbligatoria:
        vincoli["required"] = True
    if colonna.valori:
        vincoli["enum"] = list(colonna.valori)
    return {**campo, "constraints": vincoli} if vincoli else campo


def descritta(colonna: Colonna) -> str:
    if not colonna.unita:
        return str(colonna.descrizione)
    return f"{colonna.descrizione} {_('Unità')}: {colonna.unita}."


def dizionario(tabelle: Sequence[Tabella]) -> bytes:
    """The dictionary of all the columns, as a table like the others."""
    uscita = io.StringIO(newline="")
    scrittore = csv.writer(uscita)
    scrittore.writerow(DIZIONARIO)
    for tabella in tabelle:
        for posizione, colonna in enumerate(tabella.colonne, 1):
            riga = (
                tabella.codice, colonna.nome, posizione, colonna.tipo, colonna.descrizione,
                colonna.unita, "true" if colonna.obbligatoria else "false",
                "; ".join(colonna.valori), colonna.riferimento, colonna.esempio, "",
            )  # fmt: skip
            scrittore.writerow([disinnesca(str(cella)) for cella in riga])
    return uscita.getvalue().encode()
