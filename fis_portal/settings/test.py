"""Tests: the same private servers as embedded mode, in a cluster of their own."""

from fis_portal.settings.base import env
from fis_portal.settings.dev import *  # noqa: F403
from fis_portal.settings.dev import (
    CACHES,
    DATABASES,
    DEV_DIR,
    MIDDLEWARE,
    REDIS_URL,
    REST_FRAMEWORK,
    STORAGES,
)

DEBUG = False
# Each pytest worker empties its cache between tests: not the one of the worker beside it.
REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{env.str('PYTEST_XDIST_WORKER', 'gw0')[2:]}"
CELERY_BROKER_URL = REDIS_URL
# Tests read what they have just written: no answer is kept, but where that is what they try.
CACHES = {
    "default": {**CACHES["default"], "LOCATION": REDIS_URL},
    "risposte": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
# A migrated database to copy (devtools.modello): migrating for each session takes long.
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("FIS_DATABASE_MODELLO", "") or None}
SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests-0123456789"  # noqa: S105
MEDIA_ROOT = DEV_DIR / "test" / "media"
# WhiteNoise rescans STATIC_ROOT for every test client.
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": {"anon": "100000/min", "chiave": "100000/min"},
}
# Tests about the log-in ask for it themselves; the others sign in with `client.force_login`.
SECONDO_FATTORE_OBBLIGATORIO = False
SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = False
GENERATORE_CONSENTITO = True
