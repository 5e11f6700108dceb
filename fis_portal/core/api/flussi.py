"""How many downloads at once: each holds a thread of the portal for as long as it lasts.

Places are leases in Valkey: who dies without giving its own back loses it after `DURATA` seconds.
As for the count of requests (throttling), with Valkey down everybody passes.
"""

import logging
import time
import uuid
from collections.abc import Iterator
from functools import cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from fis_portal.core.api.throttling import ATTESA

logger = logging.getLogger(__name__)

DURATA = 60
RINNOVO = 10.0
# Of all and of one client: both, or no place. One round trip.
PRENDI = """
local adesso = tonumber(redis.call('TIME')[1])
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', adesso)
  if redis.call('ZCARD', KEYS[i]) >= tonumber(ARGV[1 + i]) then return i end
end
for i = 1, 2 do
  redis.call('ZADD', KEYS[i], adesso + tonumber(ARGV[4]), ARGV[1])
  redis.call('EXPIRE', KEYS[i], tonumber(ARGV[4]) * 2)
end
return 0
"""
TUTTI = "api:flussi"


class Posto:
    """A place for one download; give it back with `close`."""

    def __init__(self, client: Redis | None, chiavi: tuple[str, str], nome: str) -> None:
        self._client = client
        self._chiavi = chiavi
        self._nome = nome
        self._rinnovato = time.monotonic()

    def rinnova(self) -> None:
        """The download goes on: so does its lease."""
        if self._client is None or time.monotonic() - self._rinnovato < RINNOVO:
            return
        self._rinnovato = time.monotonic()
        fine = time.time() + DURATA
        for chiave in self._chiavi:
            self._prova("ZADD", chiave, "XX", fine, self._nome)
            self._prova("EXPIRE", chiave, DURATA * 2)

    def close(self) -> None:
        for chiave in self._chiavi:
            self._prova("ZREM", chiave, self._nome)
        self._client = None

    def _prova(self, *comando: object) -> None:
        if self._client is None:
            return
        try:
            self._client.execute_command(*comando)
        except (RedisError, OSError):
            self._client = None  # the lease ends by itself


class Posti:
    def __init__(self, url: str, *, attesa: float = ATTESA) -> None:
        self._client = Redis.from_url(
            url,
            socket_timeout=attesa,
            socket_connect_timeout=attesa,
            retry=Retry(NoBackoff(), 0),
        )
        self._prendi = self._client.register_script(PRENDI)

    def prendi(
        self, cliente: str, *, per_cliente: int, in_tutto: int, fila: str = TUTTI
    ) -> Posto | None:
        """None when they are all taken: those of this client or those of everybody in the queue
        `fila`, downloads unless told."""
        chiavi, nome = (fila, f"{fila}:{cliente}"), uuid.uuid4().hex
        try:
            pieno = self._prendi(keys=chiavi, args=[nome, in_tutto, per_cliente, DURATA])
        except (RedisError, OSError) as exc:
            logger.warning("no count of downloads, letting all pass: %s", type(exc).__name__)
            return Posto(None, chiavi, nome)
        return None if pieno else Posto(self._client, chiavi, nome)


@cache
def posti(url: str) -> Posti:
    return Posti(url)


class Flusso:
    """The parts of a download, and the place it holds: given back however it ends."""

    def __init__(self, parti: Iterator[bytes], posto: Posto) -> None:
        self._parti = parti
        self._posto = posto

    def __iter__(self) -> "Flusso":
        return self

    def __next__(self) -> bytes:
        self._posto.rinnova()
        return next(self._parti)

    def close(self) -> None:
        chiudi = getattr(self._parti, "close", None)
        if chiudi:
            chiudi()
        self._posto.close()
