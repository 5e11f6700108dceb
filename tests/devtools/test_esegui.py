import os
import signal
import subprocess
import sys

import pytest

from fis_portal.devtools.esegui import esegui, run
from fis_portal.devtools.profili import RADICE

URLS = {"DATABASE_URL": "postgres://altrove/x", "REDIS_URL": "redis://altrove/0"}


def devtools(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "fis_portal.devtools", *arguments],
        cwd=RADICE,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_exit_code_is_the_commands_own():
    assert esegui([sys.executable, "-c", "raise SystemExit(7)"], {**os.environ, **URLS}) == 7


def test_a_command_killed_by_a_signal_says_so_like_a_shell():
    code = f"import os; os.kill(os.getpid(), {signal.SIGTERM})"

    assert run([sys.executable, "-c", code], dict(os.environ)) == 128 + signal.SIGTERM


def test_servers_of_the_environment_are_used_as_they_are():
    code = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"

    done = devtools("esegui", "--", sys.executable, "-c", code, **URLS)

    assert done.stdout.split() == list(URLS.values())


def test_tests_always_run_with_test_settings():
    code = "import os; print(os.environ['DJANGO_SETTINGS_MODULE'])"
    env = {**URLS, "DJANGO_SETTINGS_MODULE": "fis_portal.settings.prod"}

    done = devtools("esegui", "--test", "--", sys.executable, "-c", code, **env)

    assert done.stdout.split()[-1] == "fis_portal.settings.test"


def test_without_a_command_the_user_is_told():
    done = devtools("esegui", "--", **URLS)

    assert done.returncode == 1
    assert "Che comando" in done.stderr


def test_a_command_that_does_not_exist_is_no_traceback():
    done = devtools("esegui", "--", "comando-che-non-esiste", **URLS)

    assert done.returncode == 1
    assert "Non posso eseguire" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "ottomila", "-1"])
def test_a_wrong_port_is_said_clearly(port):
    done = devtools("avvia", PORT=port)

    assert done.returncode == 1
    assert "PORT deve essere un numero" in done.stderr


@pytest.mark.chaos
def test_two_test_sessions_at_once_get_servers_of_their_own():
    inner = "import os; print('dentro', os.environ['DATABASE_URL'])"
    env = {"DATABASE_URL": "", "REDIS_URL": ""}
    outer = [sys.executable, "-m", "fis_portal.devtools", "esegui", "--test", "--"]

    done = devtools(
        "esegui",
        "--test",
        "--",
        *["env", *[f"{k}=" for k in env]],
        *outer,
        sys.executable,
        "-c",
        inner,
        **env,
    )

    assert done.returncode == 0
    assert "dentro postgres://portal:" in done.stdout


@pytest.mark.chaos
def test_the_template_of_test_databases_is_made_once_and_found_again():
    env = {"DATABASE_URL": "", "REDIS_URL": ""}
    code = "import os; print('modello', os.environ['FIS_DATABASE_MODELLO'])"
    arguments = ("esegui", "--test", "--modello", "--", sys.executable, "-c", code)

    first, second = devtools(*arguments, **env), devtools(*arguments, **env)

    assert "Preparo il database modello" not in second.stdout
    assert first.stdout.splitlines()[-1] == second.stdout.splitlines()[-1]
