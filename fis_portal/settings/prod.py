"""Production. Nothing secret has a default: without it the portal refuses to start."""

import environ
from django.core.exceptions import ImproperlyConfigured

from fis_portal.settings.base import *  # noqa: F403
from fis_portal.settings.base import DATABASE_OPTIONS, RISPOSTE_DEL_PROCESSO, env

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "EMAIL_URL")

missing = [name for name in REQUIRED if not env.str(name, "")]
if missing:
    raise ImproperlyConfigured(
        "Il portale non può partire: mancano le variabili d'ambiente "
        + ", ".join(missing)
        + ". Vedi .env.example."
    )

SECRET_KEY = env.str("SECRET_KEY")
# Keys that SECRET_KEY replaced: what they encrypted can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY deve avere almeno 50 caratteri casuali.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS deve elencare i nomi del sito: * non è ammesso.")
SITE_URL = env.str("SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
# Health probes come from inside the container; the name opens nothing from outside.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost"]
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS[:-1]]

DATABASES = {
    "default": {
        **env.db("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": DATABASE_OPTIONS,
    }
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL deve indicare un server PostgreSQL (postgres://…).")
REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    "risposte": RISPOSTE_DEL_PROCESSO,
}

MEDIA_ROOT = env.str("MEDIA_ROOT")
# With X_ACCEL_PREFIX nginx sends the files, as another user: it must be able to read them.
FILE_UPLOAD_PERMISSIONS = int(env.str("PERMESSI_FILE", "640"), 8)
STATIC_ROOT = env.str("STATIC_ROOT", "/srv/static")
vars().update(environ.Env.email_url_config(env.str("EMAIL_URL")))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "innovazione@formez.it")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^salute/"]  # probes come from inside, over plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-sessione"
SESSION_COOKIE_SECURE = True
ATTIVITA_COOKIE_NAME = "__Host-attivita"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
# No variable relaxes these two.
SECONDO_FATTORE_OBBLIGATORIO = True
SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = False
