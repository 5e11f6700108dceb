"""Few at once may read the past, and nobody else waits for them."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.conf import settings as impostazioni
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from redis import Redis

from fis_portal.core import passato
from fis_portal.core.allora import come_conosciuto
from fis_portal.core.posti import Posti
from progetti.models import Progetto
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db(transaction=True)
IERI = (timezone.localdate() - timedelta(days=1)).isoformat()
ALLORA = f"conosciuto_al={IERI}"
PAGINA = "/monitoraggio/dati/progetti/"
API = "/api/v1/monitoraggio/figure/progetti/"
CARTA = "/incorpora/figure/progetti/"
IMMAGINE = "/monitoraggio/grafici/imbuto.svg"
RECORD = f"/monitoraggio/dati/progetti/{IERI}/record.csv"


@pytest.fixture(autouse=True)
def _posti_liberi() -> Iterator[None]:
    ProgettoFactory(finanziato=True)
    storia: Any = Progetto.pgh_event_model  # type: ignore[attr-defined]
    storia.objects.update(pgh_created_at=timezone.now() - timedelta(days=30))
    yield
    _valkey().delete(passato.NOME)


def _valkey() -> Any:
    return Redis.from_url(impostazioni.REDIS_URL)


def _presi() -> int:
    return int(_valkey().zcard(passato.NOME))


@pytest.fixture
def pieno(settings: Any) -> Iterator[None]:
    """Somebody else holds all the places."""
    settings.PASSATO = 1
    posto = Posti(settings.REDIS_URL, passato.NOME).prendi("altri", per_cliente=1, in_tutto=1)
    assert posto
    yield
    posto.close()


@pytest.fixture
def storia_ferma() -> Iterator[Callable[[], None]]:
    """The history cannot be read until told: who asks for the past waits for it in PostgreSQL."""
    chiusa, apri = Event(), Event()

    def chiudi() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursore:
                cursore.execute("LOCK TABLE progetti_progettoevent IN ACCESS EXCLUSIVE MODE")
                chiusa.set()
                assert apri.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as filo, ExitStack() as fine:
        fine.callback(apri.set)
        filo.submit(chiudi)
        assert chiusa.wait(20)
        yield apri.set


def _chiedi(indirizzo: str, da: str) -> int:
    try:
        return Client(REMOTE_ADDR=da).get(indirizzo).status_code
    finally:
        connection.close()


def _attendi(quanti: int) -> None:
    scadenza = timezone.now() + timedelta(seconds=20)
    while _presi() < quanti:
        assert timezone.now() < scadenza, "nobody takes a place"


def test_beyond_the_places_who_asks_the_past_is_refused_and_the_present_is_answered(
    settings: Any, storia_ferma: Callable[[], None]
) -> None:
    settings.PASSATO, settings.PASSATO_PER_CLIENTE = 3, 2
    with ThreadPoolExecutor(8) as fili:
        try:
            dentro: list[Future[int]] = []
            for n in range(3):
                dentro.append(fili.submit(_chiedi, f"{PAGINA}?{ALLORA}", f"127.0.1.{n}"))
                _attendi(n + 1)
            # Nobody opens the history meanwhile: these answers wait for nothing.
            fuori = [
                fili.submit(_chiedi, f"{indirizzo}?{ALLORA}", f"127.0.2.{n}")
                for n, indirizzo in enumerate((PAGINA, API, CARTA, IMMAGINE, RECORD))
            ]
            oggi = [fili.submit(_chiedi, a, "127.0.3.1") for a in (PAGINA, API, CARTA)]

            assert wait([*fuori, *oggi], timeout=60).not_done == set()
            assert not any(uno.done() for uno in dentro)
        finally:
            storia_ferma()

        assert [uno.result() for uno in fuori] == [429] * 5
        assert [uno.result() for uno in oggi] == [200] * 3
        assert [uno.result() for uno in dentro] == [200] * 3
    assert _presi() == 0
    assert _chiedi(f"{PAGINA}?{ALLORA}", "127.0.2.1") == 200


def test_one_client_does_not_take_them_all(settings: Any, storia_ferma: Callable[[], None]) -> None:
    settings.PASSATO, settings.PASSATO_PER_CLIENTE = 3, 1
    with ThreadPoolExecutor(3) as fili:
        try:
            primo = fili.submit(_chiedi, f"{API}?{ALLORA}", "127.0.1.1")
            _attendi(1)
            secondo = fili.submit(_chiedi, f"{API}?{ALLORA}", "127.0.1.1").result(60)
            altro = fili.submit(_chiedi, f"{API}?{ALLORA}", "127.0.1.2")
            _attendi(2)
        finally:
            storia_ferma()

        assert (primo.result(), secondo, altro.result()) == (200, 429, 200)


@pytest.mark.parametrize("indirizzo", [PAGINA, API, CARTA, IMMAGINE, RECORD, "/monitoraggio/"])
def test_who_is_refused_is_told_why_and_when_to_ask_again(
    client: Client, pieno: None, indirizzo: str
) -> None:
    risposta = client.get(f"{indirizzo}?{ALLORA}")

    assert risposta.status_code == 429
    assert int(risposta.headers["Retry-After"]) > 0
    assert risposta.headers["Cache-Control"] == "no-store"
    assert "riprova fra qualche secondo" in risposta.content.decode()


def test_each_kind_of_answer_keeps_its_form(client: Client, pieno: None) -> None:
    api, carta, immagine = (client.get(f"{a}?{ALLORA}") for a in (API, CARTA, IMMAGINE))

    assert api.json()["code"] == "throttled"
    assert "frame-ancestors *" in carta.headers["Content-Security-Policy"]
    assert immagine.headers["Content-Type"].startswith("text/plain")


def test_a_request_takes_one_place_however_often_it_looks_there(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list asks for every figure, the page of a past day compares about ten of them."""
    settings.PASSATO = 1
    prese: list[int] = []
    prendi = Posti.prendi
    monkeypatch.setattr(
        Posti, "prendi", lambda *a, **k: (prese.append(_presi()), prendi(*a, **k))[1]
    )

    lista = client.get(f"/monitoraggio/?{ALLORA}")
    giorno = client.get(f"{PAGINA}?alla={timezone.localdate() - timedelta(days=5)}")

    assert (lista.status_code, giorno.status_code) == (200, 200)
    assert prese == [0, 0]
    assert _presi() == 0


def test_a_past_day_is_told_without_what_was_corrected(client: Client, pieno: None) -> None:
    risposta = client.get(f"{PAGINA}?alla={IERI}")

    assert risposta.status_code == 200
    assert "ora non si può dire" in risposta.content.decode()


def test_records_sent_in_parts_hold_the_place_to_the_end(client: Client) -> None:
    risposta: Any = client.get(f"{RECORD}?{ALLORA}")
    durante = _presi()
    righe = b"".join(risposta.streaming_content)
    risposta.close()

    assert durante == 1
    assert righe.startswith(b"figura,")
    assert _presi() == 0


def test_a_fault_gives_the_place_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def guasto(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("monitoraggio.views.figure.record_pagina", guasto)
    with pytest.raises(RuntimeError):
        client.get(f"{PAGINA}?{ALLORA}")

    assert _presi() == 0


def test_what_no_request_asked_for_needs_no_place(pieno: None) -> None:
    with come_conosciuto(timezone.now()):
        assert _presi() == 1
