"""Production settings refuse to start without what they need, and say what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from fis_portal.settings.base import BASE_DIR
from tests.sicurezza.produzione import AMBIENTE

COMPLETO = {
    **AMBIENTE,
    "DATABASE_URL": "postgres://nessuno@127.0.0.1:9/nessuno",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "MEDIA_ROOT": "/nonexistent",
}
OBBLIGATORIE = [
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_ROOT",
    "EMAIL_URL",
]


def _avvia(*argomenti: str, **diverse: str | None) -> subprocess.CompletedProcess[str]:
    env = {nome: valore for nome, valore in (COMPLETO | diverse).items() if valore is not None}
    return subprocess.run(
        [sys.executable, *argomenti],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def _impostazioni(**diverse: str | None) -> subprocess.CompletedProcess[str]:
    return _avvia("-c", "import fis_portal.settings.prod", **diverse)


@pytest.mark.parametrize("nome", OBBLIGATORIE)
@pytest.mark.parametrize("valore", [None, ""], ids=["assente", "vuota"])
def test_a_missing_setting_is_named(nome: str, valore: str | None) -> None:
    avvio = _impostazioni(**{nome: valore})

    assert avvio.returncode != 0
    ultima = avvio.stderr.strip().splitlines()[-1]
    assert "non può partire" in ultima
    assert [altra for altra in OBBLIGATORIE if altra in ultima] == [nome]


def test_all_that_is_missing_is_named_at_once() -> None:
    avvio = _impostazioni(**dict.fromkeys(OBBLIGATORIE))

    assert all(nome in avvio.stderr.strip().splitlines()[-1] for nome in OBBLIGATORIE)


@pytest.mark.parametrize(
    ("nome", "valore", "messaggio"),
    [
        ("SECRET_KEY", "troppo-corta", "almeno 50 caratteri"),
        ("ALLOWED_HOSTS", "*", "* non è ammesso"),
        ("ALLOWED_HOSTS", "portale.example.it,*", "* non è ammesso"),
        ("DATABASE_URL", "sqlite:///prova.db", "PostgreSQL"),
    ],
)
def test_a_setting_that_is_not_safe_is_refused(nome: str, valore: str, messaggio: str) -> None:
    avvio = _impostazioni(**{nome: valore})

    assert avvio.returncode != 0
    assert messaggio in avvio.stderr.strip().splitlines()[-1]


def test_the_web_server_itself_does_not_start(tmp_path: Path) -> None:
    avvio = _avvia("-m", "gunicorn", "fis_portal.wsgi", "--bind=127.0.0.1:0", SECRET_KEY=None)

    assert avvio.returncode != 0
    assert "SECRET_KEY" in avvio.stderr


def test_django_finds_nothing_to_say_about_the_deployment() -> None:
    avvio = _avvia("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert avvio.returncode == 0, avvio.stderr
    assert "no issues" in avvio.stdout + avvio.stderr
