"""The private PostgreSQL: how its cluster is made and how the server is started."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools import segreti
from fis_portal.devtools.errori import ErroreAvvio
from fis_portal.devtools.indirizzi import NOME_DATABASE, UTENTE_DATABASE
from fis_portal.devtools.porte import LOOPBACK
from fis_portal.devtools.processi import Comando, legato_al_padre
from fis_portal.devtools.profili import Profilo
from fis_portal.devtools.utente import CasaPostgres

# The production container gets the same locale options, so order and case are the same in both.
OPZIONI_INITDB = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--locale=C",
    "--text-search-config=italian",
    "--auth=scram-sha-256",
    f"--username={UTENTE_DATABASE}",
    "--no-instructions",
)
OPZIONI_SERVER = (
    "unix_socket_directories=",
    "shared_buffers=128MB",
    "max_connections=60",
    "jit=off",
    "synchronous_commit=off",
    "shared_preload_libraries=pg_stat_statements",
    "log_timezone=UTC",
)
OPZIONI_EFFIMERE = ("fsync=off", "full_page_writes=off")


@dataclass(frozen=True)
class Postgres:
    """One private PostgreSQL server."""

    profilo: Profilo
    casa: CasaPostgres
    porta: int
    env: Mapping[str, str]

    @property
    def password(self) -> str:
        return segreti.read_or_create(self.profilo.cartella / "password_postgres")

    def create_cluster(self) -> bool:
        """Run initdb on first use; True if the cluster is new. Half-made ones do not count."""
        if (self.casa.dati / "PG_VERSION").exists():
            return False
        unfinished = self.casa.cartella / "dati.incompleti"
        self._run("rm", "-rf", str(unfinished))
        owner = (self.casa.identita.uid, self.casa.identita.gid) if self.casa.identita else None
        password_file = self.casa.cartella / "password"
        segreti.write_private(password_file, self.password, owner)
        try:
            self._run(
                str(self.casa.bin / "initdb"),
                *OPZIONI_INITDB,
                *(["--no-sync"] if self.profilo.effimero else []),
                f"--pwfile={password_file}",
                f"--pgdata={unfinished}",
            )
        finally:
            password_file.unlink(missing_ok=True)
        unfinished.rename(self.casa.dati)
        return True

    def clear_stale_pid(self) -> None:
        """Remove the pid file of a server that was killed: its number may be someone else's now.

        Only to be called while holding the lock of the private servers, when none of ours is alive.
        """
        with contextlib.suppress(FileNotFoundError):
            (self.casa.dati / "postmaster.pid").unlink()

    def comando(self) -> Comando:
        options = OPZIONI_SERVER + (OPZIONI_EFFIMERE if self.profilo.effimero else ())
        return Comando(
            nome="postgres",
            argv=(
                str(self.casa.bin / "postgres"),
                "-D",
                str(self.casa.dati),
                "-h",
                LOOPBACK,
                "-p",
                str(self.porta),
                *(part for option in options for part in ("-c", option)),
            ),
            cwd=self.casa.cartella,
            env=self.env,
            identita=self.casa.identita,
            segnale_stop=signal.SIGINT,  # fast shutdown: SIGTERM would wait for open connections
            segnale_orfano=signal.SIGINT,
            attesa=20.0,
            log=self.profilo.logs / "postgres.log",
        )

    def is_ready(self) -> bool:
        done = subprocess.run(
            [self.casa.bin / "pg_isready", "-q", "-h", LOOPBACK, "-p", str(self.porta)],
            env=dict(self.env),
            timeout=10,
            check=False,
        )
        return done.returncode == 0

    def create_database(self) -> None:
        """Make the portal's database if the cluster does not have it yet."""
        sql = f"SELECT 1 FROM pg_database WHERE datname = '{NOME_DATABASE}'"  # noqa: S608
        if self._client("psql", "-tAc", sql, "postgres").strip():
            return
        self._client("createdb", NOME_DATABASE)

    def _client(self, program: str, *arguments: str) -> str:
        address = ("-h", LOOPBACK, "-p", str(self.porta), "-U", UTENTE_DATABASE, "-w")
        done = subprocess.run(
            [self.casa.bin / program, *address, *arguments],
            env={**self.env, "PGPASSWORD": self.password},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise ErroreAvvio(f"Il database privato ha rifiutato «{program}»:\n{done.stderr}")
        return done.stdout

    def _run(self, *argv: str) -> None:
        identity = self.casa.identita.popen_args if self.casa.identita else {}
        done = subprocess.run(  # type: ignore[call-overload]
            argv,
            cwd=self.casa.cartella,
            env=dict(self.env),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            preexec_fn=legato_al_padre(signal.SIGTERM),
            **identity,
        )
        if done.returncode:
            raise ErroreAvvio(
                f"Non riesco a creare il database privato ({Path(argv[0]).name}):\n{done.stderr}"
            )


def ambiente_minimo(marker: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the user's environment: PGDATA or LC_ALL there would mislead the servers."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "UTC", **marker}
