"""Leaving no trace on the disk of what is deleted, as far as the database lets us; backups are their keeper's care."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from cables.models import Cable, Paragraph, Revision, SealedPhrase, SealedText, Word

SCRUBBED = (SealedText, SealedPhrase, Revision, Cable, Paragraph, Word)


@contextmanager
def zeroing() -> Iterator[None]:
    """Within it SQLite overwrites with zeros what it deletes; PostgreSQL marks it, until `scrub`."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        [[before]] = cursor.fetchall()
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.fetchall()
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA secure_delete = {before:d}")
            cursor.fetchall()


def scrub() -> None:
    """Let go of what was deleted: of words that the search index has only marked so, and of rows that are kept for
    transactions long since ended. Not within a transaction. On a large archive it takes a while, and imports wait.
    """
    with zeroing(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = ", ".join(model._meta.db_table for model in SCRUBBED)
            cursor.execute(f"VACUUM {tables}, cables_search")
            return
        cursor.execute("INSERT INTO cables_search (cables_search) VALUES ('optimize')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
