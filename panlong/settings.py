"""Settings, all of them, read from the environment. A malformed value is refused with one clear sentence."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from panlong.log import notes

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


def whole_number(name: str, default: int, least: int = 0) -> int:
    """Return environment variable `name` as an int ≥ `least`; raise ImproperlyConfigured otherwise."""
    text = env.str(name, default=str(default))
    if not text.isascii() or not text.isdigit() or int(text) < least:
        from_least = f" from {least}" if least else ""
        raise ImproperlyConfigured(f"{name} must be a whole number{from_least}, not {text!r}.")
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
        "CONN_HEALTH_CHECKS": True,  # a connection from before a restart of the database is put away, not used
        "OPTIONS": {
            **parts,
            # A request waits that long for a database that is just starting. Tries to connect are begun anew every
            # five seconds: psycopg's pauses double, and would outlast the outage.
            "pool": {
                "min_size": 1,
                "max_size": whole_number("PANLONG_DB_POOL", 8, 1),
                "timeout": 8,
                "reconnect_timeout": 5,
            },
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


def public_address(url: str, hosts: list[str], *, https: bool, port: str) -> str:
    """Return the portal's public address: `url`, or when that is empty the first of `hosts` that is a name of one host.

    Raises ImproperlyConfigured for what is not scheme and host alone: links, codes and ids are made of it.
    """
    if not url:
        name = next((host for host in hosts if host.strip(".*[]") == host), "localhost")
        return f"https://{name}" if https else f"http://{name}:{port}"
    try:
        parts = urlsplit(url.rstrip("/"))
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ImproperlyConfigured(f"PANLONG_SITE_URL must be like https://minsheng.example.cn, not {url!r}.")
    return url.rstrip("/")


def mail_server(url: str) -> dict:
    """Return Django's settings of the mail server that `url` names, e.g. smtp+tls://name:password@host:587."""
    try:
        return environ.Env.email_url_config(url)
    except KeyError:
        raise ImproperlyConfigured(
            "PANLONG_EMAIL_URL must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://."
        ) from None


def storages_outside(text: str) -> dict[str, dict]:
    """Return {name: Django's settings of a storage} of the JSON `text`; '' means none."""
    try:
        found = json.loads(text or "{}")
        if all(isinstance(one, dict) and isinstance(one["BACKEND"], str) for one in found.values()):
            return {f"log-{name}": one for name, one in found.items()}
    except (ValueError, AttributeError, KeyError):
        pass
    raise ImproperlyConfigured(
        'PANLONG_LOG_STORAGES must be like {"second": {"BACKEND": "dotted.path.of.a.Storage", "OPTIONS": {…}}}.'
    )


def witness(text: str) -> tuple[notes.VerifierKey, str]:
    """Return key and address of a witness, `text` is both with a space between."""
    key, _space, address = text.strip().partition(" ")
    try:
        found = notes.parse_verifier_key(key)
    except notes.NoteError as error:
        raise ImproperlyConfigured(f"PANLONG_LOG_WITNESSES: {error}") from error
    if found.kind != notes.COSIGNATURE or not address.strip().startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            "PANLONG_LOG_WITNESSES must be like NAME+NUMBER+KEY https://witness.example.org"
        )
    return found, address.strip()


