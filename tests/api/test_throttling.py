import itertools
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from fis_portal.core.api.throttling import Contatore

pytestmark = pytest.mark.django_db
UN_ORA = 3600.0


@pytest.fixture
def tre_al_minuto(settings: Settings) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"anon": "3/min"},
    }


@pytest.fixture
def muto() -> Iterator[socket.socket]:
    """A frozen Valkey: it takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


def _url(server: socket.socket) -> str:
    return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_too_many_requests_are_told_to_wait(client: Client, tre_al_minuto: None) -> None:
    stati = [client.get("/api/v1/temi/").status_code for _ in range(5)]
    risposta = client.get("/api/v1/regioni/")

    assert stati == [200, 200, 200, 429, 429]
    assert risposta.json()["code"] == "throttled"
    assert 1 <= int(risposta.headers["Retry-After"]) <= 60
    assert risposta.headers["Cache-Control"] == "no-store"


def test_answers_say_how_many_requests_are_left(client: Client, tre_al_minuto: None) -> None:
    prima, seconda = client.get("/api/v1/temi/"), client.get("/api/v1/temi/")

    assert prima.headers["RateLimit-Limit"] == "3"
    assert (prima.headers["RateLimit-Remaining"], seconda.headers["RateLimit-Remaining"]) == (
        "2",
        "1",
    )
    assert 1 <= int(seconda.headers["RateLimit-Reset"]) <= 60


def test_forged_proxy_headers_do_not_help(client: Client, tre_al_minuto: None) -> None:
    stati = [
        client.get("/api/v1/temi/", headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(5)
    ]

    assert stati == [200, 200, 200, 429, 429]


def test_behind_a_proxy_only_what_it_adds_counts(
    client: Client, tre_al_minuto: None, settings: Settings
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    def stato(inventati: str, vero: str) -> int:
        intestazioni = {"x-forwarded-for": f"{inventati}, {vero}"}
        return client.get("/api/v1/temi/", headers=intestazioni).status_code

    assert [stato(f"10.0.0.{n}", "192.0.2.1") for n in range(4)] == [200, 200, 200, 429]
    assert stato("10.0.0.9", "192.0.2.2") == 200


def test_one_ipv6_customer_is_one_client(client: Client, tre_al_minuto: None) -> None:
    indirizzi = [f"2001:db8:0:1::{n:x}" for n in range(4)] + ["2001:db8:0:2::1"]

    stati = [client.get("/api/v1/temi/", REMOTE_ADDR=ip).status_code for ip in indirizzi]

    assert stati == [200, 200, 200, 429, 200]


def test_valkey_down_lets_everybody_pass(
    client: Client, tre_al_minuto: None, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = _url(server)

    risposte = [client.get("/api/v1/temi/") for _ in range(5)]

    assert {risposta.status_code for risposta in risposte} == {200}
    assert "RateLimit-Limit" not in risposte[0].headers


def test_frozen_valkey_is_asked_once_and_then_left_alone(
    muto: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    contatore = Contatore(_url(muto), attesa=0.05, pausa=UN_ORA)

    assert [contatore.conta("chiave", 60) for _ in range(20)] == [None] * 20

    muto.accept()[0].close()
    muto.setblocking(False)
    with pytest.raises(BlockingIOError):
        muto.accept()
    assert len(caplog.records) == 1


def test_frozen_valkey_does_not_stop_the_api(
    client: Client, tre_al_minuto: None, muto: socket.socket, settings: Settings
) -> None:
    settings.REDIS_URL = _url(muto)

    assert {client.get("/api/v1/temi/").status_code for _ in range(5)} == {200}


def test_counting_starts_again_when_valkey_is_back(muto: socket.socket) -> None:
    contatore = Contatore(_url(muto), attesa=0.05, pausa=0)
    assert contatore.conta("api:prova", 60) is None

    contatore._client.connection_pool = Contatore(django_settings.REDIS_URL)._client.connection_pool

    assert [conto[0] for _ in range(2) if (conto := contatore.conta("api:prova", 60))] == [1, 2]


def test_windows_are_counted_apart_and_end() -> None:
    contatore = Contatore(django_settings.REDIS_URL)

    conti = [contatore.conta(chiave, 60) for chiave in ("api:a", "api:b", "api:a")]

    assert [conto[0] for conto in conti if conto] == [1, 1, 2]
    for _n, resto in filter(None, conti):
        assert 0 < resto <= 60


def test_addresses_are_not_kept_in_valkey(client: Client) -> None:
    contatore = Contatore(django_settings.REDIS_URL)

    client.get("/api/v1/temi/", REMOTE_ADDR="192.0.2.77")

    chiavi = b" ".join(contatore._client.scan_iter("api:*"))
    assert chiavi.startswith(b"api:anon:")
    assert b"192.0.2.77" not in chiavi


def test_rate_can_be_switched_off(client: Client, settings: Settings) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"anon": None},
    }

    stati = {client.get("/api/v1/temi/").status_code for _ in itertools.repeat(None, 3)}

    assert stati == {200}
