"""Durability: which commits outlive a power cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def on_disk() -> Iterator[None]:
    """Let each commit in the block be on the disk, with all before it, when it returns.

    PostgreSQL does so always; SQLite else leaves it to the next checkpoint (`archive/databases.py`). Within a
    transaction this does nothing: its own commit decides.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")
