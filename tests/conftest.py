"""What every test stands on: people with their roles, strict templates, no network, a browser."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template import engines

from comuni.models import Referente
from fis_portal.accounts.models import User
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ComuneFactory, ReferenteFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"


# --- Database -------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends the sessions that outlive their test, or the database could not be dropped.

    The browser keeps connections open, and the live server's thread behind each of them its
    database session; killed workers leave theirs for a moment, and our own may be cut.
    """
    yield
    nome = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{nome}" ALLOW_CONNECTIONS false')
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [nome],
            )


# --- Strictness -----------------------------------------------------------------------------------
class _Undefined(str):
    """Fails the test when one of our own templates prints a variable that is not there."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: Any) -> str:
        frame: Any = sys._getframe()
        while frame := frame.f_back:
            context = frame.f_locals.get("context")
            template = getattr(context, "template", None)
            origin = getattr(getattr(template, "origin", None), "name", "")
            if origin:
                path = Path(origin)
                if path.is_relative_to(TEMPLATES) and not path.is_relative_to(TEMPLATES / "admin"):
                    pytest.fail(f"undefined template variable {name} in {path.name}")
                break
        return ""


@pytest.fixture(autouse=True)
def _strict_templates() -> Iterator[None]:
    engine = engines["django"].engine
    before = engine.string_if_invalid
    engine.string_if_invalid = _Undefined()
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests talk to this machine alone."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


# --- People ---------------------------------------------------------------------------------------
@pytest.fixture
def referente(db: None) -> User:
    """An officer of a Comune."""
    return _referente().user


@pytest.fixture
def referente_altro_comune(db: None) -> User:
    """An officer of another Comune: a stranger to the first one's things."""
    return _referente().user


def _referente() -> Referente:
    return ReferenteFactory(comune=ComuneFactory())


def _staff(gruppo: str) -> User:
    call_command("sync_roles", verbosity=0)
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=gruppo))
    return user


@pytest.fixture
def responsabile(db: None) -> User:
    """Formez: programme manager."""
    return _staff("Responsabile di programma")


@pytest.fixture
def funzionario(db: None) -> User:
    """Formez: project officer."""
    return _staff("Funzionario di progetto")


@pytest.fixture
def lettura(db: None) -> User:
    """Formez: viewer."""
    return _staff("Lettura")


@pytest.fixture
def superuser(db: None) -> User:
    return UserFactory(is_staff=True, is_superuser=True)


# --- Browser --------------------------------------------------------------------------------------
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium. Missing, its tests are skipped; under CI that is a failure."""
    if CHROMIUM is None:
        how = "Manca Chromium: su Debian «apt-get install chromium» (da amministratore)."
        if os.environ.get("CI"):
            pytest.fail(how)
        pytest.skip(how)
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; the ORM calls around it are still synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()
