"""Commits that must outlive a power cut are on the disk when they return, and no others."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from cables.db.durability import on_disk

FULL, NORMAL = 2, 1


def synchronous() -> int | None:
    """Return SQLite's level of the connection; None on PostgreSQL, where every commit is on the disk."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_only_within_the_block() -> None:
    with pytest.raises(ZeroDivisionError), on_disk():
        assert synchronous() in (FULL, None)
        raise ZeroDivisionError
    assert synchronous() in (NORMAL, None)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_decides_by_itself() -> None:
    with transaction.atomic(), on_disk():
        assert synchronous() in (NORMAL, None)
