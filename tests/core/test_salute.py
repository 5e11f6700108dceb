import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone

from fis_portal.core import salute


@pytest.fixture(autouse=True)
def _pulito(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    salute.forget_readiness()
    yield
    salute.forget_readiness()
    salute.unregister_check("prova")


@pytest.fixture
def porta_muta() -> Iterator[int]:
    """A server that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _porta_chiusa() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        porta: int = server.getsockname()[1]
    return porta


def _guasti(client: Client) -> tuple[int, set[str]]:
    risposta = client.get("/salute/pronto/")
    controlli = risposta.json()["controlli"]
    return risposta.status_code, {nome for nome, esito in controlli.items() if esito != "ok"}


def test_liveness_needs_neither_log_in_nor_database(client: Client) -> None:
    risposta = client.get("/salute/")

    assert risposta.status_code == 200
    assert risposta.json() == {"stato": "vivo"}
    assert "no-store" in risposta["Cache-Control"]
    assert not risposta.cookies


@pytest.mark.django_db
def test_readiness_is_green_on_a_whole_portal(client: Client) -> None:
    risposta = client.get("/salute/pronto/")

    assert risposta.status_code == 200
    assert risposta.json()["stato"] == "pronto"
    assert {"database", "broker", "archivio", "disco"} <= set(risposta.json()["controlli"])
    assert "no-store" in risposta["Cache-Control"]


@pytest.mark.django_db
def test_readiness_sees_a_database_that_refuses_new_connections(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(_porta_chiusa()))

    assert _guasti(client) == (503, {"database"})


@pytest.mark.django_db
def test_readiness_does_not_hang_on_a_frozen_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, porta_muta: int
) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(porta_muta))

    assert _guasti(client) == (503, {"database"})


@pytest.mark.django_db
def test_readiness_sees_a_missing_migration(client: Client) -> None:
    nome = next(nome for app, nome in MigrationLoader(None).disk_migrations if app == "core")
    accanto = connection.copy()  # outside the test's transaction
    try:
        with accanto.cursor() as cursore:
            cursore.execute(
                "DELETE FROM django_migrations WHERE app = 'core' AND name = %s", [nome]
            )
            assert cursore.rowcount == 1
        assert _guasti(client) == (503, {"database"})
    finally:
        with accanto.cursor() as cursore:
            cursore.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('core', %s, %s)",
                [nome, timezone.now()],
            )
        accanto.close()


@pytest.mark.django_db
def test_readiness_sees_a_broker_that_is_down(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{_porta_chiusa()}/0"

    assert _guasti(client) == (503, {"broker"})


@pytest.mark.django_db
def test_readiness_sees_a_frozen_broker(client: Client, settings: Any, porta_muta: int) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{porta_muta}/0"

    assert _guasti(client) == (503, {"broker"})


@pytest.mark.django_db
def test_readiness_sees_a_storage_that_cannot_be_written(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    occupato = tmp_path / "file"
    occupato.write_text("non una cartella")
    settings.MEDIA_ROOT = occupato

    codice, guasti = _guasti(client)

    assert codice == 503
    assert "archivio" in guasti


@pytest.mark.django_db
def test_readiness_leaves_nothing_in_the_storage(client: Client, tmp_path: Path) -> None:
    client.get("/salute/pronto/")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("problema", ["oldest report waits since 300 s", RuntimeError("segreto")])
def test_checks_of_higher_apps_count_and_tell_nothing_outside(
    client: Client, problema: str | RuntimeError
) -> None:
    def controllo() -> str | None:
        if isinstance(problema, RuntimeError):
            raise problema
        return problema

    salute.register_check("prova", controllo)

    risposta = client.get("/salute/pronto/")

    assert risposta.status_code == 503
    assert risposta.json()["controlli"]["prova"] == "errore"
    assert "300" not in risposta.text
    assert "segreto" not in risposta.text


@pytest.mark.django_db
def test_many_callers_share_one_run_of_the_checks(client: Client) -> None:
    chiamate: list[int] = []
    salute.register_check("prova", lambda: chiamate.append(1))

    for _n in range(5):
        client.get("/salute/pronto/")

    assert len(chiamate) == 1


@pytest.mark.django_db
def test_callers_during_a_slow_check_are_given_the_last_answer() -> None:
    prima = salute.check_readiness()

    with salute._uno_alla_volta:
        assert salute.check_readiness() is prima


@pytest.mark.parametrize("indirizzo", ["/salute/", "/salute/pronto/"])
def test_health_addresses_only_read(client: Client, indirizzo: str) -> None:
    assert client.post(indirizzo).status_code == 405
