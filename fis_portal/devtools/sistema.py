"""System libraries and programs that pip cannot bring: WeasyPrint's, and a browser for tests."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools import apt
from fis_portal.devtools.ambiente import CHROMIUM, find_chromium, variabili_sistema
from fis_portal.devtools.profili import RADICE

LIBRERIE_PDF = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
PACCHETTI_PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
LIBRERIE_BROWSER = ("libatomic.so.1",)  # Playwright's driver
PACCHETTI_TEST = ("chromium", "poppler-utils", "libatomic1")
RIPROVA_DOPO = 24 * 3600

Avviso = Callable[[str], None]


@dataclass(frozen=True)
class Sistema:
    """Where what we install without root goes, and how to speak to the user."""

    cartella: Path = RADICE / ".dev" / "sistema"
    avviso: Avviso = print

    def ensure_pdf(self, *, insisti: bool = False) -> bool:
        """Make WeasyPrint loadable; False, after a message, when it cannot be."""
        if libraries_load(LIBRERIE_PDF, self.cartella):
            return True
        if not insisti and self._gave_up("pdf"):
            self.avviso(_messaggio_pdf(breve=True))
            return False
        self.avviso("Installo le librerie di sistema per i PDF (pango)…")
        apt.install(PACCHETTI_PDF)
        if not libraries_load(LIBRERIE_PDF, self.cartella):
            apt.unpack(PACCHETTI_PDF, self.cartella)
        if libraries_load(LIBRERIE_PDF, self.cartella):
            return True
        self._give_up("pdf")
        self.avviso(_messaggio_pdf(breve=False))
        return False

    def ensure_browser(self, *, insisti: bool = False) -> bool:
        """Have Chromium and poppler for the tests; False, after a message, when they lack."""
        if self._has_browser():
            return True
        if insisti or not self._gave_up("browser"):
            self.avviso("Installo Chromium e poppler-utils per i test (circa 120 MB)…")
            apt.install(PACCHETTI_TEST)
        if self._has_browser():
            return True
        self._give_up("browser")
        self.avviso(_messaggio_browser())
        return False

    def _has_browser(self) -> bool:
        programs = find_chromium(os.environ) and shutil.which("pdftoppm")
        return bool(programs) and libraries_load(LIBRERIE_BROWSER, self.cartella)

    def _file(self, what: str) -> Path:
        return self.cartella / f"rinuncia-{what}.json"

    def _gave_up(self, what: str) -> bool:
        """Did we try in vain today? Then do not make every start slow."""
        try:
            when = float(json.loads(self._file(what).read_text()))
        except (OSError, ValueError, TypeError):
            return False
        return time.time() - when < RIPROVA_DOPO

    def _give_up(self, what: str) -> None:
        self.cartella.mkdir(parents=True, exist_ok=True)
        self._file(what).write_text(json.dumps(time.time()))


def libraries_load(names: Iterable[str], cartella: Path) -> bool:
    """Try the libraries in a fresh process: LD_LIBRARY_PATH only counts at its start."""
    code = "import ctypes, sys\nfor name in sys.argv[1:]: ctypes.CDLL(name)"
    env = {**os.environ, **variabili_sistema(os.environ, cartella)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, *names], env=env, capture_output=True, check=False
    )
    return done.returncode == 0


def _messaggio_pdf(*, breve: bool) -> str:
    command = f"sudo {apt.COMANDO} {' '.join(PACCHETTI_PDF)}"
    if breve:
        return f"Attenzione: senza PDF (mancano librerie di sistema). Per averli: {command}"
    return (
        "\nAttenzione: mancano le librerie di sistema per i PDF e non ho potuto installarle.\n"
        "Il portale funziona lo stesso, ma rifiuta di produrre i PDF. Per averli, da root:\n"
        f"    {command}\n"
        "(Fedora: dnf install pango; macOS: brew install pango), poi «make install».\n"
    )


def _messaggio_browser() -> str:
    return (
        "\nAttenzione: manca quanto serve ai test nel browser: vengono saltati.\n"
        "Per eseguirli, da root:\n"
        f"    {apt.COMANDO} {' '.join(PACCHETTI_TEST)}\n"
        f"oppure indica un Chromium già presente con {CHROMIUM}=/percorso/chromium.\n"
    )
