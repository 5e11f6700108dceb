"""One server on one core, wrk on the other; requests/s, p95 and the server's own CPU."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LUA = """
done = function(summary, latency, requests)
  io.write(string.format('{"richieste": %d, "errori": %d, "secondi": %f, "p95_ms": %f}\\n',
    summary.requests, summary.errors.status + summary.errors.timeout + summary.errors.read,
    summary.duration / 1e6, latency:percentile(95) / 1e3))
end
"""
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Misura:
    """Of one address in one round."""

    al_secondo: float
    p95_ms: float
    cpu_ms: float
    errori: int

    @property
    def ms(self) -> float:
        """Time of one request, the other waiting: there are two at a time and one worker."""
        return 1000 / self.al_secondo if self.al_secondo else float("inf")


class Server:
    """A gunicorn with one sync worker, kept on the first core."""

    def __init__(self, modulo: str, env: Mapping[str, str], porta: int, log: Path) -> None:
        self.porta = porta
        self._log = log.open("wb")
        self._processo = subprocess.Popen(
            [
                *_su_core(0),
                *(sys.executable, "-m", "gunicorn", modulo, f"--bind=127.0.0.1:{porta}"),
                *("--workers=1", "--worker-class=sync", "--timeout=3600"),
            ],
            env=env,
            stdout=self._log,
            stderr=self._log,
        )

    def pronto(self, percorso: str) -> None:
        for _attempt in range(150):
            try:
                urllib.request.urlopen(self.url(percorso), timeout=60)
            except urllib.error.HTTPError as errore:
                raise SystemExit(
                    f"{percorso} risponde {errore.code}: non c'è niente da misurare"
                ) from errore
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise SystemExit(f"Il server sulla porta {self.porta} non risponde: vedi {self._log.name}")

    def cpu_s(self) -> float:
        """CPU spent by the worker, in seconds."""
        campi = [(processo / "stat").read_text() for processo in self._figli()]
        return sum(sum(map(int, c.rpartition(")")[2].split()[11:13])) for c in campi) / TICK

    def memoria_mb(self) -> float:
        """The most memory the worker has had."""
        stati = [(processo / "status").read_text() for processo in self._figli()]
        return sum(int(stato.split("VmHWM:")[1].split()[0]) for stato in stati) / 1024

    def _figli(self) -> list[Path]:
        figli = Path(f"/proc/{self._processo.pid}/task/{self._processo.pid}/children")
        return [Path(f"/proc/{pid}") for pid in figli.read_text().split()]

    def url(self, percorso: str) -> str:
        return f"http://127.0.0.1:{self.porta}{percorso}"

    def misura(
        self, percorso: str, secondi: int, script: Path, intestazioni: Sequence[str] = ()
    ) -> Misura:
        prima = self.cpu_s()
        uscita = subprocess.run(
            [
                *_su_core(1),
                *("wrk", "-t1", "-c2", f"-d{secondi}s", "-s", str(script)),
                *(parte for testo in intestazioni for parte in ("-H", testo)),
                self.url(percorso),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        dati = json.loads(uscita.strip().splitlines()[-1])
        fatte = max(1, dati["richieste"])
        return Misura(
            al_secondo=dati["richieste"] / dati["secondi"],
            p95_ms=dati["p95_ms"],
            cpu_ms=(self.cpu_s() - prima) * 1000 / fatte,
            errori=dati["errori"],
        )

    def ferma(self) -> None:
        self._processo.terminate()
        self._processo.wait(timeout=30)
        self._log.close()


def _su_core(numero: int) -> list[str]:
    if shutil.which("taskset") and (os.cpu_count() or 1) > 1:
        return ["taskset", "-c", str(numero)]
    return []
