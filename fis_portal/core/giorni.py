"""Where a day ends, in Italy."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone


@lru_cache
def fine_del(giorno: date) -> datetime:
    """The first instant of the day after."""
    seguente = datetime.combine(giorno + timedelta(days=1), time.min)
    return timezone.make_aware(seguente, timezone.get_default_timezone())
