"""ClamAV over TCP, in its own words: INSTREAM, blocks with their length, one line of answer.

The protocol is so small that a dependency would be larger than the code. Every wait has an end.
"""

import socket
import struct
from typing import BinaryIO

from django.conf import settings

ATTESA_CONNESSIONE_S = 2
# A scan of 25 MB takes seconds; a clamd that is silent for longer is taken for dead.
ATTESA_RISPOSTA_S = 30
BLOCCO = 64 * 1024
MASSIMO_RISPOSTA = 4096


class AntivirusNonDisponibile(Exception):
    """clamd does not answer: nothing can be said of any file."""


class FileNonControllato(Exception):
    """clamd answers, but could not judge this file (too big for it, broken…)."""


def is_configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(file: BinaryIO) -> str | None:
    """The name of what was found in the file, None when it is clean.

    Raises AntivirusNonDisponibile or FileNonControllato.
    """
    try:
        risposta = _chiedi(file)
    except (OSError, UnicodeDecodeError) as errore:
        raise AntivirusNonDisponibile(f"{type(errore).__name__}: {errore}") from errore
    esito = risposta.removeprefix("stream: ")
    if esito == "OK":
        return None
    if esito.endswith(" FOUND"):
        return esito.removesuffix(" FOUND")
    if esito.endswith("ERROR"):
        raise FileNonControllato(esito)
    raise AntivirusNonDisponibile(f"unexpected answer: {risposta[:200]!r}")


def _chiedi(file: BinaryIO) -> str:
    host, _due_punti, porta = settings.CLAMD_ADDRESS.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(porta)), ATTESA_CONNESSIONE_S) as presa:
        presa.settimeout(ATTESA_RISPOSTA_S)
        try:
            presa.sendall(b"zINSTREAM\0")
            while blocco := file.read(BLOCCO):
                presa.sendall(struct.pack("!I", len(blocco)) + blocco)
            presa.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # Over its own limit clamd says so and hangs up: its answer is still there to read.
            return _leggi(presa)
        return _leggi(presa)


def _leggi(presa: socket.socket) -> str:
    risposta = b""
    while not risposta.endswith(b"\0") and len(risposta) < MASSIMO_RISPOSTA:
        pezzo = presa.recv(MASSIMO_RISPOSTA)
        if not pezzo:
            break
        risposta += pezzo
    return risposta.rstrip(b"\0\n").decode()
