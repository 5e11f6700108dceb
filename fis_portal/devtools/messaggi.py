"""What the commands say to the person who runs them."""

import contextlib
import json
import os
import sys
from pathlib import Path

from fis_portal.devtools.porte import LOOPBACK
from fis_portal.devtools.profili import RADICE, Profilo

SENZA_MEMORIA_CONDIVISA = (
    "Attenzione: /dev/shm manca o non è scrivibile, quindi il worker che costruisce i report non "
    "può partire. Da root: mount -t tmpfs tmpfs /dev/shm -o mode=1777"
)
DATABASE_ALTRUI = (
    "Uso il database indicato da DATABASE_URL: ho caricato solo i dati reali. "
    "Per aggiungere quelli dimostrativi, con i loro accessi: make seed"
)
ACCESSI = "accessi_dimostrativi.json"


def stampa(testo: str, fine: str = "\n") -> None:
    with contextlib.suppress(OSError):  # the terminal was closed: go on, or stop in good order
        print(testo, end=fine, flush=True)


def errore(testo: str) -> None:
    with contextlib.suppress(OSError):
        print(f"\n{testo}\n", file=sys.stderr, flush=True)


def avviso(testo: str) -> None:
    with contextlib.suppress(OSError):
        print(testo, file=sys.stderr, flush=True)


def indirizzo(port: int, path: str = "/") -> str:
    return f"http://{LOOPBACK}:{port}{path}"


def chi_sono(what: str) -> str:
    return f"{what} (processo {os.getpid()})"


def gia_avviato(holder: str) -> str:
    return (
        f"Da questa cartella è già in funzione {holder or 'un altro comando'}.\n"
        "Fermalo con Ctrl-C nel suo terminale (o con «kill» e il numero del processo), poi riprova."
    )


def porta_occupata(port: int) -> str:
    return (
        f"La porta {port} è già occupata da un altro programma.\n"
        f"Scegline un'altra, per esempio: make run PORT={port + 1}"
    )


def pronto(port: int, profilo: Profilo, seconds: float) -> None:
    """Addresses and log-ins, once everything answers."""
    stampa(f"\nIl portale FIS è pronto (in {seconds:.1f} s).\n")
    for title, path in (
        ("Portale", "/"),
        ("Monitoraggio", "/monitoraggio/"),
        ("Report pubblicati", "/monitoraggio/report/"),
        ("Amministrazione", "/admin/"),
        ("API, documentazione", "/api/v1/docs/"),
    ):
        stampa(f"  {title:<22}{indirizzo(port, path)}")
    _accessi(profilo.cartella / ACCESSI)
    stampa(f"\nRegistri in {relativo(profilo.logs)}/. Per fermare tutto: Ctrl-C.\n")


def _accessi(path: Path) -> None:
    """Demonstrative log-ins, as the demonstrative data wrote them."""
    try:
        rows = json.loads(path.read_text())
    except (OSError, ValueError):
        return
    stampa("\nAccessi dimostrativi (validi solo su questa macchina):")
    for row in rows:
        stampa(f"  {row.get('ruolo', ''):<30}{row.get('email', ''):<36}{row.get('password', '')}")


def relativo(path: Path) -> Path:
    return path.relative_to(RADICE) if path.is_relative_to(RADICE) else path
