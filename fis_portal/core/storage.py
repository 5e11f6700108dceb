"""Private files named by their content: written once, whole or not at all, never overwritten.

The name is the SHA-256 of the content, so the same bytes stored twice are one file, a name can be
checked against what is on disk, and no user-given file name ever reaches the file system.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError

ESTENSIONE = re.compile(r"[a-z0-9]{1,8}")
CARTELLA = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
NOME = re.compile(rf"{CARTELLA.pattern}/[0-9a-f]{{2}}/[0-9a-f]{{64}}\.{ESTENSIONE.pattern}")
BLOCCO = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A stored file: its name in the storage, the SHA-256 of its content, its length in bytes."""

    nome: str
    sha256: str
    byte: int


class ArchivioNonDisponibile(DomainError):
    """The file could not be written or read: disk full, read-only or file gone."""


def file_store(contenuto: bytes, estensione: str, cartella: str) -> ArchivedFile:
    """Store the content and return its address. Idempotent.

    Raises ArchivioNonDisponibile when the disk refuses it; nothing is left behind then.
    """
    _check_posto(estensione, cartella)
    impronta = hashlib.sha256(contenuto).hexdigest()
    archiviato = _archiviato(impronta, len(contenuto), estensione, cartella)
    if not file_is_whole(archiviato):
        with _disco_ubbidiente():
            arrivo = _storage_path(archiviato.nome)
            arrivo.parent.mkdir(parents=True, exist_ok=True)
            with _provvisorio(arrivo.parent) as (file, percorso):
                file.write(contenuto)
                _consegna(file, percorso, arrivo)
    return archiviato


def file_store_stream(contenuto: BinaryIO, estensione: str, cartella: str) -> ArchivedFile:
    """The same for an open file, read from where it stands, a block at a time: whatever its size
    the memory is the same. Its hash is known at the end, so it is written first and named later."""
    _check_posto(estensione, cartella)
    somma, byte = hashlib.sha256(), 0
    with _disco_ubbidiente():
        radice = _storage_path(cartella)
        radice.mkdir(parents=True, exist_ok=True)
        with _provvisorio(radice) as (file, percorso):
            while blocco := contenuto.read(BLOCCO):
                somma.update(blocco)
                byte += len(blocco)
                file.write(blocco)
            archiviato = _archiviato(somma.hexdigest(), byte, estensione, cartella)
            if not file_is_whole(archiviato):
                arrivo = _storage_path(archiviato.nome)
                arrivo.parent.mkdir(parents=True, exist_ok=True)
                _consegna(file, percorso, arrivo)
    return archiviato


def file_open(nome: str) -> BinaryIO:
    """Open a stored file for reading. Raises ArchivioNonDisponibile when it is not there."""
    if not NOME.fullmatch(nome):
        raise ValueError(f"not the name of a stored file: {nome!r}")
    try:
        return _storage_path(nome).open("rb")
    except OSError as errore:
        raise ArchivioNonDisponibile(
            "file_non_disponibile",
            _("Il file non si trova più nell'archivio. Avvisa chi gestisce il portale."),
        ) from errore


def file_is_whole(archiviato: ArchivedFile) -> bool:
    """Is the file on disk, with exactly the content its name promises?"""
    somma = hashlib.sha256()
    try:
        with _storage_path(archiviato.nome).open("rb") as file:
            if os.fstat(file.fileno()).st_size != archiviato.byte:
                return False
            while blocco := file.read(BLOCCO):
                somma.update(blocco)
    except OSError:
        return False
    return somma.hexdigest() == archiviato.sha256


def storage_root() -> Path:
    """Folder of the private files (readiness checks it)."""
    return Path(_file_system().location)


def _storage_path(nome: str) -> Path:
    return Path(_file_system().path(nome))


def _file_system() -> FileSystemStorage:
    # default_storage is a lazy wrapper: ask the object behind it.
    if not isinstance(default_storage, FileSystemStorage):
        raise TypeError("private files need a file system storage: check STORAGES['default']")
    return default_storage


def _check_posto(estensione: str, cartella: str) -> None:
    if not ESTENSIONE.fullmatch(estensione) or not CARTELLA.fullmatch(cartella):
        raise ValueError(f"not a valid folder or extension: {cartella!r} {estensione!r}")


def _archiviato(impronta: str, byte: int, estensione: str, cartella: str) -> ArchivedFile:
    nome = f"{cartella}/{impronta[:2]}/{impronta}.{estensione}"
    return ArchivedFile(nome=nome, sha256=impronta, byte=byte)


@contextmanager
def _disco_ubbidiente() -> Iterator[None]:
    try:
        yield
    except OSError as errore:
        raise ArchivioNonDisponibile(
            "archivio_non_disponibile",
            _(
                "Il file non può essere salvato: l'archivio del portale non accetta scritture. "
                "Riprova tra qualche minuto; se succede ancora, avvisa chi gestisce il portale."
            ),
        ) from errore


@contextmanager
def _provvisorio(cartella: Path) -> Iterator[tuple[BinaryIO, str]]:
    """A temporary file on the same disk, gone at the end unless it was delivered."""
    descrittore, percorso = tempfile.mkstemp(prefix=".in-arrivo-", dir=cartella)
    try:
        with os.fdopen(descrittore, "wb") as file:
            yield file, percorso
    finally:
        with suppress(OSError):
            os.unlink(percorso)


def _consegna(file: BinaryIO, percorso: str, arrivo: Path) -> None:
    """Flushed to disk, then renamed: whole or absent."""
    if (permessi := _file_system().file_permissions_mode) is not None:
        os.fchmod(file.fileno(), permessi)
    file.flush()
    os.fsync(file.fileno())
    os.replace(percorso, arrivo)
