"""Settings of the archive: one file, everything that differs between installations from the environment.

The table in README.md describes every variable read here (a test compares the two). A value that cannot be read, or
that would be unsafe, raises ``ImproperlyConfigured`` with a sentence that says what to set.
"""

import contextlib
import os
import secrets
import tempfile
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY_LENGTH = 50
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def text(name: str, default: str = "") -> str:
    """The variable ``name`` without surrounding space; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Whether the variable ``name`` is switched on; it is off when not set."""
    value = text(name, "0").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """The whole number in the variable ``name``, which must lie within ``lowest`` and ``highest``."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and lowest <= int(value) <= highest):
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number from {lowest} to {highest}.")
    return int(value)


def names(name: str, default: str) -> list[str]:
    """The comma-separated items in the variable ``name``."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def made_directory(name: str, default: Path) -> Path:
    """The directory in the variable ``name``, made if it does not exist; a relative one starts at the project."""
    path = BASE_DIR / Path(text(name, str(default))).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be made ({error.strerror}): choose one that you may write."
        ) from error
    return path


def kept_secret_key(path: Path) -> str:
    """The secret key kept in the file ``path``, made on first use and readable by its owner alone.

    The file appears complete or not at all, so processes that start together agree on one key.
    """
    try:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key-") as draft:
                draft.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
                draft.flush()
                with contextlib.suppress(FileExistsError):
                    os.link(draft.name, path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The file {str(path)!r} cannot be used ({error.strerror}): set SECRET_KEY, or set DATA_DIR to a directory "
            "that you may write."
        ) from error


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at ``url``, ``sqlite:///path`` or ``postgres://user@host/name``."""
    try:
        # The library's own type; Django wants a plain dictionary.
        described: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        described = {}
    if described.get("ENGINE") not in ENGINES or described["NAME"] in ("", ":memory:"):
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: set it to sqlite:///path/of/file or postgres://user:password@host:port/name, "
            "with special characters percent-encoded."
        )
    options: dict[str, Any] = described.setdefault("OPTIONS", {})
    if described["ENGINE"].endswith("sqlite3"):
        options.setdefault("timeout", 20)
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = SQLITE_PRAGMAS
    else:
        described["CONN_MAX_AGE"] = 600
        described["CONN_HEALTH_CHECKS"] = True
        if STATEMENT_TIMEOUT:
            options["options"] = f"{options.get('options', '')} -c statement_timeout={STATEMENT_TIMEOUT}".strip()
    return described


# What this installation is

SITE_NAME = text("SITE_NAME", "The Cable Archive")
CONTACT = text("CONTACT")
DATA_DIR = made_directory("DATA_DIR", BASE_DIR / "data")

# Who may reach it

DEBUG = flag("DEBUG")
SECURE = flag("SECURE")
HOST = text("HOST", "127.0.0.1").strip("[]")
PORT = number("PORT", 8000, 1, 65535)
WORKERS = number("WORKERS", min(os.cpu_count() or 1, 8), 1, 64)
ALLOWED_HOSTS = names("ALLOWED_HOSTS", "127.0.0.1, localhost, [::1]")
SECRET_KEY = text("SECRET_KEY")

if not DEBUG:
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is '*', which lets a visitor forge the site's address: set it to the names that the site is "
            "reached by, separated by commas."
        )
    if not SECRET_KEY and not is_loopback(HOST):
        raise ImproperlyConfigured(
            f"HOST is {HOST!r}, which other machines can reach, and there is no SECRET_KEY: set SECRET_KEY to at least "
            f"{SECRET_KEY_LENGTH} random characters of your own."
        )
    if SECRET_KEY and (len(SECRET_KEY) < SECRET_KEY_LENGTH or len(set(SECRET_KEY)) < 5):
        raise ImproperlyConfigured(
            f"SECRET_KEY is too short or too plain: set it to at least {SECRET_KEY_LENGTH} random characters."
        )

SECRET_KEY = SECRET_KEY or kept_secret_key(DATA_DIR / "secret_key")

if SECURE:
    # The proxy in front speaks https, says so in this header, and strips the header from what visitors send.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True

# Subdomains and the browsers' preload list are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The application

INSTALLED_APPS = [
    "archive.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "cables",
]

MIDDLEWARE = [
    "archive.middleware.ContentSecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
X_FRAME_OPTIONS = "DENY"

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
                "archive.context.site",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The database

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATEMENT_TIMEOUT = number("STATEMENT_TIMEOUT", 0, 0, 24 * 3600 * 1000)
SEARCH_TIMEOUT = number("SEARCH_TIMEOUT", 5000, 10, 3600 * 1000)

# Readers go on beside one writer (WAL), which waits for its turn. A power cut may undo the last commit, never tear one.
SQLITE_PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32768;
    PRAGMA mmap_size = 1073741824;
"""

DATABASES = {"default": database(text("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'db.sqlite3'))}"))}

# Log lines go to the standard error output

LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in LOG_LEVELS:
    raise ImproperlyConfigured(f"LOG_LEVEL is {LOG_LEVEL!r}: set it to one of {', '.join(LOG_LEVELS)}.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "cables": {"level": LOG_LEVEL},
        "django": {"level": LOG_LEVEL},
        # An address that does not exist is the visitor's mistake, not the site's.
        "django.request": {"level": "ERROR"},
    },
}
