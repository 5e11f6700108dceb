"""Who else is on a page just now: kept in Valkey for minutes, and nothing depends on it."""

import json
import time
from functools import cache

from django.conf import settings
from redis.exceptions import RedisError

from fis_portal.core.api.throttling import Contatore

DURATA = 180  # seconds without a sign before one is taken for gone


class Presenze(Contatore):
    """With Valkey down, or frozen, nobody is seen and nobody waits."""

    def segna(self, luogo: str, chi: int, nome: str) -> list[str]:
        """Say that somebody is here; the names of the others who are."""
        if not self._prova():
            return []
        chiave = f"presenza:{luogo}"
        adesso = time.time()
        try:
            canale = self._client.pipeline(transaction=False)
            canale.hset(chiave, str(chi), json.dumps([nome, adesso]))
            canale.expire(chiave, DURATA)
            canale.hgetall(chiave)
            visti: dict[bytes, bytes] = canale.execute()[-1]
        except (RedisError, OSError) as errore:
            self._fallito(errore)
            return []
        self._muto_fino = 0.0
        altri = [json.loads(v) for k, v in visti.items() if k.decode() != str(chi)]
        return sorted(nome for nome, quando in altri if adesso - quando < DURATA)


@cache
def _presenze(url: str) -> Presenze:
    return Presenze(url)


def presenti(luogo: str, chi: int, nome: str) -> list[str]:
    """The others who are at `luogo` («rendicontazione:12»); this person is marked as there."""
    return _presenze(settings.REDIS_URL).segna(luogo, chi, nome)
