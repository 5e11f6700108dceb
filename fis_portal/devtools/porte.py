"""Free TCP ports on the loopback interface, remembered from one start to the next."""

import json
import socket
from pathlib import Path

from fis_portal.devtools.errori import ErroreAvvio

LOOPBACK = "127.0.0.1"
TENTATIVI = 50


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Can a server listen here now? Asked by listening, the only honest way."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose(preferred: int, *, taken: frozenset[int] = frozenset()) -> int:
    """The preferred port, or the first free one after it."""
    for port in range(preferred, preferred + TENTATIVI):
        if port not in taken and is_free(port):
            return port
    raise ErroreAvvio(
        f"Nessuna porta libera fra {preferred} e {preferred + TENTATIVI - 1} su {LOOPBACK}."
    )


def read_remembered(path: Path) -> dict[str, int]:
    try:
        return {str(k): int(v) for k, v in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def assign(path: Path, wanted: dict[str, int]) -> dict[str, int]:
    """Give each server a free port, the one it had last time where possible, and remember it."""
    remembered = read_remembered(path)
    chosen: dict[str, int] = {}
    for name, preferred in wanted.items():
        taken = frozenset(chosen.values())
        old = remembered.get(name)
        chosen[name] = (
            old if old and old not in taken and is_free(old) else choose(preferred, taken=taken)
        )
    path.write_text(json.dumps(chosen))
    return chosen
