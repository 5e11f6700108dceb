"""What must be done before the portal can serve: each step only when what it reads has changed."""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fis_portal.devtools.profili import RADICE

# Old font formats, sources of styles, a documentation viewer we do not use: only work for nothing.
STATICI_ESCLUSI = ("fonts/*.eot", "fonts/*.svg", "fonts/*.ttf", "*.scss", "redoc")
APP = ("fis_portal", "comuni", "progetti", "outcomes", "community", "monitoraggio")


@dataclass(frozen=True)
class Passo:
    """One management command and the fingerprint of what it depends on."""

    nome: str
    descrizione: str
    argomenti: tuple[str, ...]
    impronta: str
    tocca_database: bool = True

    @property
    def argv(self) -> tuple[str, ...]:
        return (sys.executable, "manage.py", *self.argomenti)


def _files(radice: Path, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in radice.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)


def fingerprint(radice: Path, patterns: Iterable[str], *, contents: bool = True) -> str:
    """One number for a set of files: by content, or by size and time where they are many."""
    digest = hashlib.sha256()
    for path in _files(radice, patterns):
        digest.update(str(path.relative_to(radice)).encode())
        if contents:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        else:
            stat = path.stat()
            digest.update(f"{stat.st_size}-{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def passi(radice: Path = RADICE, *, dimostrativi: bool = True) -> list[Passo]:
    """The steps, in order."""
    requirements = ("requirements*.txt", "constraints.txt")
    migrations = ("**/migrations/*.py",)
    sources = [f"{app}/{pattern}" for app in APP for pattern in migrations]
    models = [f"{app}/**/{name}.py" for app in APP for name in ("models", "enums", "services")]
    esclusi = tuple(part for pattern in STATICI_ESCLUSI for part in ("-i", pattern))
    return [
        Passo(
            "migrate",
            "Preparo il database",
            ("migrate", "--noinput", "-v", "0"),
            fingerprint(radice, [*sources, *requirements, "fis_portal/settings/base.py"]),
        ),
        Passo(
            "sync_roles",
            "Imposto i ruoli",
            ("sync_roles",),
            fingerprint(radice, ["fis_portal/sito/**/*.py", *sources, *requirements]),
        ),
        Passo(
            "seed",
            "Carico i dati",
            ("seed", *(("--demo",) if dimostrativi else ())),
            fingerprint(radice, ["fis_portal/seed/**/*", *sources, *models]),
        ),
        Passo(
            "collectstatic",
            "Raccolgo i file statici",
            ("collectstatic", "--noinput", "-v", "0", *esclusi),
            fingerprint(radice, ["static/**/*", "*/static/**/*"], contents=False)
            + fingerprint(radice, requirements),
            tocca_database=False,
        ),
    ]


@dataclass
class Registro:
    """Which step was last done for which fingerprint."""

    path: Path

    def read(self) -> dict[str, str]:
        try:
            content = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def pending(self, steps: list[Passo], *, database_fidato: bool) -> list[Passo]:
        """Steps still to be done; a database that is not ours may have changed behind our back."""
        done = self.read()
        return [
            step
            for step in steps
            if done.get(step.nome) != step.impronta or (step.tocca_database and not database_fidato)
        ]

    def record(self, step: Passo) -> None:
        self.path.write_text(json.dumps({**self.read(), step.nome: step.impronta}, indent=1))

    def forget_database(self, steps: list[Passo]) -> None:
        """A new cluster is empty: what was done on the old one does not count."""
        keep = {step.nome for step in steps if not step.tocca_database}
        self.path.write_text(json.dumps({k: v for k, v in self.read().items() if k in keep}))
