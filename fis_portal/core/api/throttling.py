"""How many requests one address may make, counted in Valkey.

Counting must never cost the answer: with Valkey down or frozen everybody passes (fail open), and
after the first failure this process asks again only every `PAUSA` seconds, so that nobody waits.
"""

import hashlib
import ipaddress
import logging
import math
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.encoding import force_bytes
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)

ATTESA = 0.1  # seconds to wait for Valkey
PAUSA = 10.0  # seconds without asking, after a failure
# Counts, starts the clock of a new window and tells what is left of it: one round trip.
CONTA = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}
"""


class Contatore:
    """Counts requests per key and window. `None` when Valkey does not answer."""

    def __init__(self, url: str, *, attesa: float = ATTESA, pausa: float = PAUSA) -> None:
        self.pausa = pausa
        self._muto_fino = 0.0
        self._lock = threading.Lock()
        self._client = Redis.from_url(
            url,
            socket_timeout=attesa,
            socket_connect_timeout=attesa,
            retry=Retry(NoBackoff(), 0),
        )
        self._conta = self._client.register_script(CONTA)

    def conta(self, chiave: str, finestra: int) -> tuple[int, float] | None:
        """Requests of this key in its window, this one too, and seconds to the window's end."""
        if not self._prova():
            return None
        try:
            n, millisecondi = self._conta(keys=[chiave], args=[finestra * 1000])
        except (RedisError, OSError) as exc:
            self._fallito(exc)
            return None
        self._muto_fino = 0.0
        return int(n), max(0, int(millisecondi)) / 1000

    def _prova(self) -> bool:
        """May this request ask Valkey? While it is mute one request per pause tries again."""
        if not self._muto_fino:
            return True
        with self._lock:
            adesso = time.monotonic()
            if adesso < self._muto_fino:
                return False
            self._muto_fino = adesso + self.pausa
            return True

    def _fallito(self, exc: Exception) -> None:
        self._muto_fino = time.monotonic() + self.pausa
        logger.warning(
            "request counter unavailable, letting everybody pass: %s", type(exc).__name__
        )


@cache
def contatore(url: str) -> Contatore:
    return Contatore(url)


@dataclass(frozen=True, slots=True)
class Limite:
    """What one address may still ask for, for the RateLimit-* headers."""

    massimo: int
    restano: int
    secondi: int

    def scrivi(self, response: HttpResponseBase) -> None:
        response["RateLimit-Limit"] = str(self.massimo)
        response["RateLimit-Remaining"] = str(self.restano)
        response["RateLimit-Reset"] = str(self.secondi)


class AnonThrottle(SimpleRateThrottle):
    """The rate of `DEFAULT_THROTTLE_RATES["anon"]`, per client address and signed in or not."""

    scope = "anon"
    num_requests: int | None
    duration: int | None
    limite: Limite | None = None

    def get_rate(self) -> str | None:
        rate = api_settings.DEFAULT_THROTTLE_RATES[self.scope]
        return str(rate) if rate else None

    def allow_request(self, request: Request, view: Any) -> bool:
        if self.num_requests is None or self.duration is None:
            return True
        chiave = self.get_cache_key(request, view)
        conto = contatore(settings.REDIS_URL).conta(chiave, self.duration)
        if conto is None:
            return True
        n, resto = conto
        self.limite = Limite(self.num_requests, max(0, self.num_requests - n), math.ceil(resto))
        request._request.limite_api = self.limite  # type: ignore[attr-defined]
        return n <= self.num_requests

    def wait(self) -> float | None:
        return float(self.limite.secondi) if self.limite else None

    def get_cache_key(self, request: Request, view: Any) -> str:
        # A digest with our key: the addresses of visitors are personal data.
        digest = hashlib.blake2b(
            self._indirizzo(request).encode(),
            key=force_bytes(settings.SECRET_KEY)[:64],
            digest_size=12,
        )
        return f"api:{self.scope}:{digest.hexdigest()}"

    def _indirizzo(self, request: Request) -> str:
        """The client's address: X-Forwarded-For counts only as far as NUM_PROXIES says.

        One IPv6 customer has a whole /64 to write from, so that is what is counted.
        """
        ident = self.get_ident(request) or ""
        try:
            indirizzo = ipaddress.ip_address(ident)
        except ValueError:
            return str(request.META.get("REMOTE_ADDR", ""))
        if indirizzo.version == 6:
            return str(ipaddress.ip_network((int(indirizzo) >> 64 << 64, 64)))
        return str(indirizzo)
