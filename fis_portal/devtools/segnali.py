"""Ctrl-C, SIGTERM and a closed terminal, turned into a question asked at safe points."""

import signal
from types import FrameType

from fis_portal.devtools.errori import Interrotto


class Interruttore:
    """Counts requests to stop. The second one means: in a hurry."""

    def __init__(self) -> None:
        self.richieste = 0

    def install(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks us to stay
            signal.signal(signal.SIGHUP, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.richieste += 1

    def controlla(self) -> None:
        """Raise Interrotto if somebody asked to stop."""
        if self.richieste:
            raise Interrotto

    @property
    def presto(self) -> bool:
        return self.richieste > 1
