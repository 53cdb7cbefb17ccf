"""Settings of the archive. Everything that differs between installations comes from the environment.

The table in docs/settings.md describes every variable read here (a test compares the two). A value that cannot be
read, or that would be unsafe, raises ``ImproperlyConfigured`` with a sentence that says what to set.

What no installation changes is a constant where it is used: the rows of a page in its view, the cables of a batch in
`cables/ingest/batches.py`, the threads of a process in `cables/management/commands/serve.py`.
"""

import os
from datetime import timedelta
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

from archive import databases
from archive.environment import BASE_DIR, directory, flag, is_loopback, names, number, text
from archive.secret_key import LENGTH as SECRET_KEY_LENGTH
from archive.secret_key import stored_secret_key

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SITE_MODES = ("full", "public")

# What this installation is

SITE_NAME = text("SITE_NAME", "The Cable Archive")
CONTACT = text("CONTACT")
DATA_DIR = directory("DATA_DIR", BASE_DIR / "data")
# For how long a proxy may answer from its cache before it asks again: archive/middleware/cache_control.py.
CACHE_SECONDS = number("CACHE_SECONDS", 60, 0, 24 * 3600)
REQUEST_LOG = flag("REQUEST_LOG")
SITE_MODE = text("SITE_MODE", "full").lower()
if SITE_MODE not in SITE_MODES:
    raise ImproperlyConfigured(f"SITE_MODE is {SITE_MODE!r}: set it to one of {', '.join(SITE_MODES)}.")
ADMINISTERS = SITE_MODE == "full"
ADMINISTRATION = "/admin/"

# For how long a reader may keep a connection: without a word, or without taking what is sent; and for a whole stream.
IDLE_SECONDS = number("IDLE_SECONDS", 20, 1, 3600)
STREAM_SECONDS = number("STREAM_SECONDS", 300, 1, 24 * 3600)

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

SECRET_KEY = SECRET_KEY or stored_secret_key(DATA_DIR / "secret_key")

if SECURE:
    # The proxy in front speaks https, says so in this header, and strips the header from what visitors send.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # which a load balancer asks for without the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True

# The public pages set no cookie and read none but `seen`, which editors have.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = ADMINISTRATION
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its cookie would go to all paths
CSRF_FAILURE_VIEW = "cables.views.errors.without_token"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"

# Subdomains and the browsers' preload list are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The application

