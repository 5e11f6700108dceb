"""The private PostgreSQL and Valkey of one profile, started and stopped together."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fis_portal.devtools import binari, indirizzi, porte, processi, profili, utente
from fis_portal.devtools.errori import ErroreAvvio
from fis_portal.devtools.postgres import Postgres, ambiente_minimo
from fis_portal.devtools.processi import Comando, Figlio
from fis_portal.devtools.profili import Profilo
from fis_portal.devtools.valkey import Valkey

MARCHIO = "FIS_CASA_PRIVATA"
ATTESA_PRONTI = 60.0


def mai_interrotto() -> None:
    """Default for `controlla`: nobody interrupts."""


@dataclass
class Servizi:
    """What runs for a profile. `figli` is in starting order; stopping goes backwards."""

    profilo: Profilo
    figli: list[Figlio] = field(default_factory=list)
    cluster_nuovo: bool = False

    @property
    def marchio(self) -> dict[str, str]:
        """Variable carried by all our processes: how the next start recognises leftovers."""
        return {MARCHIO: str(self.profilo.cartella)}

    @property
    def avviso(self) -> Path:
        """File that exists while the servers answer: other commands wait for it."""
        return self.profilo.cartella / "servizi.pronti"

    def start(
        self,
        *,
        postgres: bool = True,
        valkey: bool = True,
        controlla: Callable[[], None] = mai_interrotto,
    ) -> None:
        """Start what is asked for and wait until it answers. The profile's lock must be ours."""
        profili.crea_cartella(self.profilo)
        self.avviso.unlink(missing_ok=True)
        if not (postgres or valkey):
            return
        processi.wait_leftovers(MARCHIO, str(self.profilo.cartella))
        ports = porte.assign(
            self.profilo.cartella / "porte.json",
            {"postgres": self.profilo.porta_postgres, "valkey": self.profilo.porta_valkey},
        )
        programs = binari.find()
        env = ambiente_minimo(self.marchio)
        if valkey:
            cache = Valkey(self.profilo, programs.valkey, ports["valkey"], env)
            self._launch(cache.comando())
        if postgres:
            casa = utente.find_casa(self.profilo, programs)
            database = Postgres(self.profilo, casa, ports["postgres"], env)
            self.cluster_nuovo = database.create_cluster()
            database.clear_stale_pid()
            self._launch(database.comando())
            self._wait(database.is_ready, controlla)
            database.create_database()
        if valkey:
            self._wait(cache.is_ready, controlla)
        self.avviso.touch()

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL: the given ones win over the private servers'."""
        return {
            "DATABASE_URL": given.get("DATABASE_URL") or indirizzi.database_url(self.profilo),
            "REDIS_URL": given.get("REDIS_URL") or indirizzi.redis_url(self.profilo),
        }

    def morto(self) -> Figlio | None:
        """The first server that is no longer running."""
        return next((figlio for figlio in self.figli if not figlio.vivo), None)

    def stop(self, *, presto: bool = False) -> None:
        self.avviso.unlink(missing_ok=True)
        while self.figli:
            processi.stop(self.figli.pop(), presto=presto)

    def _launch(self, comando: Comando) -> None:
        processi.rotate(comando.log)
        self.figli.append(processi.start(comando))

    def _wait(self, is_ready: Callable[[], bool], controlla: Callable[[], None]) -> None:
        limit = time.monotonic() + ATTESA_PRONTI
        while not is_ready():
            controlla()
            dead = self.morto()
            if dead or time.monotonic() > limit:
                who = dead or self.figli[-1]
                raise ErroreAvvio(
                    f"Il server privato {who.comando.nome} non parte. Ultime righe di "
                    f"{who.comando.log}:\n{processi.coda(who.comando.log)}"
                )
            time.sleep(0.03)


@contextlib.contextmanager
def running(servizi: Servizi, *, postgres: bool = True, valkey: bool = True) -> Iterator[Servizi]:
    """Servers for the length of a `with` block."""
    try:
        servizi.start(postgres=postgres, valkey=valkey)
        yield servizi
    finally:
        servizi.stop()
