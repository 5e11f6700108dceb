"""Real processes for the drills: a Valkey, Celery workers and beat, started and ended by pid."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from fis_portal.devtools.binari import find
from fis_portal.devtools.processi import legato_al_padre

# Generous: on a slow machine full of other work a drill must pass, only later.
SCADENZA_S = 240.0
SENZA_NOTIZIE_S = 8


@dataclass
class Officina:
    """The processes of one drill and where they write."""

    cartella: Path
    porta: int = 0
    processi: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def broker(self) -> str:
        return f"redis://127.0.0.1:{self.porta}/0"

    def valkey(self) -> subprocess.Popen[bytes]:
        """A broker of our own; started again it comes back empty at the same address."""
        self.porta = self.porta or _porta_libera()
        opzioni = ["--port", str(self.porta), "--bind", "127.0.0.1", "--save", ""]
        processo = self._avvia([str(find().valkey), *opzioni, "--dir", str(self.cartella)])
        aspetta("Valkey", self._risponde, self)
        return processo

    def worker(self) -> subprocess.Popen[bytes]:
        return self._celery("worker", "--concurrency=1", "--loglevel=INFO")

    def beat(self) -> subprocess.Popen[bytes]:
        return self._celery("beat", "--pidfile=", "--loglevel=INFO")

    def uccidi(self, processo: subprocess.Popen[bytes]) -> None:
        """kill -9 of the process and of its children: they are a group of their own."""
        if processo.poll() is None:
            os.killpg(processo.pid, signal.SIGKILL)
        processo.wait()

    def chiudi(self) -> None:
        for processo in self.processi:
            self.uccidi(processo)

    def diario(self) -> str:
        """The last lines of every process, for who must find out why a drill failed."""
        fogli = sorted(self.cartella.glob("*.log"))
        return "\n".join(f"--- {f.name}\n{f.read_text(errors='replace')[-3000:]}" for f in fogli)

    def _celery(self, *argomenti: str) -> subprocess.Popen[bytes]:
        return self._avvia([sys.executable, "-m", "celery", "-A", "fis_portal", *argomenti])

    def _avvia(self, comando: list[str]) -> subprocess.Popen[bytes]:
        with (self.cartella / f"{len(self.processi)}.log").open("wb") as diario:
            processo = subprocess.Popen(
                comando,
                cwd=settings.BASE_DIR,
                env=self._ambiente(),
                stdout=diario,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=legato_al_padre(signal.SIGKILL),
            )
        self.processi.append(processo)
        return processo

    def _ambiente(self) -> dict[str, str]:
        db = connection.settings_dict
        utente = f"{db['USER']}:{db['PASSWORD']}" if db["PASSWORD"] else db["USER"]
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.monitoraggio.impostazioni_chaos",
            "DATABASE_URL": f"postgres://{utente}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
            "REDIS_URL": self.broker,
            "CHAOS_MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "REPORT_SENZA_NOTIZIE_S": str(SENZA_NOTIZIE_S),
        }

    def _risponde(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.porta), timeout=2) as presa:
                presa.sendall(b"PING\r\n")
                return presa.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def aspetta(cosa: str, fatto: Callable[[], bool], officina: Officina) -> None:
    """Wait until something is so. No haste: only what never happens is a failure."""
    limite = time.monotonic() + SCADENZA_S
    while not fatto():
        if time.monotonic() > limite:
            raise AssertionError(f"{cosa}: not after {SCADENZA_S} s\n{officina.diario()}")
        time.sleep(0.05)


def _porta_libera() -> int:
    with socket.socket() as presa:
        presa.bind(("127.0.0.1", 0))
        porta: int = presa.getsockname()[1]
        return porta
