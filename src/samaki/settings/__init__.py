"""Django's settings. Everything that differs between machines comes from the environment or the data folder.

Importing needs no running server and no key: a process that lacks them fails at its first use of them.
"""

from __future__ import annotations

import os
from typing import Any

from samaki.database import roles
from samaki.database.folder import ROOT, current
from samaki.settings import secret_key
from samaki.settings.databases import connection_of

DEMO = os.environ.get("SAMAKI_DEMO") == "1"  # set by `up`; every page then says that the data is synthetic
DEBUG = os.environ.get("SAMAKI_DEBUG") == "1" and not DEMO  # the demonstration shows what everybody will see
SECRET_KEY, *SECRET_KEY_FALLBACKS = secret_key.derive()
ALLOWED_HOSTS = [*os.environ.get("SAMAKI_HOSTS", "").split(), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in os.environ.get("SAMAKI_HOSTS", "").split()]

SAMAKI_DATA = current().path
SAMAKI_PACK = os.environ.get("SAMAKI_PACK", "kh")  # a country of `samaki.countries`, or the path of a pack

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "samaki",
]
MIDDLEWARE = [
    "samaki.web.headers.Headers",
    "samaki.web.hosts.KnownHost",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samaki.web.limits.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samaki.web.gate.Gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samaki.web.away.DatabaseAway",
]
AUTH_USER_MODEL = "samaki.Member"
AUTHENTICATION_BACKENDS = ["samaki.web.account.backend.MemberBackend"]
SAMAKI_SECOND_FACTOR = (
    not DEMO
)  # the demonstration listens on this machine only; elsewhere a password alone opens nothing
PUSH_TO_LOOPBACK = False  # the push service of the tests lies there; nothing of an installation does
SAMAKI_ASKS_WHO_GOVERNS = not DEMO  # until that is signed, every page of a real installation says so
SAMAKI_BEHIND_PROXY = (
    os.environ.get("SAMAKI_BEHIND_PROXY") == "1"
)  # the last address in X-Forwarded-For is then its word
_days = os.environ.get("SAMAKI_DORMANT_DAYS", "")
SAMAKI_DORMANT_DAYS = (
    int(_days) if _days.isascii() and _days.isdigit() and 1 <= int(_days[:9]) <= 3650 else 90
)  # `doctor` looks
_minutes = os.environ.get("SAMAKI_PROVED_MINUTES", "")
SAMAKI_PROVED_MINUTES = (
    int(_minutes) if _minutes.isascii() and _minutes.isdigit() and 1 <= int(_minutes[:9]) <= 60 else 10
)  # before a sensitive act a member has proved within so long that it is they; `doctor` looks
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name_en", "name_km")},
    },
    {"NAME": "samaki.accounts.passwords.DifferentSigns"},
]
ROOT_URLCONF = "samaki.settings.urls"
WSGI_APPLICATION = "samaki.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "samaki.web.jinja.Tongues",
        "NAME": "jinja2",
        "DIRS": [ROOT / "src/samaki/web/templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "samaki.web.jinja.environment",
            "context_processors": ["samaki.web.keys.form_inputs"],
            "auto_reload": DEBUG,
        },
    }
]

# One alias per database role; `samaki.database.session` chooses.
ROLES = roles.names()
ROLES_SHARE_CONNECTION = False
_ALIASES = {
    "default": "app",
    "worker": "worker",
    "sealer": "sealer",
    "auditor": "auditor",
    "intake": "intake",
    "public": "public",
    "owner": "owner",
}
DATABASES: dict[str, dict[str, Any]] = {alias: connection_of(current(), role) for alias, role in _ALIASES.items()}
ROLE_ALIASES = {role: alias for alias, role in _ALIASES.items()}
DATABASE_ROUTERS = ["samaki.database.sessions.RoleRouter"]

USE_I18N = True
LANGUAGES = [("en", "English"), ("km", "ភាសាខ្មែរ")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [ROOT / "src/samaki/locale"]
USE_TZ = True
TIME_ZONE = "Asia/Phnom_Penh"  # until the pack's own: samaki.countries names it

STATIC_URL = "/static/"

STATICFILES_DIRS = [
    ("fonts", ROOT / "node_modules/@fontsource/noto-sans-khmer/files"),
    ("fonts-latin", ROOT / "node_modules/@fontsource/noto-sans/files"),
    ROOT / "src/samaki/web/static",
]
WHITENOISE_USE_FINDERS = True  # files are served from where they lie: nothing to collect, nothing to forget
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS ends in front of this server: docs/how-to/operate.md

SESSION_ENGINE = "samaki.web.account.sessions"
SESSION_COOKIE_SECURE = not (DEMO or DEBUG)
_host = "__Host-" if SESSION_COOKIE_SECURE else ""  # as `samaki.web.cookies` names the others
SESSION_COOKIE_NAME = f"{_host}samaki_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "samaki.web.failures.csrf_failed"
CSRF_COOKIE_NAME = f"{_host}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_megabytes = os.environ.get("SAMAKI_FILE_MEGABYTES", "")
SAMAKI_LARGEST_FILE = 2**20 * (
    int(_megabytes) if _megabytes.isascii() and _megabytes.isdigit() and 1 <= int(_megabytes[:9]) <= 100 else 20
)  # bytes of a document; `doctor` looks at the number
# A file that comes in stays in memory until it is sealed: nothing of it ever lies open on a disk. What is larger is refused before.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = SAMAKI_LARGEST_FILE + 2_621_440  # and the words of its form
DATA_UPLOAD_MAX_NUMBER_FILES = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880  # far above what an answer may have: what is too long comes back whole

# No line of a log holds an address, a user agent or a form of a page: granian's access log stays off, and Django's
# request logger, which puts the request into the record, says only what happened and where.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"samaki": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
