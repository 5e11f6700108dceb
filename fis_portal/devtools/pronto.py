"""Is the portal ready? Asked the way a visitor would, without any proxy in between."""

import urllib.error
import urllib.request
from dataclasses import dataclass

from fis_portal.devtools.porte import LOOPBACK

PERCORSO = "/salute/pronto/"
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Risposta:
    pronto: bool
    motivo: str


def ask(port: int, timeout: float = 5.0) -> Risposta:
    """One question to the readiness address."""
    try:
        with _opener.open(f"http://{LOOPBACK}:{port}{PERCORSO}", timeout=timeout) as answer:
            return Risposta(answer.status == 200, f"stato HTTP {answer.status}")
    except urllib.error.HTTPError as error:
        return Risposta(False, f"stato HTTP {error.code} da {PERCORSO}")
    except (OSError, ValueError) as error:
        return Risposta(False, str(error))
