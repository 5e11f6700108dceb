"""`make run`: prepares, starts, watches and stops the whole portal."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fis_portal.devtools import messaggi, portale, porte, processi, profili, pronto
from fis_portal.devtools.ambiente import child_environment
from fis_portal.devtools.errori import ErroreAvvio, Interrotto
from fis_portal.devtools.lucchetto import Lucchetto
from fis_portal.devtools.preparazione import Passo, Registro, passi
from fis_portal.devtools.processi import Comando
from fis_portal.devtools.profili import RADICE, Profilo
from fis_portal.devtools.segnali import Interruttore
from fis_portal.devtools.servizi import MARCHIO, Servizi
from fis_portal.devtools.sistema import Sistema
from fis_portal.devtools.vigilanza import Vigilato

PAUSA = 0.2
ATTESA_PRONTO = 90.0


@dataclass
class Supervisore:
    """One run of the portal. `passi` and `comandi` can be replaced, so tests use small programs."""

    profilo: Profilo
    dato: Mapping[str, str]
    porta: int
    passi: Callable[..., list[Passo]] = passi
    comandi: Callable[[Profilo, Mapping[str, str], int], list[Comando]] | None = None
    sistema: Sistema = field(default_factory=Sistema)
    radice: Path = RADICE

    def __post_init__(self) -> None:
        self.interruttore = Interruttore()
        self.lucchetto = Lucchetto(self.profilo.cartella / "servizi.lock")
        self.servizi = Servizi(self.profilo)
        self.vigilati: list[Vigilato] = []

    def run(self) -> int:
        """Everything, from the empty folder to the last process stopped. Returns the exit code."""
        started = time.monotonic()
        self.interruttore.install()
        self._take_place()
        try:
            self.sistema.ensure_pdf()
            if not portale.memoria_condivisa():
                messaggi.stampa(messaggi.SENZA_MEMORIA_CONDIVISA)
            self._start_servers()
            env = self._environment()
            self._prepare(env)
            web, *others = (self.comandi or _comandi)(self.profilo, env, self.porta)
            self._start_process(web)
            self._wait_ready()
            for comando in others:  # once pages are served: they would only slow each other down
                self._start_process(comando)
            messaggi.pronto(self.porta, self.profilo, time.monotonic() - started)
            self._watch()
        except Interrotto:
            messaggi.stampa("\nFermo il portale…")
        finally:
            self._stop()
        messaggi.stampa("Portale fermato: i dati restano in .dev/")
        return 0

    def _take_place(self) -> None:
        """Be the only one in this folder, on a free web port."""
        profili.crea_cartella(self.profilo)
        if not self.lucchetto.take():
            raise ErroreAvvio(messaggi.gia_avviato(self.lucchetto.read()))
        self.lucchetto.write(messaggi.chi_sono(f"il portale su {messaggi.indirizzo(self.porta)}"))
        processi.wait_leftovers(MARCHIO, str(self.profilo.cartella))
        if not porte.is_free(self.porta):
            raise ErroreAvvio(messaggi.porta_occupata(self.porta))

    def _start_servers(self) -> None:
        external = {name: bool(self.dato.get(name)) for name in ("DATABASE_URL", "REDIS_URL")}
        self.servizi.start(
            postgres=not external["DATABASE_URL"],
            valkey=not external["REDIS_URL"],
            controlla=self.interruttore.controlla,
        )

    def _environment(self) -> dict[str, str]:
        urls = self.servizi.environment(self.dato)
        extra = {**urls, **self.servizi.marchio, "PORT": str(self.porta)}
        return child_environment(self.dato, extra)

    def _prepare(self, env: Mapping[str, str]) -> None:
        private = not self.dato.get("DATABASE_URL")
        steps = self.passi(dimostrativi=private)
        registro = Registro(self.profilo.cartella / "impronte.json")
        if self.servizi.cluster_nuovo:
            registro.forget_database(steps)
        for step in registro.pending(steps, database_fidato=private):
            self._do(step, env)
            registro.record(step)
        if not private:
            messaggi.stampa(messaggi.DATABASE_ALTRUI)

    def _do(self, step: Passo, env: Mapping[str, str]) -> None:
        log = self.profilo.logs / "preparazione.log"
        messaggi.stampa(f"{step.descrizione}… ", fine="")
        started = time.monotonic()
        figlio = processi.start(Comando(step.nome, step.argv, self.radice, env, log=log))
        try:
            while figlio.vivo:
                self.interruttore.controlla()
                self._check_servers()
                time.sleep(0.05)
        finally:
            processi.stop(figlio)
        if figlio.popen.returncode:
            raise ErroreAvvio(f"non riuscito. Ultime righe di {log}:\n{processi.coda(log, 25)}")
        messaggi.stampa(f"fatto ({time.monotonic() - started:.1f} s)")

    def _start_process(self, comando: Comando) -> None:
        vigilato = Vigilato(comando)
        vigilato.start()
        self.vigilati.append(vigilato)

    def _wait_ready(self) -> None:
        limit = time.monotonic() + ATTESA_PRONTO
        web = self.vigilati[0]
        while not (answer := pronto.ask(self.porta)).pronto:
            self.interruttore.controlla()
            self._check_servers()
            dead = web.figlio is None or not web.figlio.vivo
            if dead or time.monotonic() > limit:
                log = web.comando.log
                raise ErroreAvvio(
                    f"Il portale non risponde ({answer.motivo}). Ultime righe di {log}:\n"
                    + processi.coda(log, 25)
                )
            time.sleep(0.05)

    def _watch(self) -> None:
        while True:
            self.interruttore.controlla()
            self._check_servers()
            for vigilato in self.vigilati:
                message = vigilato.tend()
                if message:
                    messaggi.stampa(message)
            time.sleep(PAUSA)

    def _check_servers(self) -> None:
        dead = self.servizi.morto()
        if dead:
            raise ErroreAvvio(
                f"Il server privato {dead.comando.nome} si è fermato all'improvviso (codice "
                f"{dead.popen.returncode}): fermo anche il resto. I dati sono al sicuro, riparti "
                f"con «make run». Ultime righe di {dead.comando.log}:\n"
                + processi.coda(dead.comando.log)
            )

    def _stop(self) -> None:
        for vigilato in reversed(self.vigilati):
            if vigilato.figlio is not None:
                processi.ask_stop(vigilato.figlio)
        while self.vigilati:
            self.vigilati.pop().stop(presto=self.interruttore.presto)
        self.servizi.stop(presto=self.interruttore.presto)
        self.lucchetto.release()


def _comandi(profilo: Profilo, env: Mapping[str, str], port: int) -> list[Comando]:
    return [
        portale.web(profilo, env, porte.LOOPBACK, port),
        portale.worker(profilo, env),
        portale.beat(profilo, env),
    ]
