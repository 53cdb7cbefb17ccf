"""Errors of the databases: which kind one is, by PostgreSQL's codes or by the words of SQLite, which has none."""

from __future__ import annotations

# https://www.postgresql.org/docs/current/errcodes-appendix.html
UNDEFINED = ("42P01", "42703")  # a table, a column
DISK_FULL = "53100"
PROGRAM_LIMIT_EXCEEDED = "54"  # a class of codes, such as of a row that is too large for its index
FULL = "database or disk is full"  # SQLite's SQLITE_FULL
NO_SUCH = ("no such table", "no such column", "has no column named")


def sqlstate(error: BaseException) -> str | None:
    """Return PostgreSQL's code for the error; None where it sent none, and for errors of SQLite."""
    return getattr(error.__cause__, "sqlstate", None)


def is_of_schema(error: BaseException) -> bool:
    """Return whether the database lacks a table or a column."""
    return sqlstate(error) in UNDEFINED or any(words in str(error) for words in NO_SUCH)


def is_beyond_a_limit(error: BaseException) -> bool:
    """Return whether the database can never do what it was given, however long one waits."""
    return (sqlstate(error) or "").startswith(PROGRAM_LIMIT_EXCEEDED)


def is_of_full_disk(error: BaseException) -> bool:
    """Return whether the disk of the database is full."""
    return sqlstate(error) == DISK_FULL or FULL in str(error)
