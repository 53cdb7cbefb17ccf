"""Search indexes of each database, which find the same cables: FTS5 on SQLite, tsvectors on PostgreSQL."""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from cables.db.router import current_connection
from cables.search.backends.base import SearchBackend
from cables.search.backends.postgresql import PostgreSQLSearch
from cables.search.backends.sqlite import SQLiteSearch

BACKENDS: dict[str, type[SearchBackend]] = {"postgresql": PostgreSQLSearch, "sqlite": SQLiteSearch}


def search_backend(of: BaseDatabaseWrapper) -> SearchBackend:
    """Return the search index of a connection's database."""
    return BACKENDS[of.vendor](of)


def reader() -> SearchBackend:
    """Return the search index through the connection that cables are read through at present."""
    return search_backend(current_connection())


def writer() -> SearchBackend:
    """Return the search index through the connection that writes."""
    return search_backend(connection)
