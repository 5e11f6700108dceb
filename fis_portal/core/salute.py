"""Is the portal alive, and is it able to work? Honest answers for the machine that watches it.

A health check that reuses an open connection stays green while the database refuses new ones, so
readiness opens its own. Nothing of what failed is told outside: that goes to the log.
"""

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from fis_portal.core.storage import storage_root

logger = logging.getLogger(__name__)

ATTESA_S = 1
DISCO_LIBERO_MINIMO = 0.05
# The address is public: however often it is called, the checks run at most once a second.
VALIDITA_S = 1.0
# While one caller checks, the others are given the last answer, unless it is older than this:
# a frozen broker must not tie up every thread of the web server.
VALIDITA_DURANTE_UN_CONTROLLO_S = 5.0

Controllo = Callable[[], str | None]
"""Returns None when all is well, or what is wrong (for the log only, in English)."""


@dataclass(frozen=True, slots=True)
class Prontezza:
    """`avvisi`: what staff must look at, while the portal can still do its work."""

    pronto: bool
    controlli: dict[str, bool]
    avvisi: dict[str, bool]

    def esiti(self) -> dict[str, str]:
        gravi = {nome: "ok" if bene else "errore" for nome, bene in self.controlli.items()}
        return gravi | {nome: "ok" if bene else "avviso" for nome, bene in self.avvisi.items()}


_registrati: dict[str, Controllo] = {}
_avvisi: dict[str, Controllo] = {}
_ultimo: tuple[float, Prontezza] | None = None
_uno_alla_volta = threading.Lock()


def register_check(nome: str, controllo: Controllo) -> None:
    """Add a check of a higher app to readiness (call it in AppConfig.ready)."""
    _registrati[nome] = controllo


def register_warning(nome: str, controllo: Controllo) -> None:
    """Add a check that is shown and logged but never takes the portal out of service: late mail is
    a reason to wake somebody up, not to send readers away."""
    _avvisi[nome] = controllo


def unregister_check(nome: str) -> None:
    _registrati.pop(nome, None)
    _avvisi.pop(nome, None)


@login_not_required
@csrf_exempt
@never_cache
@require_safe
@transaction.non_atomic_requests
def liveness(request: HttpRequest) -> JsonResponse:
    """The process answers. No database, no broker, no disk."""
    return _risposta({"stato": "vivo"})


@login_not_required
@csrf_exempt
@never_cache
@require_safe
@transaction.non_atomic_requests
def readiness(request: HttpRequest) -> JsonResponse:
    """200 when the portal can do its work, 503 with the name of what is missing otherwise."""
    prontezza = check_readiness()
    return _risposta(
        {
            "stato": "pronto" if prontezza.pronto else "non pronto",
            "controlli": prontezza.esiti(),
        },
        status=200 if prontezza.pronto else 503,
    )


def _risposta(stato: dict[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(stato, status=status, content_type="application/json; charset=utf-8")


def check_readiness() -> Prontezza:
    """All checks, in order; a result of the last second is given again."""
    if not _uno_alla_volta.acquire(blocking=False):
        if recente := _recente(VALIDITA_DURANTE_UN_CONTROLLO_S):
            return recente
        _uno_alla_volta.acquire()
    try:
        return _recente(VALIDITA_S) or _controlla()
    finally:
        _uno_alla_volta.release()


def _recente(validita: float) -> Prontezza | None:
    if _ultimo is not None and time.monotonic() - _ultimo[0] < validita:
        return _ultimo[1]
    return None


def _controlla() -> Prontezza:
    global _ultimo
    controlli: dict[str, Controllo] = {
        "database": _database,
        "broker": _broker,
        "archivio": _archivio,
        "disco": _disco,
        **_registrati,
    }
    esiti = {nome: _prova(nome, controllo) for nome, controllo in controlli.items()}
    avvisi = {nome: _prova(nome, controllo) for nome, controllo in _avvisi.items()}
    prontezza = Prontezza(pronto=all(esiti.values()), controlli=esiti, avvisi=avvisi)
    _ultimo = (time.monotonic(), prontezza)
    return prontezza


def forget_readiness() -> None:
    """Make the next call check again at once (tests, drills)."""
    global _ultimo
    _ultimo = None


def _prova(nome: str, controllo: Controllo) -> bool:
    # Whatever a check raises, the answer is "not ready" and never an error page.
    try:
        problema = controllo()
    except Exception as errore:
        problema = type(errore).__name__
        logger.warning("readiness check failed", exc_info=True, extra={"controllo": nome})
    else:
        if problema:
            logger.warning("not ready: %s", problema, extra={"controllo": nome})
    return problema is None


def _database() -> str | None:
    """A connection made now, a query on it, and every migration of this code applied."""
    connessione = connections[DEFAULT_DB_ALIAS].copy()
    opzioni = connessione.settings_dict.setdefault("OPTIONS", {})
    opzioni["connect_timeout"] = ATTESA_S
    opzioni.pop("pool", None)
    try:
        with connessione.cursor() as cursore:
            cursore.execute("SET statement_timeout = %s", [ATTESA_S * 1000])
        mancanti = _migrazioni_del_codice() - set(
            MigrationRecorder(connessione).applied_migrations()
        )
    finally:
        connessione.close()
    return f"{len(mancanti)} migrations not applied" if mancanti else None


@cache
def _migrazioni_del_codice() -> frozenset[tuple[str, str]]:
    # The code on disk does not change under a running process: read it once.
    caricatore = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(caricatore.graph.nodes)


def _broker() -> str | None:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    cliente = redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=ATTESA_S,
        socket_connect_timeout=ATTESA_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return None if cliente.ping() else "no answer to ping"
    finally:
        cliente.close()


def _archivio() -> str | None:
    radice = storage_root()
    radice.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(prefix=".salute-", dir=radice) as file:
        file.write(b"ok")
    return None


def _disco() -> str | None:
    uso = shutil.disk_usage(storage_root())
    libero = uso.free / uso.total
    return f"free disk {libero:.1%}" if libero < DISCO_LIBERO_MINIMO else None
