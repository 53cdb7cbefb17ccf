"""The connections to the database: one that may write, one that only reads, and one to each replica."""

from collections.abc import Sequence
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "cables.db.sqlite", "cables.db.postgresql"
ENGINES = {"django.db.backends.sqlite3": SQLITE, "django.db.backends.postgresql": POSTGRESQL}
READER = "reader"

# Readers go on beside one writer (WAL), which waits for its turn. A power cut may undo the last commit, never tear one.
# An import goes back to the same index pages again and again; mapping the file besides would gain it nothing.
# Large pages leave less room empty behind paragraphs and texts: a file is 3 % smaller. Only an empty one takes
# them up.
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
# Where many rows could be meant, PostgreSQL compiles a question for longer than it takes to answer it.
POSTGRESQL_READER = "-c default_transaction_read_only=on -c jit=off"

# A replica that does not answer is given up soon: another one, or the primary, answers in its place.
IMPATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


def described(primary: str, reader: str, replicas: Sequence[str], timeout: int) -> dict[str, dict[str, Any]]:
    """Django's description of all connections, from the values of DATABASE_URL, READER_URL and REPLICA_URLS.

    PostgreSQL gives a statement up after ``timeout`` milliseconds; 0 is never. Raises ``ImproperlyConfigured``.
    """
    found = {"default": writer("DATABASE_URL", primary, timeout)}
    for name, urls in (("READER_URL", [reader] if reader else []), ("REPLICA_URLS", replicas)):
        engines = {found["default"]["ENGINE"], *(parsed(name, url)[0]["ENGINE"] for url in urls)}
        if urls and engines != {POSTGRESQL}:
            raise ImproperlyConfigured(f"{name} is for PostgreSQL alone, like DATABASE_URL then: else leave it empty.")
    found[READER] = reading("READER_URL", reader or primary, timeout)
    for number, url in enumerate(replicas, 1):
        replica = found[f"replica{number}"] = reading("REPLICA_URLS", url, timeout)
        replica["OPTIONS"] = {**IMPATIENCE, **replica["OPTIONS"]}
    return found


def writer(name: str, url: str, timeout: int) -> dict[str, Any]:
    """The connection at ``url``, ``sqlite:///path`` or ``postgres://user@host/name``, from the variable ``name``."""
    found, options = parsed(name, url)
    found["CONN_MAX_AGE"] = 600
    found["CONN_HEALTH_CHECKS"] = True
    if found["ENGINE"] == SQLITE:
        options.setdefault("timeout", 20)
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = SQLITE_WRITER
    elif timeout:
        options["options"] = f"{options.get('options', '')} -c statement_timeout={timeout}".strip()
    return found


def reading(name: str, url: str, timeout: int) -> dict[str, Any]:
    """The same for a connection through which nothing can be written; in tests it leads to the writer's database.

    The server keeps the statements of `cables.db.prepared` from the first time on, unless the URL says otherwise.
    """
    found = writer(name, url, timeout)
    options = found["OPTIONS"]
    if found["ENGINE"] == SQLITE:
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] = SQLITE_READER
    else:
        options["options"] = f"{options.get('options', '')} {POSTGRESQL_READER}".strip()
        options.setdefault("prepare_threshold", 0)
    found["TEST"] = {"MIRROR": "default"}
    return found


def parsed(name: str, url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The database that a URL names, and its options, which are part of it. Raises ``ImproperlyConfigured``."""
    try:
        # The library's own type; Django wants a plain dictionary.
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        found = {}
    if found.get("ENGINE") not in ENGINES or found["NAME"] in ("", ":memory:"):
        raise ImproperlyConfigured(
            f"{name} cannot be read: set it to sqlite:///path/of/file or postgres://user:password@host:port/name, "
            "with special characters percent-encoded."
        )
    found["ENGINE"] = ENGINES[found["ENGINE"]]
    options: dict[str, Any] = found.setdefault("OPTIONS", {})
    return found, options
