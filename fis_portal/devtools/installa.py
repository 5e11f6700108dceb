"""Make the virtual environment, or leave it alone when nothing changed.

Run by path with the system's Python, before anything is installed: only the standard library, and
only syntax that an older Python can at least read, so that it can say it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from typing import NoReturn

VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
VINCOLI = "constraints.txt"
INSIEMI = {
    "run": ("requirements.txt", "requirements-embedded.txt"),
    "dev": ("requirements-dev.txt",),
}
LETTI = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt", VINCOLI)


def die(message: str) -> NoReturn:
    sys.exit("\n" + message + "\n")


def fingerprint(which: str) -> str:
    """Changes when a requirements file, the constraints or the Python do."""
    digest = hashlib.sha256(repr((which, sys.version_info[:2])).encode())
    for name in LETTI if which == "dev" else (*INSIEMI["run"], VINCOLI):
        if os.path.exists(name):
            with open(name, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def stamp_path(which: str) -> str:
    return os.path.join(VENV, ".impronta-" + which)


def is_current(which: str) -> bool:
    """Is what was asked for installed already? The development set contains the runtime set."""
    for candidate in {which, "dev"}:
        try:
            with open(stamp_path(candidate)) as file:
                if file.read() == fingerprint(candidate) and venv_works():
                    return True
        except OSError:
            continue
    return False


def venv_works() -> bool:
    """A venv stops working when the Python it was made with is gone."""
    if not os.path.exists(PYTHON):
        return False
    return subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def create_venv() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        die(
            "Manca il modulo venv di Python. Su Debian e Ubuntu, da root:\n"
            "    apt-get install -y python3-venv\n"
            "poi riprova."
        )
    print("Creo l'ambiente virtuale in .venv…", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]):
        die("Non riesco a creare l'ambiente virtuale: su Debian serve il pacchetto python3-venv.")


def install(which: str) -> None:
    print("Installo le dipendenze (la prima volta richiede qualche minuto)…", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--prefer-binary"]
    for name in INSIEMI[which]:
        command += ["-r", name]
    if os.path.exists(VINCOLI):
        command += ["-c", VINCOLI]
    if subprocess.call(command):
        die(
            "L'installazione delle dipendenze non è riuscita: leggi l'errore di pip qui sopra.\n"
            "Serve il collegamento a un indice di pacchetti Python (PyPI o un suo specchio)."
        )
    with open(stamp_path(which), "w") as file:
        file.write(fingerprint(which))


def main() -> None:
    which = sys.argv[1] if len(sys.argv) > 1 else "run"
    if sys.version_info < (3, 11):  # noqa: UP036
        found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        die("Serve Python 3.11 o successivo, questo è " + found + ": make PYTHON=python3.11 …")
    if is_current(which):
        return
    if not venv_works():
        create_venv()
    install(which)


if __name__ == "__main__":
    main()
