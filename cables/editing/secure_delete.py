"""Secure deletion: no trace on the disk of deleted rows, as far as the database allows. Backups stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from cables.models import Cable, Paragraph, Revision, SealedFile, SealedPhrase, SealedText, SourceFile, Word

VACUUMED = (SealedFile, SourceFile, SealedText, SealedPhrase, Revision, Cable, Paragraph, Word)


@contextmanager
def secure_delete() -> Iterator[None]:
    """Let SQLite overwrite deleted content with zeros; on PostgreSQL that waits for `vacuum`."""
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


def vacuum() -> None:
    """Free the space of deleted rows and of words that the search index has only marked as deleted.

    Cannot run within a transaction. On a large archive it takes a while, and imports wait.
    """
    with secure_delete(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = ", ".join(model._meta.db_table for model in VACUUMED)
            cursor.execute(f"VACUUM {tables}, cables_search")
            return
        cursor.execute("INSERT INTO cables_search (cables_search) VALUES ('optimize')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
