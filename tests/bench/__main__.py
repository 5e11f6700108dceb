"""Run with `make bench` (ARGS="--progetti 20000 --secondi 4 --giri 3")."""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import psycopg2

from tests.bench.misura import LUA, Misura, Server

# Name, path and the least share of the bare view's requests/s we aim for (None: no aim set).
PAGINE: tuple[tuple[str, str, float | None], ...] = (
    ("home", "/", None),
    ("elenco con filtro e ricerca", "/progetti/?q=quartiere&macroarea=inclusione-sociale", 0.03),
    ("pagina di progetto", "/progetti/homes4all/", 0.07),
    ("API, elenco di 50", "/api/v1/progetti/?page_size=50", 0.05),
    ("API, una figura", "/api/v1/monitoraggio/figure/macroaree/", 0.40),
)
NUDA = "vista nuda"
WSGI = "django.core.wsgi:get_wsgi_application()"


def main() -> None:
    argomenti = _argomenti()
    if shutil.which("wrk") is None:
        sys.exit("Manca wrk, che misura le pagine. Su Debian: apt-get install wrk")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.impostazioni"
    import django
    from django.core.management import call_command

    django.setup()
    _crea_database()
    from tests.bench.dati import prepara

    print(f"Preparo {argomenti.progetti} progetti…", flush=True)
    prepara(argomenti.progetti)
    call_command("collectstatic", verbosity=0, interactive=False)
    misure = _misura(argomenti.secondi, argomenti.giri)
    _stampa(misure, argomenti.progetti)


def _argomenti() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--progetti", type=int, default=2000)
    parser.add_argument("--secondi", type=int, default=4)
    parser.add_argument("--giri", type=int, default=3)
    return parser.parse_args()


def _crea_database() -> None:
    from django.conf import settings

    banca = settings.DATABASES["default"]
    connessione = psycopg2.connect(
        host=banca["HOST"],
        port=banca["PORT"],
        user=banca["USER"],
        password=banca["PASSWORD"],
        dbname="postgres",
    )
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        cursore.execute("SELECT 1 FROM pg_database WHERE datname = %s", [banca["NAME"]])
        if cursore.fetchone() is None:
            cursore.execute(f'CREATE DATABASE "{banca["NAME"]}"')
    connessione.close()


def _misura(secondi: int, giri: int) -> dict[str, list[Misura]]:
    """Each address once a round, round after round: what slows the machine slows all alike."""
    misure: dict[str, list[Misura]] = {NUDA: [], **{nome: [] for nome, _p, _a in PAGINE}}
    with tempfile.TemporaryDirectory() as cartella:
        script = Path(cartella) / "wrk.lua"
        script.write_text(LUA)
        nudo = Server(WSGI, "tests.bench.nudo", 8090, Path(cartella) / "nudo.log")
        portale = Server(WSGI, "tests.bench.impostazioni", 8091, Path(cartella) / "portale.log")
        try:
            nudo.pronto("/")
            for _nome, percorso, _aim in PAGINE:
                portale.pronto(percorso)
            for giro in range(1, giri + 1):
                print(f"Giro {giro} di {giri}…", flush=True)
                misure[NUDA].append(nudo.misura("/", secondi, script))
                for nome, percorso, _aim in PAGINE:
                    misure[nome].append(portale.misura(percorso, secondi, script))
        finally:
            nudo.ferma()
            portale.ferma()
    return misure


def _stampa(misure: dict[str, list[Misura]], progetti: int) -> None:
    mire = {nome: aim for nome, _percorso, aim in PAGINE}
    nuda = statistics.median(m.al_secondo for m in misure[NUDA])
    print(f"\nMediane, {progetti} progetti, un processo, senza cache di pagina\n")
    print(f"{'':30}{'richieste/s':>12}{'p95 ms':>9}{'CPU ms':>9}{'sulla nuda':>12}{'mira':>8}")
    for nome, valori in misure.items():
        al_secondo = statistics.median(m.al_secondo for m in valori)
        aim = mire.get(nome)
        quota = al_secondo / nuda
        esito = "" if aim is None else f"{aim:7.0%} {'sì' if quota >= aim else 'NO'}"
        print(
            f"{nome:30}{al_secondo:12.1f}{statistics.median(m.p95_ms for m in valori):9.1f}"
            f"{statistics.median(m.cpu_ms for m in valori):9.2f}{quota:12.1%}{esito:>11}"
        )
        if any(m.errori for m in valori):
            print(f"  attenzione: {sum(m.errori for m in valori)} risposte sbagliate")


if __name__ == "__main__":
    main()
