import pytest

from fis_portal.devtools import apt, sistema
from fis_portal.devtools.sistema import Sistema


@pytest.fixture
def said():
    return []


@pytest.fixture
def bare(tmp_path, said, monkeypatch):
    """A machine without the libraries, where apt may not be used."""
    monkeypatch.setenv("FIS_SENZA_APT", "1")
    monkeypatch.setattr(sistema, "LIBRERIE_PDF", ("libche-non-esiste.so.0",))
    monkeypatch.setenv("FIS_CHROMIUM", str(tmp_path / "manca"))
    return Sistema(tmp_path, said.append)


def test_missing_libraries_are_said_with_the_command_that_installs_them(bare, said):
    assert not bare.ensure_pdf()

    text = "\n".join(said)
    assert "apt-get install -y --no-install-recommends libpango-1.0-0" in text
    assert "Il portale funziona lo stesso" in text


def test_the_next_start_does_not_try_again_but_reminds(bare, said, monkeypatch):
    bare.ensure_pdf()
    said.clear()
    monkeypatch.setattr(apt, "install", lambda packages: pytest.fail("tried again"))

    assert not bare.ensure_pdf()
    assert len(said) == 1
    assert "apt-get install" in said[0]


def test_make_install_tries_again(bare, monkeypatch):
    bare.ensure_pdf()
    tried = []
    monkeypatch.setattr(apt, "install", tried.append)

    bare.ensure_pdf(insisti=True)

    assert tried == [sistema.PACCHETTI_PDF]


def test_a_missing_browser_is_said_with_the_command_that_installs_it(bare, said):
    assert not bare.ensure_browser()
    assert "chromium poppler-utils libatomic1" in "\n".join(said)


def test_nothing_is_said_when_nothing_is_missing(tmp_path, said, monkeypatch):
    monkeypatch.setattr(sistema, "LIBRERIE_PDF", ("libc.so.6",))

    assert Sistema(tmp_path, said.append).ensure_pdf()
    assert said == []


def test_apt_is_left_alone_when_forbidden(monkeypatch, tmp_path):
    monkeypatch.setenv("FIS_SENZA_APT", "1")

    assert not apt.install(("hello",))
    assert not apt.unpack(("hello",), tmp_path)
    assert list(tmp_path.iterdir()) == []
