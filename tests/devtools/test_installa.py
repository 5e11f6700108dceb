import os
import runpy
import subprocess
import sys

import pytest

from fis_portal.devtools import installa
from fis_portal.devtools.profili import RADICE


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with requirements and a venv that works, installed for `run`."""
    monkeypatch.chdir(tmp_path)
    for name in installa.LETTI:
        (tmp_path / name).write_text("django==5\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (tmp_path / ".venv" / ".impronta-run").write_text(installa.fingerprint("run"))
    return tmp_path


def test_an_installed_set_is_left_alone(checkout):
    assert installa.is_current("run")


def test_a_changed_requirement_asks_for_a_new_installation(checkout):
    (checkout / "requirements.txt").write_text("django==6\n")

    assert not installa.is_current("run")


def test_what_serves_only_tests_does_not_concern_the_runtime(checkout):
    (checkout / "requirements-dev.txt").write_text("pytest==9\n")

    assert installa.is_current("run")
    assert not installa.is_current("dev")


def test_the_development_set_contains_the_runtime(checkout):
    (checkout / ".venv" / ".impronta-run").unlink()
    (checkout / ".venv" / ".impronta-dev").write_text(installa.fingerprint("dev"))

    assert installa.is_current("run")


def test_a_venv_whose_python_is_gone_is_made_again(checkout):
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/usr/bin/python-che-non-esiste")

    assert not installa.is_current("run")


def test_an_old_python_is_refused_in_italian(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(SystemExit, match=r"Serve Python 3\.11 o successivo, questo è 3\.9"):
        runpy.run_path(installa.__file__, run_name="__main__")


def test_every_requirement_is_pinned_and_among_the_constraints():
    constraints = {line.lower() for line in (RADICE / "constraints.txt").read_text().splitlines()}
    for name in ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"):
        for line in (RADICE / name).read_text().splitlines():
            text = line.split("#")[0].strip().lower()
            if not text or text.startswith("-r"):
                continue
            package, version = text.split("==")
            pinned = f"{package.split('[')[0]}=={version}"
            assert pinned in {c.replace("_", "-") for c in constraints}, f"{name}: {text}"


def test_the_makefile_lists_its_targets_from_any_folder(tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}

    done = subprocess.run(
        ["make", "-C", RADICE, "help"], cwd=tmp_path, env=env, capture_output=True, text=True
    )

    assert "make run" in done.stdout
    assert "make test" in done.stdout
