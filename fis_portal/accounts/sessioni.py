"""Sessions in the database that know when they began (settings.SESSION_ENGINE).

By whatever door one comes in, the first save of a signed-in session writes its beginning: the
middleware ends it after the longest time allowed, however often it was used in between.
"""

import time

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DbSessionStore

INIZIO = "inizio"
CHI = "inizio_di"


class SessionStore(DbSessionStore):
    def save(self, must_create: bool = False) -> None:
        self._segna_inizio()
        super().save(must_create)

    def _segna_inizio(self) -> None:
        chi = self.get(SESSION_KEY)
        if chi is not None and self.get(CHI) != chi:
            self.update({CHI: chi, INIZIO: int(time.time())})
