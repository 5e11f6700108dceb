"""Run with `make bench` (ARGS="--progetti 20000,200000 --secondi 4 --giri 3").

Each size has its database and its server; they are measured in turn, round after round: what slows
the machine slows them all alike, and only ratios are judged.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import confronti
from tests.bench.misura import LUA, Misura, Server
from tests.bench.pagine import CONTATE, CONTEGGI, PAGINE, indirizzo

WSGI = "django.core.wsgi:get_wsgi_application()"
PORTA = 8090
Misure = dict[tuple[str, int], list[Misura]]
Righe = Iterator[tuple[str, str, str, bool]]


@dataclass
class Banco:
    """The servers under measure: the bare view, and the portal at each size."""

    nudo: Server
    portali: dict[int, Server]
    cursori: dict[int, str]

    @property
    def minimo(self) -> int:
        return min(self.portali)

    @property
    def massimo(self) -> int:
        return max(self.portali)


def main() -> None:
    argomenti = _argomenti()
    if shutil.which("wrk") is None:
        sys.exit("Manca wrk, che misura le pagine. Su Debian: apt-get install wrk")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.impostazioni"
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.dati import prepara

    prepara(argomenti.progetti)
    call_command("collectstatic", verbosity=0, interactive=False)
    with _banco(argomenti.progetti) as banco:
        if not argomenti.solo_confronti:
            nuda, misure = _misura(banco, argomenti)
            _stampa_misure(nuda, misure)
            _stampa(_pagine(banco, nuda, misure))
        if not argomenti.solo_pagine:
            _stampa(riga for parte in (_figura, _altre, _csv, _pdf) for riga in parte(banco))


def _argomenti() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--progetti", type=_numeri, default=[2000], help="misure, con la virgola")
    parser.add_argument("--secondi", type=int, default=4)
    parser.add_argument("--giri", type=int, default=3)
    parser.add_argument("--solo-pagine", action="store_true")
    parser.add_argument("--solo-confronti", action="store_true", help="con PostgreSQL, e il report")
    return parser.parse_args()


def _numeri(testo: str) -> list[int]:
    return sorted({int(numero) for numero in testo.split(",")})


@contextmanager
def _banco(progetti: Sequence[int]) -> Iterator[Banco]:
    from tests.bench.impostazioni import ambiente

    with tempfile.TemporaryDirectory() as cartella:
        log = Path(cartella)
        nudo = Server(
            WSGI,
            {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.nudo"},
            PORTA,
            log / "nudo.log",
        )
        portali = {
            numero: Server(WSGI, ambiente(numero), PORTA + posto, log / f"{numero}.log")
            for posto, numero in enumerate(progetti, start=1)
        }
        try:
            nudo.pronto("/")
            for portale in portali.values():
                portale.pronto("/")
            yield Banco(nudo, portali, {n: _cursore(p, n) for n, p in portali.items()})
        finally:
            for server in (nudo, *portali.values()):
                server.ferma()


def _cursore(portale: Server, progetti: int) -> str:
    """A place nine tenths down the list, as the portal itself writes it."""
    from progetti.models import Progetto
    from progetti.pagine import cursore_di
    from tests.bench.dati import apri

    with apri(progetti) as cursore:
        cursore.execute(
            "SELECT titolo_chiave, id FROM progetti_progetto WHERE is_public AND NOT is_demo "
            "ORDER BY 1, 2 OFFSET %s LIMIT 1",
            [progetti * 9 // 10 * 95 // 100],
        )
        titolo_chiave, pk = cursore.fetchone()
    return cursore_di(Progetto(titolo_chiave=titolo_chiave, pk=pk))


def _misura(banco: Banco, argomenti: argparse.Namespace) -> tuple[list[Misura], Misure]:
    nuda: list[Misura] = []
    misure: Misure = {}
    with tempfile.TemporaryDirectory() as cartella:
        script = Path(cartella) / "wrk.lua"
        script.write_text(LUA)
        for numero, portale in banco.portali.items():
            for pagina in PAGINE:
                portale.pronto(indirizzo(pagina, banco.cursori[numero]))
        for giro in range(1, argomenti.giri + 1):
            print(f"Giro {giro} di {argomenti.giri}…", flush=True)
            nuda.append(banco.nudo.misura("/", argomenti.secondi, script))
            for pagina in PAGINE:
                for numero, portale in banco.portali.items():
                    dove = indirizzo(pagina, banco.cursori[numero])
                    nuova = ("Cache-Control: no-cache",) if pagina.nuova else ()
                    misurata = portale.misura(dove, argomenti.secondi, script, nuova)
                    misure.setdefault((pagina.nome, numero), []).append(misurata)
    return nuda, misure


def _mediana(misure: Sequence[Misura], che: str) -> float:
    return statistics.median(getattr(misura, che) for misura in misure)


def _pagine(banco: Banco, nuda: list[Misura], misure: Misure) -> Righe:
    riferimento = _mediana(nuda, "al_secondo")
    for pagina in PAGINE:
        grande = misure[pagina.nome, banco.massimo]
        if pagina.crescita and len(banco.portali) > 1:
            volte = _mediana(grande, "ms") / _mediana(misure[pagina.nome, banco.minimo], "ms")
            yield (
                f"{pagina.nome}: {banco.massimo} su {banco.minimo}",
                f"{volte:.2f}",
                f"≤ {pagina.crescita}",
                volte <= pagina.crescita,
            )
        if pagina.sulla_nuda:
            quota = _mediana(grande, "al_secondo") / riferimento
            yield (
                f"{pagina.nome}: sulla vista nuda",
                f"{quota:.1%}",
                f"≥ {pagina.sulla_nuda:.0%}",
                quota >= pagina.sulla_nuda,
            )


def _figura(banco: Banco) -> Righe:
    for numero, portale in banco.portali.items():
        nostra, diretta = confronti.figura_tagliata(portale), confronti.sql_diretto(numero)
        yield (
            f"figura tagliata in due, {numero}: sulla stessa SQL",
            f"{nostra / diretta:.2f} ({nostra:.2f} s)",
            "< 3",
            nostra < 3 * diretta,
        )


def _altre(banco: Banco) -> Righe:
    """The other figures, on people above all: asked once, with nothing kept."""
    from monitoraggio.registro import REGISTRO

    if len(banco.portali) == 1:
        return
    for codice in (codice for codice in REGISTRO if codice not in CONTATE):
        minima, massima = (
            confronti.figura_intera(banco.portali[numero], codice)
            for numero in (banco.minimo, banco.massimo)
        )
        volte = massima / minima
        yield (
            f"figura {codice}: {banco.massimo} su {banco.minimo}",
            f"{volte:.2f} ({massima:.2f} s)",
            f"≤ {CONTEGGI}",
            volte <= CONTEGGI,
        )


def _csv(banco: Banco) -> Righe:
    for numero, portale in banco.portali.items():
        confronti.leggi(portale, f"{confronti.ESPORTA}?q=zafferano")
        prima = portale.memoria_mb()
        copia = confronti.copia(numero)
        primo, tutto, byte = confronti.leggi(portale, confronti.ESPORTA)
        yield (
            f"CSV, {numero}: velocità su COPY",
            f"{copia / tutto:.0%} ({byte / 1e6:.0f} MB)",
            "≥ 33%",
            copia / tutto >= 1 / 3,
        )
        yield f"CSV, {numero}: primo byte", f"{primo * 1000:.0f} ms", "≤ 100 ms", primo <= 0.1
        cresciuta = portale.memoria_mb() - prima
        yield f"CSV, {numero}: memoria", f"+{cresciuta:.0f} MB", "≤ +20 MB", cresciuta <= 20


def _pdf(banco: Banco) -> Righe:
    esito = confronti.report_pdf(banco.massimo)
    cpu, memoria = esito["cpu_s"], esito["memoria_mb"]
    yield f"report PDF, {banco.massimo}: CPU", f"{cpu:.1f} s", "≤ 2 s", cpu <= 2
    yield f"report PDF, {banco.massimo}: memoria", f"{memoria:.0f} MB", "≤ 250 MB", memoria <= 250


def _stampa_misure(nuda: list[Misura], misure: Misure) -> None:
    print(f"\nMediane. Vista nuda: {_mediana(nuda, 'al_secondo'):.0f} richieste/s.\n")
    print(f"{'':28}{'progetti':>10}{'richieste/s':>13}{'p95 ms':>9}{'CPU ms':>9}")
    for (nome, numero), valori in misure.items():
        print(
            f"{nome:28}{numero:>10}{_mediana(valori, 'al_secondo'):13.1f}"
            f"{_mediana(valori, 'p95_ms'):9.1f}{_mediana(valori, 'cpu_ms'):9.2f}"
        )
        if sbagliate := sum(misura.errori for misura in valori):
            print(f"  attenzione: {sbagliate} risposte sbagliate")


def _stampa(righe: Iterable[tuple[str, str, str, bool]]) -> None:
    """Each line as soon as it is measured: the last ones take long."""
    print(f"\n{'':58}{'misurato':>18}{'mira':>10}")
    for nome, valore, mira, riuscita in righe:
        print(f"{nome:58}{valore:>18}{mira:>10} {'sì' if riuscita else 'NO'}", flush=True)


if __name__ == "__main__":
    main()
