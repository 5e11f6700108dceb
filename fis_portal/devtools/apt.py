"""Debian packages: installed where we may, unpacked into a folder of ours where we may not."""

import os
import shutil
import subprocess
from pathlib import Path

COMANDO = "apt-get install -y --no-install-recommends"
LISTE = Path("/var/lib/apt/lists")
LIMITE = 900


def _quiet(argv: list[str], env: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(
            argv,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMITE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _allowed() -> bool:
    return not os.environ.get("FIS_SENZA_APT") and shutil.which("apt-get") is not None


def _as_root() -> list[str] | None:
    """Words to put before a command to run it as root; None if we may not."""
    if not _allowed():
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def install(packages: tuple[str, ...]) -> bool:
    """Install with apt as root or by passwordless sudo; False if that is not possible."""
    prefix = _as_root()
    if prefix is None:
        return False
    command = [*prefix, *COMANDO.split(), "-o", "DPkg::Lock::Timeout=120", *packages]
    if any(LISTE.glob("*_Packages*")) and _quiet(command):
        return True
    return _quiet([*prefix, "apt-get", "update"]) and _quiet(command)


def unpack(packages: tuple[str, ...], cartella: Path) -> bool:
    """Download packages with all they need and unpack them into `cartella/radice`, without root.

    apt gets its own state and cache, so it verifies signatures as always but writes only here.
    """
    if not _allowed() or shutil.which("dpkg-deb") is None:
        return False
    options = _private_apt(cartella)
    config = {"APT_CONFIG": str(options)}
    if not _quiet(["apt-get", "update"], config):
        return False
    if not _quiet([*COMANDO.split(), "--download-only", *packages], config):
        return False
    root = cartella / "radice"
    root.mkdir(exist_ok=True)
    archives = sorted((cartella / "apt" / "cache" / "archives").glob("*.deb"))
    unpacked = [_quiet(["dpkg-deb", "-x", str(archive), str(root)]) for archive in archives]
    shutil.rmtree(cartella / "apt", ignore_errors=True)
    return bool(unpacked) and all(unpacked)


def _private_apt(cartella: Path) -> Path:
    """Write an apt configuration that keeps everything in our folder."""
    base = cartella / "apt"
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (base / folder).mkdir(parents=True, exist_ok=True)
    path = base / "apt.conf"
    path.write_text(
        f'Dir::State "{base}/state";\n'
        'Dir::State::status "/var/lib/dpkg/status";\n'
        f'Dir::Cache "{base}/cache";\n'
        'Debug::NoLocking "1";\n'
        'APT::Sandbox::User "";\n'
    )
    return path
