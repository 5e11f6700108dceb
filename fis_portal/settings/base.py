"""Settings common to every environment. The environment is read only in this package."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEBUG = False
SITE_NAME = "Fondo Innovazione Sociale"

# Who answers for the portal: printed in the footer, the privacy notice and the legal notes.
ENTE_TITOLARE = env.str("ENTE_TITOLARE", "Dipartimento della funzione pubblica")
ENTE_ATTUATORE = env.str("ENTE_ATTUATORE", "Formez")
# Codes of the two in the Indice PA, for the catalogue of open data: to check first (README).
ENTE_TITOLARE_IPA = env.str("ENTE_TITOLARE_IPA", "pcm")
ENTE_ATTUATORE_IPA = env.str("ENTE_ATTUATORE_IPA", "formez")
CONTATTO_EMAIL = env.str("CONTATTO_EMAIL", "innovazione@formez.it")
CONTATTO_RPD = env.str("CONTATTO_RPD", "")  # data protection officer, named in the privacy notice
DICHIARAZIONE_ACCESSIBILITA_URL = env.str("DICHIARAZIONE_ACCESSIBILITA_URL", "")
CODICE_SORGENTE_URL = env.str("CODICE_SORGENTE_URL", "")
# Where readers find the portal: printed beside every figure of the reports.
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")

# Counts of people below this are not shown in anything public. Never below 3 (Sistan code, art. 4).
SOGLIA_CELLE = max(3, env.int("SOGLIA_CELLE", 5))

# Names and addresses of who attends meetings are kept this long after the last one.
PERSONE_CONSERVAZIONE_GIORNI = env.int("PERSONE_CONSERVAZIONE_GIORNI", 730)

# A builder of a report that has not shown itself for this long is taken for dead.
REPORT_SENZA_NOTIZIE_S = env.int("REPORT_SENZA_NOTIZIE_S", 60)

# Evidence of the reports: one file, and all the files of one Comune.
EVIDENZE_MASSIMO_MB = env.int("EVIDENZE_MASSIMO_MB", 25)
EVIDENZE_QUOTA_MB = env.int("EVIDENZE_QUOTA_MB", 2_000)
EVIDENZE_QUOTA_FILE = env.int("EVIDENZE_QUOTA_FILE", 2_000)

INSTALLED_APPS = [
    "fis_portal.sito",
    "fis_portal.seed",
    "monitoraggio",
    "outcomes",
    "community",
    "progetti",
    "comuni",
    "fis_portal.accounts",
    "fis_portal.core",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "fis_portal.sito.apps.GestioneConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_celery_beat",
    "import_export",
    "bootstrap_italia_template",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "fis_portal.core.middleware.RequestIdMiddleware",
    "fis_portal.core.middleware.PermessiMiddleware",
    "fis_portal.core.api.cors.CorsPubblicoMiddleware",
    "fis_portal.core.api.memoria.MemoriaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fis_portal.sito.middleware.AdminCspMiddleware",
    "fis_portal.sito.middleware.AdminRiserboMiddleware",
    "fis_portal.accounts.middleware.RiserboMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fis_portal.accounts.middleware.SessioneMiddleware",
    "fis_portal.core.accesso.AccessoMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fis_portal.accounts.middleware.SecondoFattoreMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "fis_portal.core.passato.PassatoMiddleware",
]

# Of each process: answers kept for seconds are not worth a journey to Valkey (ADR 26).
RISPOSTE_DEL_PROCESSO = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

# Reading writes nothing: without this the history middleware would ask who reads, and every public
# answer would vary by cookie and be kept by no cache.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

ROOT_URLCONF = "fis_portal.urls"
WSGI_APPLICATION = "fis_portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fis_portal.core.templatetags.fis"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fis_portal.core.context_processors.portale",
            ],
        },
    }
]

# --- Log-in (ADR 0012) ---------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:ingresso"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "nome", "cognome")}},
    {"NAME": "fis_portal.accounts.validators.LunghezzaValidator",
     "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "fis_portal.accounts.validators.ParolePrevedibiliValidator"},
]  # fmt: skip
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
INVITO_VALIDO_ORE = 72
# Everybody proves who they are twice. Only tests that are about other things say False.
SECONDO_FATTORE_OBBLIGATORIO = True
# The demonstrative people of the embedded mode may do without: settings/dev.py alone says True.
SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = False
# `manage.py generate` adds invented projects that count: only where nothing real is kept.
GENERATORE_CONSENTITO = False
# How long a session lives: in all, and without a request (staff, everybody else).
SESSIONE_MASSIMA_S = int(timedelta(hours=12).total_seconds())
SESSIONE_INATTIVA_PERSONALE_S = int(timedelta(minutes=30).total_seconds())
SESSIONE_INATTIVA_S = int(timedelta(hours=2).total_seconds())

ACCOUNT_ADAPTER = "fis_portal.accounts.adapter.AccessoAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up: invitations prove the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_SESSION_REMEMBER = False
# allauth counts in the cache, and Valkey down would be an error: accounts.freno counts instead.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "fis_portal.accounts.adapter.SecondoFattoreAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are ours: only their digests are kept
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portale FIS"

# SPID and CIE through an aggregator that speaks OpenID Connect; without OIDC_SERVER_URL: off.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_NOME = env.str("OIDC_NOME", "SPID o CIE")
OIDC_EMAIL_AFFIDABILE = env.bool("OIDC_EMAIL_AFFIDABILE", False)
OIDC_ACR_SECONDO_FATTORE = env.list(
    "OIDC_ACR_SECONDO_FATTORE",
    default=["https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"],
)
SOCIALACCOUNT_ADAPTER = "fis_portal.accounts.oidc.OidcAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our CSP lets no form end on another site
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC_NOME,
                    "client_id": env.str("OIDC_CLIENT_ID"),
                    "secret": env.str("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }
    if OIDC_SERVER_URL
    else {}
)

# --- Language, places, formats -------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano")]
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["fis_portal.formats"]

# --- Database ------------------------------------------------------------------------------------
# How alike a word must be for `%>` (progetti.ricerca). Tables read from the start: the same found.
DATABASE_OPTIONS = {
    "options": "-c pg_trgm.word_similarity_threshold=0.45 -c synchronize_seqscans=off"
}

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "fis_portal.core.statici.StaticiCompressi",
        # nginx reads them as another user.
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
# Where nginx serves MEDIA_ROOT internally ("/protetti/"); empty: the portal sends files itself.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", "")
# No MEDIA_URL: private files are only served by views that check rights.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o640
# The largest body that is read at all, files included: client_max_body_size in deploy/nginx.conf.
UPLOAD_MAX_BYTE = 25 * 1024 * 1024
# The largest workbook of a report that is read; 10,000 rows take about two MB.
FOGLIO_MAX_BYTE = 10_000_000
FILE_UPLOAD_HANDLERS = [
    "fis_portal.core.ricezione.LimiteUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# ClamAV (clamd over TCP, "host:port") that judges received files; empty: none (ADR 0014).
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")

# --- Mail ----------------------------------------------------------------------------------------
EMAIL_TIMEOUT = 10  # a mute mail server holds up one sweep, not the worker

# --- Security ------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "fis_portal.accounts.sessioni"
ATTIVITA_COOKIE_NAME = "attivita"  # when the session was last used, signed
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSIONE_MASSIMA_S
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "fis_portal.sito.views.errori.csrf_failure"

CONTENT_SECURITY_POLICY = {
    # The admin is exempt here because it sends its own, looser policy (sito.middleware).
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# --- REST API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["fis_portal.accounts.api.SessioneAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "fis_portal.core.api.pagination.PaginaNumerata",
    "DEFAULT_FILTER_BACKENDS": ["fis_portal.core.api.filters.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["fis_portal.core.api.throttling.AnonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_THROTTLE_ANON", "120/min"),
        "chiave": env.str("API_THROTTLE_CHIAVE", "120/min"),  # per access key of a Comune
    },
    "EXCEPTION_HANDLER": "fis_portal.core.api.errors.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "NUM_PROXIES": env.int("NUM_PROXIES", 0),
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# At once, of one client and in all: bulk downloads, each of which holds a thread; then requests
# that read the records as they stood (ADR 20).
API_FLUSSI_PER_CLIENTE = env.int("API_FLUSSI_PER_CLIENTE", 2)
API_FLUSSI = env.int("API_FLUSSI", 4)
PASSATO_PER_CLIENTE = env.int("PASSATO_PER_CLIENTE", 2)
PASSATO = env.int("PASSATO", 3)
SPECTACULAR_SETTINGS = {
    "TITLE": "Portale FIS: API di monitoraggio",
    "DESCRIPTION": (
        "Dati pubblici del Fondo Innovazione Sociale: Comuni, progetti, eventi, cifre di "
        "monitoraggio e report. Sola lettura, senza registrazione. Licenza dei dati: CC-BY 4.0."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "LICENSE": {"name": "CC-BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.it"},
    "CONTACT": {"email": CONTATTO_EMAIL},
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_NAME_OVERRIDES": {
        "FormatoReport": "monitoraggio.enums.FormatoReport",
        "PrecisioneData": "fis_portal.core.enums.PrecisioneData",
        "Attendibilita": "outcomes.enums.Attendibilita",
        "Cumulo": "outcomes.enums.Cumulo",
        "Direzione": "outcomes.enums.Direzione",
        "Ripartizione": "comuni.enums.Ripartizione",
        "Riservatezza": "outcomes.enums.Riservatezza",
        "RuoloPartenariato": "progetti.enums.RuoloPartenariato",
        "StatoBase": "outcomes.enums.StatoBase",
        "StatoFase": "progetti.enums.StatoFase",
        "StatoMisura": "outcomes.enums.StatoMisura",
        "StatoValore": "outcomes.enums.StatoValore",
        "TipoEvento": "community.enums.TipoEvento",
        "TipoIndicatore": "outcomes.enums.TipoIndicatore",
        "TipoReport": "monitoraggio.enums.TipoReport",
    },
}

# --- Celery --------------------------------------------------------------------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of the broker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A frozen broker must answer with an error, not hang whoever asks.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "visibility_timeout": 1800,
}

# --- Management area (django-unfold) -------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": "Portale FIS – Area di gestione",
    "SITE_HEADER": "Portale FIS",
    "SITE_SUBHEADER": "Area di gestione",
    "SITE_SYMBOL": "diversity_3",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": "fis_portal.sito.navigation.favicon",
        }
    ],
    "STYLES": ["fis_portal.sito.navigation.stylesheet"],  # colours included
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "fis_portal.sito.dashboard.dashboard_callback",
    "SIDEBAR": {"show_search": True, "navigation": "fis_portal.sito.navigation.navigation"},
}

# --- Import and export in the admin --------------------------------------------------------------
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "fis_portal.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        # Two lines for every task, and one task every five seconds.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
