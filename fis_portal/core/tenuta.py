"""What was computed, kept for a while in the shared cache; where that is down, computed again."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError


def leggi(chiavi: Iterable[str]) -> dict[str, Any]:
    """What is there of these keys."""
    try:
        lette: dict[str, Any] = cache.get_many(list(chiavi))
    except (RedisError, OSError):
        return {}  # slower, and the same answer
    return lette


def tieni(nuove: dict[str, Any], secondi: int) -> None:
    try:
        if nuove:
            cache.set_many(nuove, secondi)
    except (RedisError, OSError):
        return
