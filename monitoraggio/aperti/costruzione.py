"""Building an edition of the open data, whatever dies meanwhile: read, compare, write, deliver.

An edition is a row of the queue (monitoraggio/coda.py). A table whose content is that of its last
version is left alone; the others are written in every format. Files are stored under their hash
before the one transaction that makes them public: an edition is delivered whole or not at all.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.storage import ArchivedFile, file_store_stream, storage_root
from monitoraggio.aperti.catalogo import catalogo_files, catalogo_impronta
from monitoraggio.aperti.estrazione import Estratta, estrai
from monitoraggio.aperti.formati.json import scrivi_json
from monitoraggio.aperti.formati.parquet import banco_parquet, scrivi_parquet
from monitoraggio.aperti.formati.sqlite import scrivi_sqlite
from monitoraggio.aperti.formati.xlsx import MASSIMO_RIGHE, scrivi_xlsx
from monitoraggio.aperti.pacchetto import PACCHETTO, Parte, datapackage, dizionario
from monitoraggio.aperti.tipi import Tabella
from monitoraggio.coda import Presa, PresaPersa, battito, fallimento_annotato, prendi
from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati, FileDati, VersioneDati

logger = logging.getLogger(__name__)

CARTELLA = "dati"
OFFICINA = ".dati-in-lavoro"
SQLITE = "fis.sqlite"
# Key of the advisory lock under which an edition is claimed: any number nobody else uses.
CHIAVE_LUCCHETTO = 46_1958


@dataclass(frozen=True, slots=True)
class Nuova:
    """A version to deliver: its files by their public names."""

    codice: str
    impronta: str
    righe: int
    file: dict[str, ArchivedFile]


def edizione_build(pk: int) -> bool:
    """Build an edition that waits or whose builder died. True if this call has delivered it.

    One at a time: while another is being built this one stays in the queue, or the older of two
    could come out last. An unexpected error is recorded (back to the queue, or failed) and raised.
    """
    presa = _prendi(pk)
    if presa is None:
        return False
    try:
        with fallimento_annotato(presa), battito(presa), _officina(presa) as cartella:
            _costruisci(presa, cartella)
    except PresaPersa:
        logger.warning("open data %s: claim %s lost", pk, presa.tentativo)
        return False
    logger.info("open data %s ready", pk)
    return True


def lock_edizioni() -> None:
    """Nobody else claims an edition until this transaction ends."""
    with connection.cursor() as cursore:
        cursore.execute("SELECT pg_advisory_xact_lock(%s)", [CHIAVE_LUCCHETTO])


@transaction.atomic
def _prendi(pk: int) -> Presa | None:
    lock_edizioni()
    in_corso = EdizioneDati.objects.filter(stato=StatoReport.IN_COSTRUZIONE)
    vive = in_corso.exclude(pk__in=EdizioneDati.objects.interrotti(timezone.now()).values("pk"))
    if vive.exists():
        return None
    return prendi(EdizioneDati, pk, _("Lettura dei dati"))


@contextmanager
def _officina(presa: Presa) -> Iterator[Path]:
    """A folder to work in, beside the store. Those of builders that died go away with it."""
    radice = storage_root() / OFFICINA
    shutil.rmtree(radice, ignore_errors=True)  # one edition at a time: nobody else is in there
    cartella = radice / f"{presa.pk}-{presa.tentativo}"
    cartella.mkdir(parents=True, mode=0o700)
    try:
        yield cartella
    finally:
        shutil.rmtree(cartella, ignore_errors=True)


def _costruisci(presa: Presa, cartella: Path) -> None:
    estratte = estrai(cartella)
    correnti = {v.codice: v for v in VersioneDati.objects.correnti().prefetch_related("file")}
    oggi = timezone.localdate()
    nuove: list[Nuova] = []
    parti: list[Parte] = []
    with banco_parquet(cartella) as banco:
        for numero, (codice, estratta) in enumerate(estratte.items()):
            corrente = correnti.get(codice)
            if corrente is not None and corrente.impronta == estratta.impronta:
                parti.append(_parte(estratta, corrente.data, _stessi_file(corrente)))
                continue
            testo = _("Scrittura di «%(tabella)s»") % {"tabella": codice}
            presa.passo(30 + 50 * numero // len(estratte), testo)
            nuova = _scrivi(estratta, cartella, banco)
            nuove.append(nuova)
            parti.append(_parte(estratta, oggi, nuova.file))
    presa.passo(85, _("Scrittura del pacchetto"))
    nuove += _pacchetto(parti, estratte, correnti.get(PACCHETTO), cartella)
    presa.passo(95, _("Archiviazione"))
    _consegna(presa, oggi, nuove, estratte)


def _parte(estratta: Estratta, data: date, file: dict[str, ArchivedFile]) -> Parte:
    per_estensione = {nome.rpartition(".")[2]: archiviato for nome, archiviato in file.items()}
    return Parte(estratta.tabella, data, estratta.impronta, estratta.righe, per_estensione)


def _stessi_file(versione: VersioneDati) -> dict[str, ArchivedFile]:
    return {file.nome: file.archiviato for file in versione.file.all()}


def _scrivi(estratta: Estratta, cartella: Path, banco: Any) -> Nuova:
    """The table in every format. A spreadsheet has only so many rows: beyond them there is none."""
    tabella = estratta.tabella
    percorsi = {"csv": estratta.csv}
    formati: dict[str, Callable[[Tabella, Path, Path], None]] = {
        "json": scrivi_json,
        "parquet": partial(scrivi_parquet, banco),
    }
    if estratta.righe <= MASSIMO_RIGHE:
        formati["xlsx"] = scrivi_xlsx
    for estensione, scrivi in formati.items():
        percorsi[estensione] = cartella / f"{tabella.codice}.{estensione}"
        scrivi(tabella, estratta.csv, percorsi[estensione])
    file = {percorso.name: _archivia(percorso) for percorso in percorsi.values()}
    for estensione in formati:
        percorsi[estensione].unlink()
    return Nuova(tabella.codice, estratta.impronta, estratta.righe, file)


def _pacchetto(
    parti: Sequence[Parte],
    estratte: dict[str, Estratta],
    corrente: VersioneDati | None,
    cartella: Path,
) -> list[Nuova]:
    """All the tables together, if they or the words about them have changed."""
    testi = {
        "datapackage.json": datapackage(parti),
        "dizionario.csv": dizionario([parte.tabella for parte in parti]),
    }
    somma = hashlib.sha256()
    for pezzo in (*(parte.impronta.encode() for parte in parti), *testi.values()):
        somma.update(hashlib.sha256(pezzo).digest())
    ultima = max(parte.data for parte in parti)
    # What the catalogue says of these very files is not known yet, and follows from the rest.
    somma.update(catalogo_impronta(parti, ultima))
    impronta = somma.hexdigest()
    if corrente is not None and corrente.impronta == impronta:
        return []
    scrivi_sqlite(((e.tabella, e.csv) for e in estratte.values()), cartella / SQLITE)
    file = {SQLITE: _archivia(cartella / SQLITE)} | _archivia_testi(testi, cartella)
    insieme = {nome: file[nome] for nome in (SQLITE, "datapackage.json")}
    file |= _archivia_testi(catalogo_files(parti, insieme, ultima), cartella)
    return [Nuova(PACCHETTO, impronta, sum(parte.righe for parte in parti), file)]


def _archivia_testi(testi: dict[str, bytes], cartella: Path) -> dict[str, ArchivedFile]:
    for nome, testo in testi.items():
        (cartella / nome).write_bytes(testo)
    return {nome: _archivia(cartella / nome) for nome in testi}


def _archivia(percorso: Path) -> ArchivedFile:
    with percorso.open("rb") as file:
        return file_store_stream(file, percorso.suffix.removeprefix("."), CARTELLA)


@transaction.atomic
def _consegna(
    presa: Presa, oggi: date, nuove: Sequence[Nuova], estratte: dict[str, Estratta]
) -> None:
    """The new versions become the current ones, if the claim still holds. Raises PresaPersa."""
    edizione = presa.mia().select_for_update(of=("self",)).first()
    if edizione is None:
        raise PresaPersa
    for nuova in nuove:
        _fai_corrente(edizione, oggi, nuova)
    attuali = VersioneDati.objects.correnti().exclude(codice=PACCHETTO)
    attuali.exclude(codice__in=estratte).update(corrente=False)  # no longer in the registry
    if any(nuova.codice == PACCHETTO for nuova in nuove):
        VersioneDati.objects.correnti().get(codice=PACCHETTO).parti.set(attuali.all())
    edizione.stato, edizione.pronto_at = StatoReport.PRONTO, timezone.now()
    edizione.avanzamento, edizione.passo, edizione.errore = 100, "", ""
    edizione.righe = sum(estratta.righe for estratta in estratte.values())
    edizione.cambiate = sum(nuova.codice != PACCHETTO for nuova in nuove)
    edizione.save()


def _fai_corrente(edizione: EdizioneDati, oggi: date, nuova: Nuova) -> None:
    VersioneDati.objects.correnti().filter(codice=nuova.codice).update(corrente=False)
    versione, creata = VersioneDati.objects.get_or_create(
        codice=nuova.codice,
        data=oggi,
        impronta=nuova.impronta,
        defaults={"righe": nuova.righe, "edizione": edizione},
    )
    if not creata:  # the data went back to what they were earlier today
        VersioneDati.objects.filter(pk=versione.pk).update(corrente=True)
        return
    FileDati.objects.bulk_create(
        FileDati(versione=versione, nome=nome, percorso=f.nome, sha256=f.sha256, byte=f.byte)
        for nome, f in nuova.file.items()
    )
