"""What the pages of the open data show: tables with their current files, versions, first rows."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Prefetch

from fis_portal.core.storage import ArchivioNonDisponibile, file_open
from monitoraggio.aperti.pacchetto import PACCHETTO
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tipi import Tabella
from monitoraggio.aperti.valori import originale
from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati, FileDati, VersioneDati

PRIME_RIGHE = 5
ORDINE = {"csv": 0, "xlsx": 1, "json": 2, "parquet": 3}
DESCRIZIONE_FILE = ("datapackage.json", "dizionario.csv")


@dataclass(frozen=True, slots=True)
class TabellaPubblicata:
    """A table and its current version; None where no edition has been made yet."""

    tabella: Tabella
    versione: VersioneDati | None

    @property
    def file(self) -> list[FileDati]:
        if self.versione is None:
            return []
        return sorted(self.versione.file.all(), key=lambda f: ORDINE.get(f.estensione, 9))


@dataclass(frozen=True, slots=True)
class Pubblicati:
    """The open data of today: `controllati_at` is when they were last compared with the records."""

    tabelle: tuple[TabellaPubblicata, ...]
    pacchetto: VersioneDati | None
    controllati_at: datetime | None

    @property
    def cambiati_il(self) -> date | None:
        date_ = [t.versione.data for t in self.tabelle if t.versione]
        return max(date_, default=None)


def pubblicati() -> Pubblicati:
    """All the tables with their files: three queries."""
    correnti = {v.codice: v for v in VersioneDati.objects.correnti().prefetch_related(_file())}
    pronte = EdizioneDati.objects.filter(stato=StatoReport.PRONTO).order_by("-pronto_at")
    return Pubblicati(
        tabelle=tuple(TabellaPubblicata(t, correnti.get(c)) for c, t in TABELLE.items()),
        pacchetto=correnti.get(PACCHETTO),
        controllati_at=pronte.values_list("pronto_at", flat=True).first(),
    )


def tabella_pubblicata(codice: str) -> TabellaPubblicata:
    """Raises KeyError for a table that is not there."""
    tabella = TABELLE[codice]
    correnti = VersioneDati.objects.correnti().filter(codice=codice).prefetch_related(_file())
    return TabellaPubblicata(tabella, correnti.first())


def versioni_di(codice: str) -> Sequence[VersioneDati]:
    """The versions of a table, the newest first."""
    versioni = VersioneDati.objects.filter(codice=codice).prefetch_related(_file())
    return list(versioni.order_by("-data", "-pk"))


def file_corrente(nome: str) -> FileDati | None:
    """The newest file with this public name."""
    return FileDati.objects.filter(nome=nome, versione__corrente=True).first()


def file_di_versione(etichetta: str, nome: str) -> FileDati | None:
    """A file of a version: of the table itself, or of a package the table is part of."""
    data, _trattino, inizio = etichetta.rpartition("-")
    versione = VersioneDati.objects.filter(data=data, impronta__startswith=inizio)
    sue = FileDati.objects.filter(nome=nome, versione__in=versione)
    del_pacchetto = FileDati.objects.filter(
        nome=nome, versione__pacchetti__in=versione.filter(codice=PACCHETTO)
    )
    return sue.first() or del_pacchetto.first()


def prime_righe(pubblicata: TabellaPubblicata) -> list[list[str]]:
    """The beginning of the current CSV, as it is but for the quotes that defuse formulas."""
    dal_csv = next((f for f in pubblicata.file if f.estensione == "csv"), None)
    if dal_csv is None:
        return []
    try:
        with (
            file_open(dal_csv.percorso) as file,
            io.TextIOWrapper(file, encoding="utf-8", newline="") as testo,
        ):
            righe = islice(csv.reader(testo), 1, PRIME_RIGHE + 1)
            return [[originale(cella) for cella in riga] for riga in righe]
    except ArchivioNonDisponibile:
        return []


def _file() -> Prefetch:
    return Prefetch("file", queryset=FileDati.objects.order_by("nome"))
