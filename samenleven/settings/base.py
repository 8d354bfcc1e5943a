"""Everything the portal needs to know; dev, test and production say only what differs.

Every value that differs between machines comes from the environment (see README, "Naar productie").
"""

from pathlib import Path

import structlog
from csp.constants import NONE, SELF
from environs import Env

from samenleven.settings.api import *  # noqa: F403

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE = Path(env.str("STATE", str(BASE_DIR / ".state")))

# --- who and where ---------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://localhost:8000")
# What filling in is assumed to take: an assumption, shown as one wherever minutes are told (R25).
MINUTES_PER_COUNT = env.int("MINUTES_PER_COUNT", 2)
MINUTES_PER_MOTIVATION = env.int("MINUTES_PER_MOTIVATION", 10)
# How long parliament gives for a written question, in working days: a proposal for its term, that somebody looks at (R39).
QUESTION_TERM_WORKDAYS = env.int("QUESTION_TERM_WORKDAYS", 20)
# Below this a count of a breakdown is small, and hidden in everything that leaves the ministry (R38).
SMALL_COUNTS_BELOW = env.int("SMALL_COUNTS_BELOW", 5)
# A try-out environment says so on every page and prints its accounts on the sign-in page.
DEMO = env.bool("DEMO", False)

INSTALLED_APPS = [
    "samenleven.core",
    "samenleven.accounts",
    "samenleven.audit",
    "samenleven.notices",
    "municipalities",
    "grants",
    "kpi",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "oauth2_provider",
    "django_htmx",
    "django_structlog",
    "axes",
    "samenleven.core.administration_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samenleven.core.middleware.TraceMiddleware",
    # Before everything that costs: an answer that lasts is given from memory, five times as fast.
    "samenleven.core.api.kept.KeptAnswersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samenleven.core.middleware.SignInMiddleware",
    "samenleven.core.middleware.RequestLogMiddleware",
    "samenleven.audit.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "samenleven.core.middleware.OutageMiddleware",
]

ROOT_URLCONF = "samenleven.urls"
WSGI_APPLICATION = "samenleven.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["samenleven.core.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samenleven.core.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- the database: PostgreSQL and nothing else -----------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
# JIT made a wide page two to three times slower and helped none (measured); lock_timeout: nobody waits for ever, and
# who waits for a page not as long as a job (wsgi.py, asgi.py).
LOCK_TIMEOUT = env.str("LOCK_TIMEOUT", "20s")
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c jit=off -c work_mem=32MB -c lock_timeout={LOCK_TIMEOUT} -c timezone=UTC"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the broker and the cache ----------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "samenleven.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "samenleven",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    # Finished bodies of immutable snapshots; per process, bounded, never wrong because a snapshot never changes.
    "snapshots": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "snapshots",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
# One socket, two spellings: Redis' client says unix://…?db=0, Celery redis+socket://…?virtual_host=0.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A killed worker's task comes back after this long; every task may run twice.
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A page that wakes a worker does not wait for a broker that is away: the clock knocks again.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "samenleven"
CELERY_TIMEZONE = "Europe/Brussels"

# --- who may come in: signing in is the rule, a public page says so itself --------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "samenleven.accounts.addresses.client_address"
TRUSTED_PROXIES = 0  # nobody stands between
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # no user names in the logs
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# The row in PostgreSQL is the session, Redis its quick copy: a page costs one query less, and nobody is signed out
# when Redis is away. Who an account is and whether it is active is still read from PostgreSQL at every request.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- words, numbers, moments -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", "Nederlands")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
USE_THOUSAND_SEPARATOR = False  # numbers pass through the filters of `ui`
FORMAT_MODULE_PATH = "samenleven.core.formats"

# --- files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(STATE / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = STATE / "media"
PLAN_FOLDER = BASE_DIR / "data" / "plan_samenleven"
FILE_UPLOAD_HANDLERS = [
    "samenleven.core.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a registration page of a large town: 27 KPI's, several fields each

# --- mail: every message is first a row in the outbox (samenleven.notices) --------------------------------------------
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(STATE / "mail")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Plan Samenleven <plan-samenleven@example.org>")

# --- history and logs: ids, never names ------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_ALL_EVENTS = False
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
PGTRIGGER_MIGRATIONS = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # The access line of django-structlog holds the trace id; these would say it twice, or hold a user name.
        "django.server": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        # Told to say everything, this one says which token it gave.
        "oauthlib": {"level": "WARNING"},
        "oauth2_provider": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
