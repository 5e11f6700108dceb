"""The processes of the portal itself: web server, Celery worker, Celery beat."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from fis_portal.devtools.processi import Comando
from fis_portal.devtools.profili import RADICE, Profilo

MEMORIA_PER_PROCESSO_KIB = 400_000
MEMORIA_CONDIVISA = Path("/dev/shm")  # noqa: S108


def _module(*argv: str) -> tuple[str, ...]:
    """Programs of the venv run as modules: their scripts carry paths that break when moved."""
    return (sys.executable, "-m", *argv)


def web(profilo: Profilo, env: Mapping[str, str], host: str, port: int) -> Comando:
    heartbeat = ("--worker-tmp-dir", str(MEMORIA_CONDIVISA)) if memoria_condivisa() else ()
    return Comando(
        nome="web",
        argv=_module(
            "gunicorn",
            "fis_portal.wsgi:application",
            "--bind",
            f"{host}:{port}",
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "5",
            "--no-control-socket",
            *heartbeat,
        ),
        cwd=RADICE,
        env=env,
        segnale_orfano=signal.SIGQUIT,  # quick: nobody is left to serve
        attesa=8.0,
        log=profilo.logs / "web.log",
    )


def worker(profilo: Profilo, env: Mapping[str, str]) -> Comando:
    return Comando(
        nome="worker",
        argv=_module(
            "celery",
            "-A",
            "fis_portal",
            "worker",
            "--loglevel=INFO",
            "--concurrency=2",
            f"--max-memory-per-child={MEMORIA_PER_PROCESSO_KIB}",
            "--without-mingle",
            "--without-gossip",
        ),
        cwd=RADICE,
        env=env,
        # The broker dies with us, and any orderly shutdown of a busy worker waits for it for ever.
        # Work in progress is in the database and is taken up again at the next start.
        segnale_orfano=signal.SIGKILL,
        attesa=10.0,
        log=profilo.logs / "worker.log",
    )


def beat(profilo: Profilo, env: Mapping[str, str]) -> Comando:
    return Comando(
        nome="beat",
        argv=_module("celery", "-A", "fis_portal", "beat", "--loglevel=INFO", "--pidfile="),
        cwd=RADICE,
        env=env,
        segnale_orfano=signal.SIGKILL,
        attesa=5.0,
        log=profilo.logs / "beat.log",
    )


def memoria_condivisa() -> bool:
    """Celery's pool needs it; bare containers may lack it."""
    return MEMORIA_CONDIVISA.is_dir() and os.access(MEMORIA_CONDIVISA, os.W_OK)
