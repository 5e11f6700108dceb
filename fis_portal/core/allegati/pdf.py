"""PDF documents: what may run, start programs or hide other files is refused (ADR 0014).

A hostile PDF can unfold into gigabytes while it is read, so it is read by a process of its own with
little memory and time: at worst that process dies, and the file is refused.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from fis_portal.core.allegati.errori import (
    FileRifiutato,
    pericoloso,
    protetto,
    rovinato,
    troppo_grande_aperto,
)

ESAME = Path(__file__).with_name("pdf_esame.py")
ATTESA_S = 20
CODA = 2048


def check_pdf(file: BinaryIO) -> None:
    """Raises FileRifiutato for a PDF that is broken, locked or does more than be read."""
    lungo = file.seek(0, os.SEEK_END)
    file.seek(max(0, lungo - CODA))
    if b"%%EOF" not in file.read():
        raise rovinato()
    esito = _esamina(file)
    if esito != "ok":
        raise _rifiuto(esito)


def _rifiuto(esito: str) -> FileRifiutato:
    if esito == "protetto":
        return protetto()
    if esito == "grande":
        return troppo_grande_aperto()
    if esito == "file":
        return pericoloso(_("altri file allegati all'interno"))
    if esito in ("script", "programmi"):
        return pericoloso(_("comandi che si eseguono da soli (JavaScript, programmi)"))
    return rovinato()


def _esamina(file: BinaryIO) -> str:
    comando = [sys.executable, "-I", str(ESAME)]
    with tempfile.TemporaryFile() as copia:
        # What the process reads has a descriptor of its own: in memory or on disk is all one.
        file.seek(0)
        while blocco := file.read(1 << 20):
            copia.write(blocco)
        copia.seek(0)
        try:
            fatto = subprocess.run(  # noqa: S603 - our own program, no words of others
                comando, stdin=copia, capture_output=True, timeout=ATTESA_S, check=False
            )
        except subprocess.TimeoutExpired:
            return "grande"
    return fatto.stdout.decode() if fatto.returncode == 0 else "rovinato"
