"""The settings of the portal: one file, read from the environment, safe when that is empty."""

from pathlib import Path
from typing import Any, Final

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cms_portal import embedded
from cms_portal.environment import Environment, kept_secret

# Lets forms, views and admins name their model in brackets, which Django allows only in part.
django_stubs_ext.monkeypatch()

BASE_DIR: Final = Path(__file__).resolve().parent.parent
env = Environment()

# --- How it runs ---------------------------------------------------------------------------------
PORTAL_MODE: Final = env.mode()
PRODUCTION: Final = PORTAL_MODE == "production"
DEMONSTRATION: Final = PORTAL_MODE == "demonstration"
TESTING: Final = PORTAL_MODE == "test"
DEBUG = env.flag("DEBUG", default=False) and not PRODUCTION
PORTAL_DATA: Final = Path(
    env.text("PORTAL_DATA", str(BASE_DIR / "var" / "test" if TESTING else BASE_DIR / "var"))
).resolve()
PORT: Final = env.number("PORT", 8000)
PORTAL_REQUIRE_MFA = env.flag("PORTAL_REQUIRE_MFA", default=PRODUCTION)
PORTAL_CLOCK_OFFSET: Final = env.number("PORTAL_CLOCK_OFFSET", 0)
if PRODUCTION and PORTAL_CLOCK_OFFSET:
    env.problems.append("PORTAL_CLOCK_OFFSET is set: only a demonstration may move its clock.")

if PRODUCTION:
    SECRET_KEY = env.secret_key()
    env.required("ALLOWED_HOSTS", "name the hosts the portal answers for, separated by commas")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
    PORTAL_BASE_URL = env.base_url()
elif DEMONSTRATION:
    SECRET_KEY = kept_secret(PORTAL_DATA / "secret_key")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    PORTAL_BASE_URL = env.base_url(default=f"http://127.0.0.1:{PORT}")
else:
    SECRET_KEY = "a key for tests only, long enough for every check of Django"  # noqa: S105 - it signs nothing that lasts
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
    PORTAL_BASE_URL = env.base_url(default="http://testserver")

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "partners",
    "accreditation",
    "reporting",
    "cms_portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_countries",
]
if TESTING:
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.middleware.UserLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.RequireSecondFactor",
    "partners.middleware.UnstorableText",
    "pghistory.middleware.HistoryMiddleware",
]
# Reading writes no history: a context on every GET would cost a statement for nothing.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_APPEND_ONLY = True

ROOT_URLCONF = "cms_portal.urls"
WSGI_APPLICATION = "cms_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms_portal.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ------------------------------------------------------------------------------------
if PRODUCTION:
    DATABASE_URL = env.required(
        "DATABASE_URL", "give the PostgreSQL address, as in postgres://user:password@host/portal"
    )
else:
    DATABASE_URL = env.text("DATABASE_URL", embedded.database_url(PORTAL_DATA))
EMBEDDED_DATABASE: Final = embedded.database_url(PORTAL_DATA) == DATABASE_URL

DATABASE_OPTIONS: Final = {
    "portal.mode": PORTAL_MODE,
    "portal.clock_offset": str(PORTAL_CLOCK_OFFSET),
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
DATABASES: dict[str, Any] = {
    "default": {
        **(dj_database_url.parse(DATABASE_URL) if DATABASE_URL else {}),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "connect_timeout": 3,
        "application_name": "cms_portal",
        "options": " ".join(f"-c {name}={value}" for name, value in DATABASE_OPTIONS.items()),
    }
)

# Limits on sign-in are counted here, so that they hold for all web processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cms_portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partners.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FORM_CLASS = "partners.signup.SignupForm"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PORTAL_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "CMS partner portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# --- Languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "cms_portal.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"  # Bonn: what pages and admin show; the database keeps UTC
DEADLINE_TIME_ZONE: Final = "Europe/Berlin"

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("PORTAL_STATIC", str(PORTAL_DATA / "static")))
MEDIA_ROOT = PORTAL_DATA / "files"
# Uploads and documents have no address of their own: views that check who asks serve them.
MEDIA_URL = ""
UPLOAD_MAX_BYTES: Final = env.number("UPLOAD_MAX_BYTES", 10 * 1024 * 1024)
SCREENING_LIST_MAX_BYTES: Final = 20 * 1024 * 1024
SCREENING_SCORE: Final = 85  # of 100: names at least so alike are shown to an officer
SCREENING_WORD: Final = 80  # of 100: words at least so alike agree
# Without a scanner, files carry the words "not scanned".
PORTAL_SCANNER = env.scanner()
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# The fonts are there for documents, not for pages.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("gif", "gz", "br", "jpg", "png", "ttf", "webp", "woff2")
# Tests read static files where they stand, without collecting them.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
if env.text("PORTAL_S3_BUCKET"):
    INSTALLED_APPS.append("storages")
    STORAGES["default"] = env.object_storage()

# --- Mail ----------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = "CMS partner portal <portal@demo.test>"
if PRODUCTION:
    globals().update(env.mail())
    DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "mails need a sender")
elif DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = PORTAL_DATA / "mail"
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# --- Background work (the rest stands in celery.py) ----------------------------------------------
if PRODUCTION:
    CELERY_BROKER_URL = env.required(
        "CELERY_BROKER_URL", "give the broker's address, as in amqp://user:password@host:5672//"
    )
else:
    CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost//")
BROKER_FOLDER: Final = PORTAL_DATA / "broker"

# --- What browsers are told ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "portal_session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "portal_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 60 * 60

# --- What is written to the log ------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": env.text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")}
        for name in ("partners", "accreditation", "reporting", "cms_portal")
    },
}

env.refuse_if_wrong()
