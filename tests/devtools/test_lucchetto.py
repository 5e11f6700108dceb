import subprocess
import sys

import pytest

from fis_portal.devtools.lucchetto import Lucchetto

HOLD = """
import sys, time
from pathlib import Path
from fis_portal.devtools.lucchetto import Lucchetto
lock = Lucchetto(Path(sys.argv[1]))
lock.take()
lock.write("chi tiene")
print("preso", flush=True)
time.sleep(60)
"""


@pytest.fixture
def held(tmp_path):
    """A lock file held by another process, and that process."""
    path = tmp_path / "prova.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        yield path, holder
        holder.kill()


def test_a_held_lock_is_refused_and_says_who_holds_it(held):
    path, _ = held
    lock = Lucchetto(path)

    assert not lock.take()
    assert lock.read() == "chi tiene"


def test_a_lock_is_free_again_when_its_holder_is_killed(held):
    path, holder = held
    holder.kill()
    holder.wait()

    lock = Lucchetto(path)
    assert lock.take()
    lock.release()


def test_two_may_share_but_then_nobody_is_alone(tmp_path):
    path = tmp_path / "uso.lock"
    one, other, third = Lucchetto(path), Lucchetto(path), Lucchetto(path)

    assert one.take(shared=True)
    assert other.take(shared=True)
    assert not third.take()
    one.release()
    other.release()
    assert third.take()
    third.release()


def test_writing_without_holding_is_a_mistake(tmp_path):
    with pytest.raises(RuntimeError):
        Lucchetto(tmp_path / "x.lock").write("io")
