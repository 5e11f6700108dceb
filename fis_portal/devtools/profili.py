"""Where a set of private servers lives: one for `make run`, one slot per running test session."""

import os
from dataclasses import dataclass
from pathlib import Path

RADICE = Path(__file__).resolve().parents[2]
SLOT_DI_TEST = 8


@dataclass(frozen=True)
class Profilo:
    """A set of private servers: its folder, the ports it would like, how safe its data must be."""

    nome: str
    cartella: Path
    porta_postgres: int
    porta_valkey: int
    effimero: bool = False

    @property
    def logs(self) -> Path:
        return self.cartella / "logs"


def _porta_preferita(variabile: str, predefinita: int) -> int:
    return int(os.environ.get(variabile) or predefinita)


def sviluppo(radice: Path = RADICE) -> Profilo:
    return Profilo(
        "sviluppo",
        radice / ".dev",
        _porta_preferita("FIS_PORTA_POSTGRES", 15432),
        _porta_preferita("FIS_PORTA_VALKEY", 16379),
    )


def di_test(slot: int = 1, radice: Path = RADICE) -> Profilo:
    """Servers of one test session. Sessions running at the same time take different slots."""
    return Profilo(
        f"test-{slot}",
        radice / ".dev" / "test" / str(slot),
        _porta_preferita("FIS_PORTA_POSTGRES", 15432) + 20 * slot,
        _porta_preferita("FIS_PORTA_VALKEY", 16379) + 20 * slot,
        effimero=True,
    )


def crea_cartella(profilo: Profilo) -> None:
    """Make the profile's folder; other users (PostgreSQL) may cross it."""
    profilo.logs.mkdir(parents=True, exist_ok=True)
    levels = 3 if profilo.effimero else 1  # .dev/test/1 or .dev: never anything above .dev
    for ours in (profilo.cartella, *profilo.cartella.parents)[:levels]:
        stat = ours.stat()
        if stat.st_uid == os.geteuid():
            ours.chmod(stat.st_mode | 0o111)
