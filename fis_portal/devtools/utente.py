"""Who PostgreSQL runs as, and where its files go. It refuses to run as root."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools.binari import Binari
from fis_portal.devtools.errori import ErroreAvvio
from fis_portal.devtools.profili import RADICE, Profilo

CANDIDATI = ("postgres", "nobody")
RIPARO = Path("/var/lib/fis-portal")


@dataclass(frozen=True)
class Identita:
    """A user to drop to. None everywhere means: stay who we are."""

    uid: int
    gid: int

    @property
    def popen_args(self) -> dict[str, object]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class CasaPostgres:
    """Where PostgreSQL's programs and data are, and who owns them."""

    bin: Path
    cartella: Path  # owned by `identita`; the cluster is in `cartella / "dati"`
    identita: Identita | None

    @property
    def dati(self) -> Path:
        return self.cartella / "dati"


def riparo_di(radice: Path = RADICE) -> Path:
    """Folder outside the checkout for a root user whose checkout others cannot reach."""
    return RIPARO / hashlib.sha256(str(radice).encode()).hexdigest()[:12]


def find_identita(existing_data: Path | None = None) -> Identita | None:
    """Who to be: ourselves; if we are root, the owner of the data there is, or `postgres`."""
    if os.geteuid() != 0:
        return None
    if existing_data is not None and existing_data.exists():
        stat = existing_data.stat()
        if stat.st_uid != 0:
            return Identita(stat.st_uid, stat.st_gid)
    for name in CANDIDATI:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identita(entry.pw_uid, entry.pw_gid)
    raise ErroreAvvio(
        "PostgreSQL non può girare come root e su questa macchina non esiste né l'utente "
        "«postgres» né «nobody». Avvia il portale da un utente normale."
    )


def can_run(program: Path, identita: Identita, folder: Path) -> bool:
    """Tried for real: can that user start the program and enter the folder?"""
    try:
        done = subprocess.run(
            [program, "--version"],
            cwd=folder,
            capture_output=True,
            timeout=30,
            check=False,
            **identita.popen_args,  # type: ignore[call-overload]
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(done.returncode == 0)


def _copy_binaries(binari: Binari, target: Path) -> Path:
    """Copy programs and libraries side by side, readable by all; keep the copy if it is current."""
    source = binari.postgres / "postgres"
    copy = target / binari.postgres.relative_to(binari.copiabili[0].parent)
    done = copy / "postgres"
    if done.exists() and _same_file(done, source):
        return copy
    for folder in binari.copiabili:
        shutil.rmtree(target / folder.name, ignore_errors=True)
        shutil.copytree(folder, target / folder.name, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
    return copy


def _same_file(one: Path, other: Path) -> bool:
    first, second = one.stat(), other.stat()
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)


def _own_folder(path: Path, identita: Identita | None) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if identita:
        os.chown(path, identita.uid, identita.gid)
    path.chmod(0o700)
    return path


def find_casa(profilo: Profilo, binari: Binari) -> CasaPostgres:
    """Decide user, programs and data folder; makes the folder, changes nothing that is not ours."""
    inside = profilo.cartella / "postgres"
    outside = riparo_di() / profilo.nome
    identita = find_identita(next((p for p in (inside, outside) if (p / "dati").exists()), None))
    if identita is None:
        return CasaPostgres(binari.postgres, _own_folder(inside, None), None)
    if can_run(binari.postgres / "postgres", identita, profilo.cartella):
        return CasaPostgres(binari.postgres, _own_folder(inside, identita), identita)
    copy = _copy_binaries(binari, _shared_folder(riparo_di() / "programmi"))
    return CasaPostgres(copy, _own_folder(outside, identita), identita)


def _shared_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for ours in (path, path.parent, RIPARO):
        ours.chmod(0o755)
    return path
