import os
import signal
import subprocess
import sys
import time

import pytest

from fis_portal.devtools import processi
from fis_portal.devtools.processi import Comando
from fis_portal.devtools.vigilanza import Vigilato, back_off

pytestmark = pytest.mark.chaos

DEAF = (
    "import signal, time\n"
    "signal.signal(15, signal.SIG_IGN)\n"
    "print('pronto', flush=True)\n"
    "time.sleep(60)"
)
WITH_CHILD = (
    "import subprocess, sys\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print('pronto', flush=True)\n"
    "import time; time.sleep(60)"
)
PARENT = """
import sys
from pathlib import Path
from fis_portal.devtools import processi
folder = Path(sys.argv[1])
code = "import time; time.sleep(60)"
marker = {"PROVA_FIS": str(folder)}
processi.start(processi.Comando("x", (sys.executable, "-c", code), folder, marker))
print("pronto", flush=True)
import time; time.sleep(60)
"""


@pytest.fixture
def marker(tmp_path):
    """A variable that marks this test's processes; none may be alive at the end."""
    yield {"PROVA_FIS": str(tmp_path)}
    assert alive(tmp_path, expected=0) == []


def alive(tmp_path, expected):
    """Processes of this test, once they are as many as expected (or ten seconds have passed)."""
    for _ in range(100):
        found = processi.leftovers("PROVA_FIS", str(tmp_path))
        if len(found) == expected:
            break
        time.sleep(0.1)
    return found


def start(code, tmp_path, marker, **options):
    log = tmp_path / "prova.log"
    command = Comando("prova", (sys.executable, "-c", code), tmp_path, marker, log=log, **options)
    child = processi.start(command)
    while "pronto" not in log.read_text():
        time.sleep(0.02)
    return child


def test_a_child_deaf_to_the_polite_signal_is_killed(tmp_path, marker):
    child = start(DEAF, tmp_path, marker, attesa=0.3)

    processi.stop(child)

    assert child.popen.returncode == -signal.SIGKILL


def test_stopping_a_child_takes_its_own_children_too(tmp_path, marker):
    child = start(WITH_CHILD, tmp_path, marker)
    assert len(alive(tmp_path, expected=2)) == 2

    processi.stop(child)

    assert alive(tmp_path, expected=0) == []


def test_a_child_dies_when_its_parent_is_killed(tmp_path, marker):
    argv = [sys.executable, "-c", PARENT, tmp_path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as parent:
        parent.stdout.readline()
        assert len(alive(tmp_path, expected=1)) == 1
        parent.kill()

    assert alive(tmp_path, expected=0) == []


def test_a_process_that_dies_is_started_again_after_a_pause(tmp_path, marker):
    command = Comando("breve", (sys.executable, "-c", ""), tmp_path, marker)
    watched = Vigilato(command)
    watched.start()
    first = watched.figlio.popen
    first.wait()

    message = watched.tend(now=1000.0)

    assert "breve si è fermato" in message
    watched.tend(now=1000.5)
    assert watched.figlio is None
    watched.tend(now=1001.1)
    assert watched.figlio.popen.pid != first.pid
    watched.stop()


def test_pauses_grow_up_to_half_a_minute():
    assert [back_off(n) for n in (1, 2, 3, 4, 5, 6, 20)] == [1, 2, 4, 8, 16, 30, 30]


def test_leftovers_do_not_include_ourselves(monkeypatch, tmp_path):
    monkeypatch.setenv("PROVA_FIS", str(tmp_path))

    assert os.getpid() not in processi.leftovers("PROVA_FIS", str(tmp_path))


def test_the_tail_of_a_log_is_short(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("\n".join(f"riga {n}" for n in range(10_000)))

    tail = processi.coda(log, 3)

    assert tail.split() == ["riga", "9997", "riga", "9998", "riga", "9999"]
