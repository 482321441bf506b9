"""Settings, all of them, read from the environment. A malformed value is refused with one clear sentence."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def flag(name: str) -> bool:
    """Return the on/off value of environment variable `name` (off when unset); raise ImproperlyConfigured otherwise."""
    text = env.str(name, default="0").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")


def whole_number(name: str, default: int) -> int:
    """Return environment variable `name` as an int ≥ 0; raise ImproperlyConfigured otherwise."""
    text = env.str(name, default=str(default))
    if not text.isascii() or not text.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def required(name: str, why: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: {why}. (./manage.py and make run set it for development.)"
        )
    return value


def database(url: str) -> dict:
    """Return Django's settings of the PostgreSQL that libpq address `url` names."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not a PostgreSQL address: {str(error).strip()}"
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database.")
    known = {key: str(parts.pop(key, "") or "") for key in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **parts,
            "pool": {"min_size": 1, "max_size": whole_number("PANLONG_DB_POOL", 8), "timeout": 10},
        },
        "TEST": {"NAME": f"test_{known['dbname']}"},
    }


def broker(url: str) -> str:
    """Return the Celery address of Redis address `url` (redis://, rediss:// or unix://)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        database = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("db", "0")
        return f"redis+socket://{parts.path}?virtual_host={database}"
    if parts.scheme in {"redis", "rediss"}:
        return url
    raise ImproperlyConfigured(
        f"REDIS_URL must begin with redis://, rediss:// or unix://, not {parts.scheme!r}."
    )


def mail_server(url: str) -> dict:
    """Return Django's settings of the mail server that `url` names, e.g. smtp+tls://name:password@host:587."""
    try:
        return environ.Env.email_url_config(url)
    except KeyError:
        raise ImproperlyConfigured(
            "PANLONG_EMAIL_URL must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://."
        ) from None


# --- Where and how we run -------------------------------------------------------------------------------------
PRODUCTION = flag("PANLONG_PRODUCTION")
DEBUG = flag("PANLONG_DEBUG")
DEMO = flag("PANLONG_DEMO")
SECRET_KEY = required("PANLONG_SECRET_KEY", "a long random text that signs sessions")
PHONE_KEY = required("PANLONG_PHONE_KEY", "a Fernet key that encrypts phone numbers")
VAR = Path(env.str("PANLONG_VAR", default=str(BASE_DIR / "var")))
ALLOWED_HOSTS = env.list("PANLONG_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("PANLONG_SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS = env.list("PANLONG_ORIGINS", default=[])
# How many reverse proxies in front of us add to X-Forwarded-For; 0 means: believe only the connection.
TRUSTED_PROXIES = whole_number("PANLONG_TRUSTED_PROXIES", 0)
REQUIRES_HTTPS = PRODUCTION
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("PANLONG_DEBUG and PANLONG_PRODUCTION exclude each other.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("PANLONG_HOSTS must name the hosts that the portal answers for.")

INSTALLED_APPS = [
    "panlong.pages.admin_site.PanlongAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "import_export",
    "js_lib_bootstrap5",
    "lucide",
    "pgtrigger",
    "panlong.areas",
    "panlong.audit",
    "panlong.policy",
    "panlong.jobs",
    "panlong.accounts",
    "panlong.notices",
    "projects",
    "deliberation",
    "funding",
    "panlong.secretary",
    "panlong.pages",
    "panlong.demo",  # its addresses and its clock exist in demo mode only
]

MIDDLEWARE = [
    "panlong.middleware.RefuseOddRequests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "panlong.middleware.AskAgainOnly",
    "panlong.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "panlong.accounts.middleware.SignedInRules",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["panlong.demo.clock.DemoClockMiddleware"] if DEMO else []),
]

ROOT_URLCONF = "panlong.urls"
WSGI_APPLICATION = "panlong.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "panlong.pages.context.site",
            ],
            "builtins": ["panlong.pages.templatetags.panlong", "lucide.templatetags.lucide"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------------------
DATABASES = {"default": database(required("DATABASE_URL", "the address of PostgreSQL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = required("REDIS_URL", "the address of Redis")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Sessions live in the database: an emptied Redis signs nobody out.
SESSION_ENGINE = "panlong.accounts.signed_in"
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "media/"
SEALS_FILE = VAR / "seals.txt"  # the daily digests of the ledger; back it up where the database is not
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_PHOTO_BYTES = 12 * 1024 * 1024

# --- Celery (why these: docs/operations.md) --------------------------------------------------------------------
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "queue_order_strategy": "priority",  # the queues in the order in which the worker names them
}
# What somebody waits for at a screen; the sweeps; what may take minutes. Workers: --queues=urgent,celery,bulk
CELERY_TASK_ROUTES = {
    "panlong.accounts.tasks.send_due_sms": {"queue": "urgent"},
    "panlong.notices.tasks.send_campaign": {"queue": "bulk"},
    "deliberation.tasks.count_round": {"queue": "bulk"},
    "deliberation.tasks.compare": {"queue": "bulk"},
    "panlong.accounts.tasks.read_roster": {"queue": "bulk"},
    "panlong.accounts.tasks.take_roster": {"queue": "bulk"},
}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
OUTBOX_LEASE_SECONDS = whole_number(
    "PANLONG_OUTBOX_LEASE", 120
)  # longer than any provider may take to answer

# --- People ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["panlong.accounts.signed_in.PersonBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "pages:me"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "panlong.accounts.passwords.ThreeClasses"},
]
OTP_TOTP_ISSUER = "盘龙民生小实事"
SMS_BACKEND = env.str("PANLONG_SMS_BACKEND", default="panlong.accounts.sms.ConsoleBackend")
vars().update(mail_server(env.str("PANLONG_EMAIL_URL", default="consolemail://")))
DEFAULT_FROM_EMAIL = env.str("PANLONG_EMAIL_FROM", default=f"{OTP_TOTP_ISSUER} <no-reply@localhost>")
EMAIL_TIMEOUT = 10
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_SECONDS = 15 * 60
RESIDENT_IDLE_SECONDS = 30 * 60

# --- Security -------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = REQUIRES_HTTPS
SECURE_SSL_REDIRECT = REQUIRES_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the container's own health check speaks plain http
SECURE_HSTS_SECONDS = 31536000 if REQUIRES_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = REQUIRES_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "panlong.pages.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's form marks are data: pictures in its style sheet
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words, dates, files --------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["panlong.formats"]
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("PANLONG_STATIC_ROOT", default=str(VAR / "static"))) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

try:
    from cryptography.fernet import Fernet

    Fernet(PHONE_KEY)
except ValueError:
    raise ImproperlyConfigured(
        "PANLONG_PHONE_KEY must be 32 random bytes in base64url (a Fernet key)."
    ) from None
