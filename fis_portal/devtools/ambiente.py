"""The environment of every process we start, computed in one place."""

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from fis_portal.devtools.profili import RADICE

CHROMIUM = "FIS_CHROMIUM"
NOMI_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SISTEMA = RADICE / ".dev" / "sistema"


def find_chromium(given: Mapping[str, str]) -> str | None:
    """Path of a Chromium: the one the user names, or the system's."""
    chosen = given.get(CHROMIUM)
    if chosen:
        return chosen if Path(chosen).exists() else None
    return next((path for name in NOMI_CHROMIUM if (path := shutil.which(name))), None)


def variabili_sistema(given: Mapping[str, str], sistema: Path = SISTEMA) -> dict[str, str]:
    """Variables for libraries unpacked without root and for fonts; empty on a complete machine."""
    variables = {}
    folders = [str(p) for p in sorted(sistema.glob("radice/usr/lib/*-linux-*")) if p.is_dir()]
    if folders:
        old = given.get("LD_LIBRARY_PATH")
        variables["LD_LIBRARY_PATH"] = ":".join([*folders, *([old] if old else [])])
    if "FONTCONFIG_FILE" not in given and (folders or not Path("/etc/fonts/fonts.conf").exists()):
        variables["FONTCONFIG_FILE"] = str(_write_fonts_conf(sistema))
    return variables


def child_environment(given: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
    """What web server, worker, beat, commands and tests get."""
    env = {**given, **variabili_sistema(given), **extra, "PYTHONUNBUFFERED": "1"}
    env.setdefault("DJANGO_SETTINGS_MODULE", "fis_portal.settings.dev")
    chromium = find_chromium(given)
    if chromium:
        env[CHROMIUM] = chromium
    return env


def _write_fonts_conf(sistema: Path) -> Path:
    """Fonts for WeasyPrint where the system has none configured: without any it crashes."""
    spec = importlib.util.find_spec("bootstrap_italia_template")
    folders = [sistema / "radice" / "usr" / "share" / "fonts", Path("/usr/share/fonts")]
    if spec and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        folders.insert(0, package / "static" / "fonts" / "Titillium_Web")
    lines = [f"  <dir>{escape(str(folder))}</dir>" for folder in folders]
    text = "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
            "<fontconfig>",
            *lines,
            f"  <cachedir>{escape(str(sistema / 'cache-fonts'))}</cachedir>",
            "</fontconfig>",
            "",
        ]
    )
    path = sistema / "fonts.conf"
    if not path.exists() or path.read_text() != text:
        sistema.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return path
