"""The private servers themselves, in a slot of their own under .dev/test."""

import os
import shutil
import signal
import subprocess
import sys

import psycopg2
import pytest
import redis

from fis_portal.devtools import processi, utente
from fis_portal.devtools.profili import RADICE, Profilo
from fis_portal.devtools.servizi import MARCHIO, Servizi, running

pytestmark = pytest.mark.chaos

HOLD = """
import sys, time
from pathlib import Path
from fis_portal.devtools.profili import Profilo
from fis_portal.devtools.servizi import Servizi
servizi = Servizi(Profilo(sys.argv[1], Path(sys.argv[2]), 15700, 16700))
servizi.start()
print("pronti", flush=True)
time.sleep(120)
"""


@pytest.fixture
def profilo():
    """A durable profile; nothing of it is left, neither files nor processes."""
    name = f"prova-{os.getpid()}"
    folder = RADICE / ".dev" / "test" / name
    yield Profilo(name, folder, 15700, 16700)
    leftovers = processi.leftovers(MARCHIO, str(folder))
    shutil.rmtree(folder)
    shutil.rmtree(utente.riparo_di() / name, ignore_errors=True)
    assert leftovers == []


def query(servizi, sql):
    connection = psycopg2.connect(servizi.environment({})["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def cache(servizi):
    return redis.from_url(servizi.environment({})["REDIS_URL"])


def test_servers_answer_and_ask_for_the_password(profilo):
    with running(Servizi(profilo)) as servizi:
        assert servizi.cluster_nuovo
        assert query(servizi, "SHOW jit") == [("off",)]
        assert query(servizi, "SHOW listen_addresses") == [("127.0.0.1",)]
        with cache(servizi) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        without = servizi.environment({})["DATABASE_URL"].split("@")[1]
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgres://portal@{without}")

    assert oct((profilo.cartella / "password_postgres").stat().st_mode)[-3:] == "600"


def test_killing_the_holder_stops_the_servers_and_loses_no_data(profilo):
    argv = [sys.executable, "-c", HOLD, profilo.nome, profilo.cartella]
    with subprocess.Popen(argv, cwd=RADICE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"pronti\n"
        servizi = Servizi(profilo)
        query(servizi, "CREATE TABLE prova AS SELECT generate_series(1, 1000) AS n")
        with cache(servizi) as client:
            client.set("chiave", "valore")
        holder.kill()

    with running(servizi):
        assert not servizi.cluster_nuovo
        assert query(servizi, "SELECT count(*) FROM prova") == [(1000,)]
        with cache(servizi) as client:
            assert client.get("chiave") == b"valore"


def test_a_killed_database_is_noticed_and_starts_again_with_its_data(profilo):
    with running(Servizi(profilo)) as servizi:
        query(servizi, "CREATE TABLE prova AS SELECT 1 AS n")
        query(servizi, "CHECKPOINT")  # commits are asynchronous here: the last half second may go
        database = servizi.figli[-1].popen
        os.kill(database.pid, signal.SIGKILL)
        database.wait()
        assert servizi.morto().comando.nome == "postgres"

    with running(Servizi(profilo)) as servizi:
        assert query(servizi, "SELECT n FROM prova") == [(1,)]
