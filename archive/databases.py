"""Django's DATABASES, and the options of each connection: one that may write, one that reads, one to each replica."""

from collections.abc import Sequence
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "cables.db.sqlite", "cables.db.postgresql"
ENGINES = {"django.db.backends.sqlite3": SQLITE, "django.db.backends.postgresql": POSTGRESQL}
READER = "reader"

# Reads go on beside one writer (WAL), for which other writers wait. A power cut may undo the last commit, but never
# part of it. An import reads the same index pages again and again; mapping the file as well gains it nothing. Large
# pages leave less room empty after paragraphs and texts: a file is 3 % smaller. Only a new one can have them.
SQLITE_WRITER = """
    PRAGMA page_size = 32768;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -131072;
"""
SQLITE_READER = """
    PRAGMA query_only = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32768;
    PRAGMA mmap_size = 1073741824;
"""
# Of queries that might touch many rows, PostgreSQL takes longer to compile than to execute them.
POSTGRESQL_READER = "-c default_transaction_read_only=on -c jit=off"

# A replica that does not respond is given up soon: another, or the primary, is read in its place.
REPLICA_OPTIONS = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


def from_urls(
    primary: str, reader_url: str, replicas: Sequence[str], timeout: int, replica_timeout: int
) -> dict[str, dict[str, Any]]:
    """Return DATABASES for the values of DATABASE_URL, READER_URL and REPLICA_URLS, of which the last two may be empty.

    PostgreSQL cancels a statement after ``timeout`` milliseconds; 0 is never. A replica that has sent no result after
    ``replica_timeout`` milliseconds is given up. Raises ``ImproperlyConfigured``.
    """
    made = {"default": writer("DATABASE_URL", primary, timeout)}
    for name, urls in (("READER_URL", [reader_url] if reader_url else []), ("REPLICA_URLS", replicas)):
        engines = {made["default"]["ENGINE"], *(parsed(name, url)[0]["ENGINE"] for url in urls)}
        if urls and engines != {POSTGRESQL}:
            raise ImproperlyConfigured(f"{name} is for PostgreSQL alone, like DATABASE_URL then: else leave it empty.")
    made[READER] = reader("READER_URL", reader_url or primary, timeout)
    for number, url in enumerate(replicas, 1):
        replica = made[f"replica{number}"] = reader("REPLICA_URLS", url, timeout)
        replica["OPTIONS"] = {**REPLICA_OPTIONS, **replica["OPTIONS"], "result_timeout": replica_timeout / 1000}
    return made


def writer(name: str, url: str, timeout: int) -> dict[str, Any]:
    """Return the settings for ``url`` (``sqlite:///path``, ``postgres://user@host/name``) of the variable ``name``."""
    database, options = parsed(name, url)
    database["CONN_MAX_AGE"] = 600
    database["CONN_HEALTH_CHECKS"] = True
    if database["ENGINE"] == SQLITE:
        options.setdefault("timeout", 20)
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = SQLITE_WRITER
    elif timeout:
        options["options"] = f"{options.get('options', '')} -c statement_timeout={timeout}".strip()
    return database


def reader(name: str, url: str, timeout: int) -> dict[str, Any]:
    """Return the settings of a connection that cannot write; in tests it leads to the writer's database.

    The server prepares the statements of `cables.db.prepared` at their first execution, unless the URL says otherwise.
    """
    database = writer(name, url, timeout)
    options = database["OPTIONS"]
    if database["ENGINE"] == SQLITE:
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] = SQLITE_READER
    else:
        options["options"] = f"{options.get('options', '')} {POSTGRESQL_READER}".strip()
        options.setdefault("prepare_threshold", 0)
    database["TEST"] = {"MIRROR": "default"}
    return database


def parsed(name: str, url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the settings for a URL, and their OPTIONS to add to. Raises ``ImproperlyConfigured``."""
    try:
        # The library's own type; Django wants a plain dictionary.
        database: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        database = {}
    if database.get("ENGINE") not in ENGINES or database["NAME"] in ("", ":memory:"):
        raise ImproperlyConfigured(
            f"{name} cannot be read: set it to sqlite:///path/of/file or postgres://user:password@host:port/name, "
            "with special characters percent-encoded."
        )
    database["ENGINE"] = ENGINES[database["ENGINE"]]
    options: dict[str, Any] = database.setdefault("OPTIONS", {})
    return database, options
