"""What a phone at the door sends."""

import datetime
from typing import Any

from django.utils import timezone


def mossa(chiave: str = "mossa-0001", minuti_fa: float = 5, **altro: Any) -> dict[str, Any]:
    quando = timezone.now() - datetime.timedelta(minutes=minuti_fa)
    return {"chiave": chiave, "quando": quando.isoformat(), "presente": True, **altro}