# --- Where and how we run -------------------------------------------------------------------------------------
PRODUCTION = flag("PANLONG_PRODUCTION")
DEBUG = flag("PANLONG_DEBUG")
DEMO = flag("PANLONG_DEMO")
SECRET_KEY = required("PANLONG_SECRET_KEY", "a long random text that signs sessions")
PHONE_KEY = required("PANLONG_PHONE_KEY", "a Fernet key that encrypts phone numbers")
VAR = Path(env.str("PANLONG_VAR", default=str(BASE_DIR / "var")))
ALLOWED_HOSTS = env.list("PANLONG_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("PANLONG_ORIGINS", default=[])
# How many reverse proxies in front of us add to X-Forwarded-For; 0 means: believe only the connection.
TRUSTED_PROXIES = whole_number("PANLONG_TRUSTED_PROXIES", 0)
REQUIRES_HTTPS = PRODUCTION
# The web server (panlong/server/front.py). Threads of a process; how long the body of a request may take,
# and how fast it must be after that: what Apache asks by default, so that the slowest phone is served.
WEB_THREADS = whole_number("PANLONG_THREADS", 4, 1)
BODY_SECONDS = whole_number("PANLONG_BODY_SECONDS", 20, 1)
BODY_BYTES_A_SECOND = whole_number("PANLONG_BODY_SPEED", 500, 1)
SITE_URL = public_address(
    env.str("PANLONG_SITE_URL", default=""),
    ALLOWED_HOSTS,
    https=REQUIRES_HTTPS,
    port=env.str("PORT", default="8000"),
)
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("PANLONG_DEBUG and PANLONG_PRODUCTION exclude each other.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("PANLONG_HOSTS must name the hosts that the portal answers for.")

INSTALLED_APPS = [
    "panlong.portal.admin_site.PanlongAdminConfig",
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
    "panlong.log",
    "panlong.policy",
    "panlong.jobs",
    "panlong.accounts",
    "panlong.notices",
    "projects",
    "deliberation",
    "funding",
    "panlong.portal.automation",
    "panlong.portal",
    "panlong.portal.demo",  # its addresses and its clock exist in demo mode only
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
    "panlong.accounts.sessions.SignedInRules",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["panlong.portal.demo.clock.DemoClockMiddleware"] if DEMO else []),
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
                "panlong.portal.context.site",
            ],
            "builtins": [
                "panlong.portal.templatetags.panlong",
                "panlong.tools.page_tags",
                "lucide.templatetags.lucide",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------------------
DATABASES = {"default": database(required("DATABASE_URL", "the address of PostgreSQL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = required("REDIS_URL", "the address of Redis")
CACHES = {"default": {"BACKEND": "panlong.tools.caching.Cache", "LOCATION": REDIS_URL}}
# Sessions live in the database: an emptied Redis signs nobody out.
SESSION_ENGINE = "panlong.accounts.sessions"
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "media/"
# The keys that sign heads of the public log, several while they change; without them one is made in the data folder.
LOG_KEYS = env.list("PANLONG_LOG_KEYS", default=[])
LOG_KEY_FILE = VAR / "log.key"
# Where its heads are kept outside, and who cosigns them (docs/operations.md).
LOG_STORAGES = storages_outside(env.str("PANLONG_LOG_STORAGES", default=""))
LOG_MAIL = env.list("PANLONG_LOG_MAIL", default=[])
LOG_GIT = env.str("PANLONG_LOG_GIT", default="")
LOG_WITNESSES = [witness(text) for text in env.list("PANLONG_LOG_WITNESSES", default=[])]
LOG_WITNESSES_NEEDED = whole_number("PANLONG_LOG_WITNESSES_NEEDED", 1, 1)
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
    "panlong.secretary.tasks.verify_if_due": {"queue": "bulk"},
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
AUTHENTICATION_BACKENDS = ["panlong.accounts.sessions.PersonBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "pages:me"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "panlong.accounts.models.passwords.ThreeClasses"},
]
OTP_TOTP_ISSUER = "盘龙民生小实事"
SMS_BACKEND = env.str("PANLONG_SMS_BACKEND", default="panlong.accounts.sms.sending.ConsoleBackend")
vars().update(mail_server(env.str("PANLONG_EMAIL_URL", default="consolemail://")))
DEFAULT_FROM_EMAIL = env.str("PANLONG_EMAIL_FROM", default=f"{OTP_TOTP_ISSUER} <no-reply@localhost>")
EMAIL_TIMEOUT = 10
# How many sign-in codes: from one address while nobody there has used one, and of the whole site beside what the
# people on the rolls of open rounds need (panlong/accounts/signin.py, docs/operations.md).
CODES_PER_ADDRESS = whole_number("PANLONG_CODES_PER_ADDRESS", 30, 1)
CODES_PER_HOUR = whole_number("PANLONG_CODES_PER_HOUR", 600, 1)
CODES_PER_DAY = whole_number("PANLONG_CODES_PER_DAY", 5000, 1)
# How long what signing in leaves behind is kept, in days (个人信息保护法 §19); limits look back one day at most.
KEEP_CODES_DAYS = whole_number("PANLONG_KEEP_CODES_DAYS", 2, 2)
KEEP_ATTEMPTS_DAYS = whole_number("PANLONG_KEEP_ATTEMPTS_DAYS", 30, 1)
KEEP_TRACES_DAYS = whole_number("PANLONG_KEEP_TRACES_DAYS", 180, 1)
KEEP_DEVICE_DAYS = 400  # the cookie of a device that opened a page about offers: as long as browsers keep one
KEEP_TEXTS_DAYS = whole_number("PANLONG_KEEP_TEXTS_DAYS", 30, 2)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_SECONDS = 15 * 60
RESIDENT_IDLE_SECONDS = 30 * 60

# --- Security -------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = REQUIRES_HTTPS
if (
    REQUIRES_HTTPS
):  # by this name browsers take them over https only, for this host, and from nobody beside it
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = REQUIRES_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz)$"]  # health checks speak plain http
SECURE_HSTS_SECONDS = 31536000 if REQUIRES_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = REQUIRES_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "panlong.portal.errors.csrf_failure"
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
STORAGES.update(LOG_STORAGES)
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
