"""Answers kept for a few seconds: the same for everybody, counted for each, never for long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from fis_portal.core.api.memoria import RISPOSTE
from fis_portal.core.api.throttling import AnonThrottle
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
FIGURA = "/api/v1/monitoraggio/figure/progetti/"


@pytest.fixture(autouse=True)
def memoria(settings: Any) -> Iterator[None]:
    settings.CACHES = {**settings.CACHES, "risposte": settings.RISPOSTE_DEL_PROCESSO}
    caches[RISPOSTE].clear()
    yield
    caches[RISPOSTE].clear()


@pytest.fixture
def contata(client: Client) -> bytes:
    """The answer before a project is added that it should count."""
    prima: bytes = client.get(FIGURA).content
    ProgettoFactory(finanziato=True)
    return prima


def test_who_asks_the_same_is_given_the_same_and_nothing_is_computed(
    client: Client, contata: bytes, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        risposta = client.get(FIGURA)

    assert risposta.content == contata
    assert risposta.headers["Age"] == "0"
    assert risposta.headers["Cache-Control"] == "public, max-age=60"
    assert risposta.headers["Access-Control-Allow-Origin"] == "*"


def test_after_some_seconds_it_is_computed_again(
    client: Client, contata: bytes, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now() + timedelta(seconds=6))

    assert client.get(FIGURA).content != contata


@pytest.mark.parametrize(
    "altro",
    [
        {"headers": {"cache-control": "no-cache"}},
        {"headers": {"authorization": "Chiave abc"}},
        {"headers": {"cookie": "sessionid=abc"}},
        {"headers": {"accept": "application/json"}},
        {"headers": {"host": "localhost"}},
        {"query_params": {"alla": timezone.localdate().isoformat()}},
    ],
    ids=str,
)
def test_who_asks_anything_else_is_given_a_new_answer(
    client: Client, contata: bytes, altro: dict[str, Any]
) -> None:
    risposta = client.get(FIGURA, **altro)

    assert risposta.status_code == 200
    assert risposta.content != contata
    assert "Age" not in risposta.headers


def test_who_has_it_already_is_told_so(client: Client, contata: bytes) -> None:
    etag = client.get(FIGURA).headers["ETag"]

    risposta = client.get(FIGURA, headers={"if-none-match": etag})

    assert (risposta.status_code, risposta.content) == (304, b"")


def test_every_request_is_counted_and_told_what_is_left(client: Client) -> None:
    restano = [int(client.get(FIGURA).headers["RateLimit-Remaining"]) for _n in range(3)]

    assert restano == [restano[0], restano[0] - 1, restano[0] - 2]


def test_over_the_limit_even_what_is_kept_is_refused(
    client: Client, contata: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnonThrottle, "get_rate", lambda self: "1/min")

    risposta = client.get(FIGURA)

    assert risposta.status_code == 429
    assert risposta.headers["Retry-After"]


@pytest.mark.parametrize(
    "percorso", [f"{FIGURA}?colore=rosso", "/api/v1/progetti/", "/api/v1/monitoraggio/figure/no/"]
)
def test_errors_and_what_nobody_said_to_keep_are_not_kept(client: Client, percorso: str) -> None:
    for _volta in range(2):
        assert "Age" not in client.get(percorso).headers


def test_what_is_asked_after_the_log_in_is_not_kept(client: Client, referente: Any) -> None:
    client.force_login(referente)
    for _volta in range(2):
        assert "Age" not in client.get(FIGURA).headers
