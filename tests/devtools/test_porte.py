import socket

import pytest

from fis_portal.devtools import porte
from fis_portal.devtools.errori import ErroreAvvio


@pytest.fixture
def busy_port():
    with socket.socket() as server:
        server.bind((porte.LOOPBACK, 0))
        server.listen(1)
        yield server.getsockname()[1]


def test_a_port_somebody_listens_on_is_not_free(busy_port):
    assert not porte.is_free(busy_port)


def test_a_busy_preferred_port_gives_the_next_one(busy_port):
    assert porte.choose(busy_port) > busy_port


def test_the_port_of_last_time_is_used_again(tmp_path):
    path = tmp_path / "porte.json"
    first = porte.assign(path, {"postgres": 15900})

    again = porte.assign(path, {"postgres": 15990})

    assert again == first


def test_a_remembered_port_that_is_busy_now_is_left(tmp_path, busy_port):
    path = tmp_path / "porte.json"
    path.write_text(f'{{"postgres": {busy_port}}}')

    chosen = porte.assign(path, {"postgres": 15900})

    assert chosen["postgres"] != busy_port
    assert porte.read_remembered(path) == chosen


def test_two_servers_never_get_the_same_port(tmp_path):
    chosen = porte.assign(tmp_path / "porte.json", {"postgres": 15900, "valkey": 15900})

    assert chosen["postgres"] != chosen["valkey"]


@pytest.mark.parametrize("content", ["", "non json", "[1]", '{"postgres": "x"}'])
def test_an_unreadable_memory_counts_as_none(tmp_path, content):
    path = tmp_path / "porte.json"
    path.write_text(content)

    assert porte.read_remembered(path) == {}


def test_no_free_port_at_all_is_said_clearly(monkeypatch):
    monkeypatch.setattr(porte, "is_free", lambda port: False)

    with pytest.raises(ErroreAvvio, match="Nessuna porta libera"):
        porte.choose(15900)