# What only the administration needs is not loaded where none is served, nor its tables made.
INSTALLED_APPS = [
    "archive.apps.ProjectConfig",
    *(["archive.apps.AdministrationConfig", "axes"] if ADMINISTERS else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    *(["django.contrib.messages", "django.contrib.sessions"] if ADMINISTERS else []),
    "django.contrib.staticfiles",
    "django_filters",
    "cables",
]

MIDDLEWARE = [
    *(["archive.request_log.RequestLogMiddleware"] if REQUEST_LOG else []),
    "archive.middleware.database.DatabaseMiddleware",
    "archive.middleware.page_cache.PageCacheMiddleware",
    "archive.middleware.pages_first.PagesFirstMiddleware",
    "archive.middleware.cache_control.NoStoreMiddleware",
    "archive.middleware.security.ContentSecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "archive.static_files.StaticFilesMiddleware",
    "archive.middleware.cache_control.CacheControlMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "archive.middleware.public_requests.PublicRequestMiddleware",
    "archive.middleware.request_size.RequestSizeMiddleware",
    "archive.middleware.request_content.RequestContentMiddleware",
    *(["django.contrib.sessions.middleware.SessionMiddleware"] if ADMINISTERS else []),
    "django.middleware.csrf.CsrfViewMiddleware",
    *(
        [
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        if ADMINISTERS
        else []
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["axes.middleware.AxesMiddleware"] if ADMINISTERS else []),
]

# Logging in: five failures from one network, then no attempt for a while; archive/login_throttle.py counts them

AUTHENTICATION_BACKENDS = [
    *(["axes.backends.AxesStandaloneBackend"] if ADMINISTERS else []),
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "archive.sessions"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_HANDLER = "archive.login_throttle.FailureCounter"
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "archive.login_throttle.name_of"
AXES_CLIENT_IP_CALLABLE = "archive.login_throttle.client_ip"
AXES_LOCKOUT_CALLABLE = "archive.login_throttle.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

PAGE_CACHE = number("PAGE_CACHE", 64, 0, 1024**2)
STAMP_SECONDS = number("STAMP_SECONDS", 1, 0, 60)
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
X_FRAME_OPTIONS = "DENY"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {
            "environment": "cables.rendering.jinja.environment",
            "context_processors": ["archive.context_processors.site"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "administration"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if ADMINISTERS
                    else []
                ),
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
STATIC_ROOT = DATA_DIR / "static"  # all else that is written there is for its owner alone: archive/private_files.py
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "archive.static_files.StaticFilesStorage"},
}

# The database

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATEMENT_TIMEOUT = number("STATEMENT_TIMEOUT", 0, 0, 24 * 3600 * 1000)
SEARCH_TIMEOUT = number("SEARCH_TIMEOUT", 5000, 10, 3600 * 1000)
REPLICA_TIMEOUT = number("REPLICA_TIMEOUT", 2000, 100, 3600 * 1000)
REPLICA_LAG = number("REPLICA_LAG", 60, 1, 24 * 3600)

DATABASES = databases.from_urls(
    text("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'db.sqlite3'))}"),
    text("READER_URL"),
    names("REPLICA_URLS", ""),
    STATEMENT_TIMEOUT,
    REPLICA_TIMEOUT,
)
DATABASE_ROUTERS = ["cables.db.router.CurrentRouter"]
READER = databases.READER
REPLICAS = [alias for alias in DATABASES if alias not in ("default", READER)]

# Uploads: how much one may contain; its texts are never in memory all at once

MEBIBYTE = 1024**2
UPLOAD_SIZE = number("UPLOAD_MB", 512, 1, 1024**2) * MEBIBYTE
UPLOAD_UNPACKED_SIZE = number("UPLOAD_UNPACKED_MB", 8192, 1, 1024**2) * MEBIBYTE
UPLOAD_CABLE_SIZE = number("UPLOAD_CABLE_MB", 16, 1, 1024) * MEBIBYTE
UPLOAD_FILES = number("UPLOAD_FILES", 1000, 1, 100_000)
UPLOAD_MEMBERS = number("UPLOAD_MEMBERS", 1_000_000, 1, 100_000_000)
DATA_UPLOAD_MAX_NUMBER_FILES = UPLOAD_FILES
# Of fields that are not files: a pasted text of 512 KiB, or its signed preview, which has at most 0.93 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEBIBYTE

# Files that are not text, such as PDFs, of which the text is extracted
DOCUMENT_SIZE = number("DOCUMENT_MB", 32, 1, 1024) * MEBIBYTE
DOCUMENT_PAGES = number("DOCUMENT_PAGES", 500, 1, 100_000)
DOCUMENT_SECONDS = number("DOCUMENT_SECONDS", 20, 1, 3600)
DOCUMENT_MEMORY = number("DOCUMENT_MEMORY_MB", 512, 128, 64 * 1024) * MEBIBYTE

# Requests: how much one may have, and where those with the permission may send more
REQUEST_SIZE = 16 * 1024
# Addresses that are read by POST too, since what they look up may be too long for an address: they write nothing, and
# need no token.
READS_BY_POST = dict.fromkeys(("/citations/", "/citations.json", "/citations.csv", "/citations.zip"), 64 * 1024)
UPLOAD_PERMISSION = "cables.add_cable"
UPLOADS = {"admin:cables_cable_add": UPLOAD_SIZE, "admin:cables_cable_confirm": DATA_UPLOAD_MAX_MEMORY_SIZE}

# Log lines go to the standard error output

LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in LOG_LEVELS:
    raise ImproperlyConfigured(f"LOG_LEVEL is {LOG_LEVEL!r}: set it to one of {', '.join(LOG_LEVELS)}.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "outages": {"()": "archive.request_log.OutageFilter"},
        "refusals": {"()": "archive.request_log.RefusalFilter"},
        "suspicions": {"()": "archive.request_log.SuspicionFilter"},
        "broken streams": {"()": "cables.streams.BrokenStreamFilter"},
    },
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "plain": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["suspicions"]},
        "requests": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "_granian.utils": {"filters": ["broken streams"]},
        "archive": {"level": LOG_LEVEL},
        # It logs visitors' IP addresses.
        "axes": {"level": "ERROR"},
        "archive.requests": {"level": "INFO", "handlers": ["requests"], "propagate": False},
        "cables": {"level": LOG_LEVEL},
        "django": {"level": LOG_LEVEL},
        # A connection lost within a COPY is raised and logged as an error; the driver logs it as well.
        "psycopg": {"level": "ERROR"},
        # A URL that does not exist is the visitor's mistake, not the site's.
        "django.request": {"level": max("ERROR", LOG_LEVEL, key=LOG_LEVELS.index), "filters": ["refusals", "outages"]},
    },
}
