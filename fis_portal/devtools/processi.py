"""Child processes that never outlive us, not even when we are killed with -9."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fis_portal.devtools.utente import Identita

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)  # loaded before any fork


@dataclass(frozen=True)
class Comando:
    """A process to start: what, where, as whom, and how it likes to be stopped."""

    nome: str
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    identita: Identita | None = None
    segnale_stop: signal.Signals = signal.SIGTERM
    segnale_orfano: signal.Signals = signal.SIGTERM  # sent by the kernel when we die
    attesa: float = 10.0
    log: Path | None = None


@dataclass
class Figlio:
    """A started process."""

    comando: Comando
    popen: subprocess.Popen[bytes]
    nato: float = field(default_factory=time.monotonic)
    avvertito: bool = False

    @property
    def vivo(self) -> bool:
        return self.popen.poll() is None


def legato_al_padre(segnale: int) -> Callable[[], None]:
    """What the child runs between fork and exec: ask the kernel to end it when we end.

    It must come after the change of user, which clears the request: subprocess calls it last.
    """
    parent = os.getpid()

    def bind() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(segnale), 0, 0, 0)
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return bind


def lega_al_genitore() -> None:
    """Bind this very process to whoever started it (make), so that killing make ends us too."""
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def start(comando: Comando) -> Figlio:
    """Start it in a session of its own, output appended to its log."""
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(comando.log.open("ab")) if comando.log else None
        identity = comando.identita.popen_args if comando.identita else {}
        popen = subprocess.Popen(  # type: ignore[call-overload]
            comando.argv,
            cwd=comando.cwd,
            env=dict(comando.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            preexec_fn=legato_al_padre(comando.segnale_orfano),
            **identity,
        )
    return Figlio(comando, popen)


def ask_stop(figlio: Figlio) -> None:
    """Tell it to stop, without waiting. Told once only: a second signal makes Celery drop tasks."""
    if figlio.vivo and not figlio.avvertito:
        figlio.avvertito = True
        figlio.popen.send_signal(figlio.comando.segnale_stop)


def stop(figlio: Figlio, *, presto: bool = False) -> None:
    """Ask politely, wait, then insist; leave nobody of its session behind."""
    popen = figlio.popen
    if figlio.vivo:
        ask_stop(figlio)
        try:
            popen.wait(timeout=1.0 if presto else figlio.comando.attesa)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
    sweep(figlio)


def sweep(figlio: Figlio) -> None:
    """Kill what the process left behind in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(figlio.popen.pid, signal.SIGKILL)


def leftovers(variable: str, value: str) -> list[int]:
    """Living processes, other than us, that carry `variable=value` in their environment."""
    wanted = f"{variable}={value}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:  # gone meanwhile, or somebody else's
            continue
        if wanted in environment.split(b"\0"):
            found.append(int(entry.name))
    return found


def wait_leftovers(variable: str, value: str, seconds: float = 10.0) -> None:
    """Let what a killed supervisor left finish its shutdown; end what does not."""
    limit = time.monotonic() + seconds
    while (pids := leftovers(variable, value)) and time.monotonic() < limit:
        time.sleep(0.1)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    if pids:
        time.sleep(0.5)


def rotate(log: Path | None, limit: int = 5_000_000) -> None:
    """Keep one older log when the current one has grown large."""
    if log is not None and log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".log.1"))


def coda(log: Path | None, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    if log is None or not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        text = file.read().decode(errors="replace")
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
