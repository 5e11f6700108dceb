"""Run one command with the private servers up for as long as it lasts."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from fis_portal.devtools import messaggi, modello, profili
from fis_portal.devtools.ambiente import child_environment
from fis_portal.devtools.errori import ErroreAvvio
from fis_portal.devtools.lucchetto import Lucchetto
from fis_portal.devtools.processi import legato_al_padre
from fis_portal.devtools.profili import SLOT_DI_TEST, Profilo
from fis_portal.devtools.servizi import Servizi

Quali = dict[str, bool]

ATTESA_ALTRUI = 60.0
IMPOSTAZIONI_TEST = "fis_portal.settings.test"


def esegui(
    argv: Sequence[str], given: Mapping[str, str], *, test: bool = False, con_modello: bool = False
) -> int:
    """Run `argv` and return its exit code. Servers named in the environment stay."""
    given = {**given, "DJANGO_SETTINGS_MODULE": IMPOSTAZIONI_TEST} if test else given
    which = {"postgres": not given.get("DATABASE_URL"), "valkey": not given.get("REDIS_URL")}
    if not any(which.values()):
        return run(argv, child_environment(given, {}))
    with _test_servers(which) if test else _run_servers(which) as servizi:
        env = child_environment(given, servizi.environment(given))
        if con_modello and which["postgres"]:
            env.update(modello.prepare(env))
        return run(argv, env)


def run(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run in our terminal's foreground: Ctrl-C reaches the command itself, we only outwait it."""
    try:
        popen = subprocess.Popen(
            argv,
            env=dict(env),
            preexec_fn=legato_al_padre(signal.SIGTERM),
        )
    except OSError as error:
        raise ErroreAvvio(f"Non posso eseguire «{argv[0]}»: {error.strerror}.") from error

    def forward(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            popen.send_signal(number)

    previous = {n: signal.signal(n, forward) for n in (signal.SIGTERM, signal.SIGHUP)}
    previous[signal.SIGINT] = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        code = popen.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _test_servers(which: Quali) -> Iterator[Servizi]:
    """Servers of a free test slot: test sessions never meet each other, nor a running portal."""
    for slot in range(1, SLOT_DI_TEST + 1):
        profilo = profili.di_test(slot)
        profili.crea_cartella(profilo)
        lucchetto = Lucchetto(profilo.cartella / "servizi.lock")
        if lucchetto.take():
            break
    else:
        raise ErroreAvvio(f"Sono già in corso {SLOT_DI_TEST} sessioni di test: riprova più tardi.")
    with _owned(Servizi(profilo), which) as servizi:
        yield servizi
    lucchetto.release()


@contextlib.contextmanager
def _run_servers(which: Quali) -> Iterator[Servizi]:
    """Servers of `make run`: those already up, or our own for the time being."""
    profilo = profili.sviluppo()
    profili.crea_cartella(profilo)
    lucchetto = Lucchetto(profilo.cartella / "servizi.lock")
    uso = Lucchetto(profilo.cartella / "uso.lock")
    if _join(lucchetto, uso):
        try:
            _wait_started(profilo)
            yield Servizi(profilo)
        finally:
            uso.release()
        return
    lucchetto.write(messaggi.chi_sono("un comando con i server privati"))
    with _owned(Servizi(profilo), which, uso) as servizi:
        yield servizi
    lucchetto.release()


def _join(lucchetto: Lucchetto, uso: Lucchetto) -> bool:
    """True: servers are up and will stay while we hold `uso`. False: `lucchetto` is ours."""
    if lucchetto.take():
        return False
    uso.take(shared=True, wait=True)
    if lucchetto.take():  # their owner ended while we waited
        uso.release()
        return False
    return True


@contextlib.contextmanager
def _owned(servizi: Servizi, which: Quali, uso: Lucchetto | None = None) -> Iterator[Servizi]:
    """Start, and at the end stop once nobody else uses them."""
    try:
        servizi.start(postgres=which["postgres"], valkey=which["valkey"])
        yield servizi
        if uso is not None and not uso.take():
            messaggi.stampa("Aspetto che finiscano gli altri comandi che usano i server privati…")
            uso.take(wait=True)
    finally:
        servizi.stop()
        if uso is not None:
            uso.release()


def _wait_started(profilo: Profilo) -> None:
    """Somebody else is starting them: wait until they answer."""
    limit = time.monotonic() + ATTESA_ALTRUI
    while not Servizi(profilo).avviso.exists():
        if time.monotonic() > limit:
            raise ErroreAvvio("I server privati di questa cartella non rispondono.")
        time.sleep(0.1)
