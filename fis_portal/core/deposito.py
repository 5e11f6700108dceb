"""Files that wait for somebody to confirm them: private, unknown to the database, gone in a day."""

import time
import uuid
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from fis_portal.core.storage import ArchivioNonDisponibile

DURATA = 24 * 60 * 60


class Deposito:
    """A folder of waiting files. Who may confirm one is said by the signed token that names it."""

    def __init__(self, cartella: str) -> None:
        self.cartella = Path(settings.MEDIA_ROOT) / cartella

    def save(self, dati: bytes) -> str:
        """Keep the file and return its name. Raises ArchivioNonDisponibile if the disk refuses."""
        percorso = self.cartella / uuid.uuid4().hex
        try:
            self.cartella.mkdir(parents=True, exist_ok=True)
            self._sweep()
            percorso.touch(mode=0o600)
            percorso.write_bytes(dati)
        except OSError as errore:
            with suppress(OSError):
                percorso.unlink(missing_ok=True)
            raise ArchivioNonDisponibile(
                "archivio_non_disponibile",
                _(
                    "Il file non può essere salvato: l'archivio del portale non accetta scritture. "
                    "Riprova tra qualche minuto; se succede ancora, avvisa chi gestisce il portale."
                ),
            ) from errore
        return percorso.name

    def read(self, nome: str) -> bytes:
        """The file, or OSError when it is gone."""
        return (self.cartella / nome).read_bytes()

    def names(self) -> list[str]:
        """All that waits."""
        with suppress(FileNotFoundError):
            return sorted(percorso.name for percorso in self.cartella.iterdir())
        return []

    def remove(self, nome: str) -> None:
        with suppress(OSError):  # the sweep takes what stays behind
            (self.cartella / nome).unlink(missing_ok=True)

    def _sweep(self) -> None:
        for vecchio in self.cartella.iterdir():
            with suppress(FileNotFoundError):
                if vecchio.stat().st_mtime < time.time() - DURATA:
                    vecchio.unlink()
