"""Looks into a PDF. Run as a program of its own (see `pdf.py`), with little memory and time.

Prints one word: what was found, or "ok". Imports nothing of the portal.
"""

import io
import resource
import sys
from typing import BinaryIO

MEMORIA = 700_000_000
CPU_S = 8
MASSIMO_OGGETTI = 300_000
AZIONI = {"/JavaScript": "script", "/Launch": "programmi", "/ImportData": "script"}
CHIAVI = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "script",
    "/EmbeddedFiles": "file",
    "/EF": "file",
    "/RichMedia": "file",
}


def esamina(dati: BinaryIO) -> str:
    import pikepdf

    try:
        with pikepdf.open(dati) as documento:
            if len(documento.pages) == 0:
                return "rovinato"
            if len(documento.objects) > MASSIMO_OGGETTI:
                return "grande"
            return _cerca(documento.objects)
    except pikepdf.PasswordError:
        return "protetto"
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return "rovinato"


def _cerca(oggetti) -> str:
    """Every dictionary of the file, whether or not some page leads to it."""
    da_vedere = list(oggetti)
    visti = 0
    while da_vedere:
        oggetto = da_vedere.pop()
        visti += 1
        if visti > MASSIMO_OGGETTI * 10:
            return "grande"
        trovato, figli = _guarda(oggetto)
        if trovato:
            return trovato
        da_vedere.extend(figli)
    return "ok"


def _guarda(oggetto) -> tuple[str, list]:
    import pikepdf

    if isinstance(oggetto, pikepdf.Array):
        return "", [o for o in oggetto if _diretto(o)]
    if not isinstance(oggetto, pikepdf.Dictionary | pikepdf.Stream):
        return "", []
    figli = []
    for chiave, valore in oggetto.items():
        if chiave in CHIAVI:
            return CHIAVI[chiave], []
        if chiave == "/S" and isinstance(valore, pikepdf.Name) and str(valore) in AZIONI:
            return AZIONI[str(valore)], []
        if _diretto(valore):
            figli.append(valore)
    return "", figli


def _diretto(oggetto) -> bool:
    """Indirect objects are in the file's own list."""
    import pikepdf

    contenitore = isinstance(oggetto, pikepdf.Array | pikepdf.Dictionary)
    return contenitore and not oggetto.is_indirect


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    ingresso = sys.stdin.buffer
    try:
        esito = esamina(ingresso if ingresso.seekable() else io.BytesIO(ingresso.read()))
    except MemoryError:
        esito = "grande"
    sys.stdout.write(esito)
