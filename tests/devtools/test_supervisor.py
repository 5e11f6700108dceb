import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from fis_portal.devtools import processi
from fis_portal.devtools.profili import RADICE
from fis_portal.devtools.servizi import MARCHIO

pytestmark = pytest.mark.chaos


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portale:
    """A supervisor with fake programs, running in another process."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        argv = [sys.executable, "-m", "tests.devtools.finto_portale", str(folder), str(port)]
        self.popen = subprocess.Popen(
            argv, cwd=RADICE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.output = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.popen.stdout:
            self.output += line

    def wait_for(self, text):
        for _ in range(300):
            if text in self.output or self.popen.poll() is not None:
                break
            time.sleep(0.1)
        assert text in self.output, self.output

    def wait(self):
        code = self.popen.wait(timeout=30)
        self._reader.join(timeout=5)
        return code

    def alive(self, expected):
        for _ in range(100):
            found = processi.leftovers(MARCHIO, str(self.folder))
            if len(found) == expected:
                break
            time.sleep(0.1)
        return found

    def close(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.wait()
        self.popen.stdout.close()


@pytest.fixture
def start(tmp_path):
    started = []

    def make(port=None, folder=tmp_path):
        portale = Portale(folder, port or free_port())
        started.append(portale)
        return portale

    yield make
    for portale in started:
        portale.close()


def test_ctrl_c_stops_everything_and_is_no_error(start):
    portale = start()
    portale.wait_for("è pronto")
    assert len(portale.alive(expected=4)) == 4  # web and its child, worker, beat

    portale.popen.send_signal(signal.SIGINT)

    assert portale.wait() == 0
    assert portale.alive(expected=0) == []
    assert "Portale fermato" in portale.output


def test_a_killed_supervisor_leaves_nothing_running(start):
    portale = start()
    portale.wait_for("è pronto")

    portale.popen.kill()
    portale.wait()

    assert portale.alive(expected=0) == []


def test_a_second_start_from_the_same_folder_is_refused_politely(start):
    portale = start()
    portale.wait_for("è pronto")

    second = start()

    assert second.wait() == 1
    assert "già in funzione" in second.output
    assert str(portale.popen.pid) in second.output
    assert "Traceback" not in second.output


def test_a_busy_web_port_is_said_before_anything_starts(start, tmp_path):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        portale = start(port=server.getsockname()[1])

        assert portale.wait() == 1

    assert "già occupata" in portale.output
    assert portale.alive(expected=0) == []


def test_a_web_server_that_dies_comes_back(start):
    portale = start()
    portale.wait_for("è pronto")
    before = set(portale.alive(expected=4))
    web = min(before)

    os.kill(web, signal.SIGKILL)

    portale.wait_for("si è fermato")
    portale.wait_for("lo riavvio")
    after = set(portale.alive(expected=4))
    assert len(after) == 4
    assert web not in after
