"""The private Valkey: broker of Celery and cache."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools import segreti
from fis_portal.devtools.porte import LOOPBACK
from fis_portal.devtools.processi import Comando
from fis_portal.devtools.profili import Profilo


@dataclass(frozen=True)
class Valkey:
    """One private Valkey server."""

    profilo: Profilo
    programma: Path
    porta: int
    env: Mapping[str, str]

    @property
    def password(self) -> str:
        return segreti.read_or_create(self.profilo.cartella / "password_valkey")

    @property
    def cartella(self) -> Path:
        return self.profilo.cartella / "valkey"

    def write_config(self) -> Path:
        """Write the configuration: a file, because arguments (and a password) show in `ps`."""
        self.cartella.mkdir(mode=0o700, exist_ok=True)
        path = self.cartella / "valkey.conf"
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.porta}",
            f"requirepass {self.password}",
            f'dir "{self.cartella}"',
            f"appendonly {'no' if self.profilo.effimero else 'yes'}",
            'save ""',
            "maxmemory-policy noeviction",
            "set-proc-title no",
            "daemonize no",
        ]
        segreti.write_private(path, "\n".join(lines) + "\n")
        return path

    def comando(self) -> Comando:
        return Comando(
            nome="valkey",
            argv=(str(self.programma), str(self.write_config())),
            cwd=self.cartella,
            env=self.env,
            attesa=10.0,
            log=self.profilo.logs / "valkey.log",
        )

    def is_ready(self) -> bool:
        """Does it answer PING? While it still loads its file it answers an error instead."""
        try:
            with socket.create_connection((LOOPBACK, self.porta), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    part = connection.recv(1024)
                    if not part:
                        break
                    answer += part
        except OSError:
            return False
        return b"+PONG" in answer
