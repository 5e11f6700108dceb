"""Keeps processes alive: one that dies is started again, waiting longer each time it dies young."""

import time
from dataclasses import dataclass, field

from fis_portal.devtools import processi
from fis_portal.devtools.processi import Comando, Figlio

ATTESA_MASSIMA = 30.0
VITA_SANA = 60.0


@dataclass
class Vigilato:
    """A process that must run, and what is known about its deaths."""

    comando: Comando
    figlio: Figlio | None = None
    cadute: int = 0
    riparte: float = field(default=0.0)

    def start(self) -> None:
        processi.rotate(self.comando.log)
        self.figlio = processi.start(self.comando)

    def stop(self, *, presto: bool = False) -> None:
        if self.figlio is not None:
            processi.stop(self.figlio, presto=presto)
            self.figlio = None

    def tend(self, now: float | None = None) -> str | None:
        """Look after it once; returns a message in Italian when something happened."""
        now = time.monotonic() if now is None else now
        if self.figlio is None:
            if now >= self.riparte:
                self.start()
            return None
        if self.figlio.vivo:
            return None
        return self._bury(self.figlio, now)

    def _bury(self, figlio: Figlio, now: float) -> str:
        processi.sweep(figlio)
        self.cadute = 1 if now - figlio.nato > VITA_SANA else self.cadute + 1
        pausa = back_off(self.cadute)
        self.riparte, self.figlio = now + pausa, None
        return (
            f"Il processo {self.comando.nome} si è fermato (codice {figlio.popen.returncode}): "
            f"lo riavvio fra {pausa:.0f} s. Vedi {self.comando.log}"
        )


def back_off(falls: int) -> float:
    """1, 2, 4, 8, 16, then 30 seconds."""
    return min(ATTESA_MASSIMA, 2.0 ** (max(falls, 1) - 1))
