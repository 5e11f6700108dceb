"""Private files named by their content: written once, whole or not at all, never overwritten.

The name is the SHA-256 of the content, so the same bytes stored twice are one file, a name can be
checked against what is on disk, and no user-given file name ever reaches the file system.
"""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
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
    if not ESTENSIONE.fullmatch(estensione) or not CARTELLA.fullmatch(cartella):
        raise ValueError(f"not a valid folder or extension: {cartella!r} {estensione!r}")
    impronta = hashlib.sha256(contenuto).hexdigest()
    archiviato = ArchivedFile(
        nome=f"{cartella}/{impronta[:2]}/{impronta}.{estensione}",
        sha256=impronta,
        byte=len(contenuto),
    )
    if not file_is_whole(archiviato):
        try:
            _write(_storage_path(archiviato.nome), contenuto)
        except OSError as errore:
            raise ArchivioNonDisponibile(
                "archivio_non_disponibile",
                _(
                    "Il file non può essere salvato: l'archivio del portale non accetta scritture. "
                    "Riprova tra qualche minuto; se succede ancora, avvisa chi gestisce il portale."
                ),
            ) from errore
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


def _write(arrivo: Path, contenuto: bytes) -> None:
    """Temporary file in the same folder, flushed to disk, then renamed: whole or absent."""
    arrivo.parent.mkdir(parents=True, exist_ok=True)
    descrittore, provvisorio = tempfile.mkstemp(prefix=".in-arrivo-", dir=arrivo.parent)
    try:
        with os.fdopen(descrittore, "wb") as file:
            if (permessi := _file_system().file_permissions_mode) is not None:
                os.fchmod(file.fileno(), permessi)
            file.write(contenuto)
            file.flush()
            os.fsync(file.fileno())
        os.replace(provvisorio, arrivo)
    except BaseException:
        with suppress(OSError):
            os.unlink(provvisorio)
        raise
    _sync_folder(arrivo.parent)


def _sync_folder(cartella: Path) -> None:
    descrittore = os.open(cartella, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descrittore)
    finally:
        os.close(descrittore)
