"""Embedded mode (`make run`): private PostgreSQL and Valkey, one machine, loopback only.

With DATABASE_URL and REDIS_URL set, the same settings run against real servers.
"""

import secrets

from fis_portal.devtools import indirizzi
from fis_portal.settings.base import *  # noqa: F403
from fis_portal.settings.base import BASE_DIR, DATABASE_OPTIONS, RISPOSTE_DEL_PROCESSO, env

DEV_DIR = BASE_DIR / ".dev"
DEV_DIR.mkdir(exist_ok=True)

DEBUG = env.bool("FIS_DEBUG", False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def _secret_key() -> str:
    """A key made on first start and kept with this checkout's private data."""
    path = DEV_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = _secret_key()

DATABASES = {
    "default": {
        **env.db_url_config(env.str("DATABASE_URL", "") or indirizzi.database_url()),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": DATABASE_OPTIONS,
    }
}
REDIS_URL = env.str("REDIS_URL", "") or indirizzi.redis_url()
CELERY_BROKER_URL = REDIS_URL
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    "risposte": RISPOSTE_DEL_PROCESSO,
}

MEDIA_ROOT = DEV_DIR / "media"
STATIC_ROOT = DEV_DIR / "staticfiles"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DEV_DIR / "posta"
# Passkeys need no HTTPS on localhost (browsers refuse them on 127.0.0.1).
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Only with the private database: the demonstrative people are on no real server.
SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = env.str("DATABASE_URL", "") in (
    "",
    indirizzi.database_url(),
)
GENERATORE_CONSENTITO = DEBUG or SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO
# Where the demonstrative log-ins are written for `make run` to print.
ACCESSI_DIMOSTRATIVI = DEV_DIR / "accessi_dimostrativi.json"
