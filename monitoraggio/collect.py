"""Step one of a report: every figure with its records and what was published, frozen.

The only step that asks the database. What it returns becomes JSON, kept with the report: from it
alone `render` draws the files, today and in years. The same records and the same day give the same
bytes, so the SHA-256 of the JSON names the content of a report.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import REGISTRO, Ambito, Figura, Record, figura, record
from monitoraggio.registro.parole import Citazione, citazioni
from monitoraggio.selectors import Confronto, FonteCitata, confronti_per_figura

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FiguraReport:
    """A figure of the report: what was computed, from which records, beside what was published."""

    figura: Figura
    record: tuple[Record, ...]
    confronti: tuple[Confronto, ...]

    @property
    def percorso(self) -> str:
        """Page that explains the figure, computed again on the same day."""
        prova = "&dimostrativi=1" if self.figura.dimostrativi else ""
        if self.figura.conosciuto_al:
            ultimo = timezone.localtime(self.figura.conosciuto_al) - timedelta(days=1)
            prova += f"&conosciuto_al={ultimo.date().isoformat()}"
        return (
            f"/monitoraggio/dati/{self.figura.codice}/?alla={self.figura.alla.isoformat()}{prova}"
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.figura.as_dict(),
            "percorso": self.percorso,
            "record": [r.as_dict() for r in self.record],
            "confronti": [confronto.as_dict() for confronto in self.confronti],
        }


@dataclass(frozen=True, slots=True)
class DatiReport:
    """All a report says, as of one day. No time of building in it, on purpose."""

    tipo: str
    titolo: str
    nome_periodo: str
    periodo_inizio: date
    periodo_fine: date
    alla: date
    dimostrativi: bool
    portale: dict[str, str]
    figure: tuple[FiguraReport, ...]
    altri_pubblicati: tuple[Confronto, ...]
    citazioni: tuple[Citazione, ...]

    @property
    def fonti(self) -> tuple[FonteCitata, ...]:
        """The sources quoted, once each, in the order of their first quotation."""
        citate = [c.fonte for f in self.figure for c in f.confronti]
        citate += [c.fonte for c in self.altri_pubblicati]
        return tuple({fonte.codice: fonte for fonte in citate}.values())

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, see `canonical_json`."""
        return {
            "schema": SCHEMA,
            "tipo": self.tipo,
            "titolo": self.titolo,
            "nome_periodo": self.nome_periodo,
            "periodo_inizio": self.periodo_inizio.isoformat(),
            "periodo_fine": self.periodo_fine.isoformat(),
            "alla": self.alla.isoformat(),
            "dimostrativi": self.dimostrativi,
            "portale": self.portale,
            "figure": [f.as_dict() for f in self.figure],
            "altri_pubblicati": [c.as_dict() for c in self.altri_pubblicati],
            "citazioni": [citazione.as_dict() for citazione in self.citazioni],
            "fonti": [fonte.as_dict() for fonte in self.fonti],
        }


def report_collect(report: ReportMonitoraggio) -> DatiReport:
    """Compute every figure of the registry as of the report's day, from one state of the data."""
    ambito = Ambito(report.data_riferimento, report.is_demo)
    with _istantanea():
        figure = [figura(codice, ambito) for codice in REGISTRO]
        records = {codice: record(codice, ambito) for codice in REGISTRO}
        confronti = confronti_per_figura(figure, alla=ambito.alla)
        dette = citazioni(ambito, dal=report.periodo_inizio, al=report.periodo_fine)
    return DatiReport(
        tipo=str(report.tipo),
        titolo=report.titolo,
        nome_periodo=report.nome_periodo,
        periodo_inizio=report.periodo_inizio,
        periodo_fine=report.periodo_fine,
        alla=report.data_riferimento,
        dimostrativi=report.is_demo,
        portale={
            "nome": settings.SITE_NAME,
            "sito": settings.SITE_URL,
            "titolare": settings.ENTE_TITOLARE,
            "attuatore": settings.ENTE_ATTUATORE,
            "contatto": settings.CONTATTO_EMAIL,
        },
        figure=tuple(_figure(figure, records, confronti)),
        altri_pubblicati=confronti[""],
        citazioni=dette,
    )


def canonical_json(dati: dict[str, Any]) -> bytes:
    """One way to write the data: sorted keys, no spaces, UTF-8, a final newline."""
    testo = json.dumps(dati, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{testo}\n".encode()


def sha256_of(dati: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: what identifies the content of a report."""
    return hashlib.sha256(canonical_json(dati)).hexdigest()


def _figure(
    figure: Iterable[Figura],
    records: dict[str, tuple[Record, ...]],
    confronti: dict[str, tuple[Confronto, ...]],
) -> Iterator[FiguraReport]:
    for calcolata in figure:
        yield FiguraReport(
            figura=calcolata,
            record=records[calcolata.codice],
            confronti=confronti[calcolata.codice],
        )


@contextmanager
def _istantanea() -> Iterator[None]:
    """All figures of a report see the same state of the data, whatever is written meanwhile."""
    dentro = connection.in_atomic_block
    with transaction.atomic():
        if not dentro:  # the level can only be set before the first query of a transaction
            with connection.cursor() as cursore:
                cursore.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
