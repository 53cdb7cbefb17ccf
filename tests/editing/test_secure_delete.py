"""Words that were redacted and purged are in no byte of an SQLite database, and in no row of a PostgreSQL one."""

from __future__ import annotations

import pytest
from django.db import connection

from cables.editing.redaction import purge, redact
from cables.editing.secure_delete import secure_delete, vacuum
from tests.builders import store, telegram
from tests.editing.archive import differences

WORDS = ("Grellow", "grellow", "GRELLOW", "zanzwhistling", "zanzwhistl")


def content() -> bytes:
    """Return the whole database: the bytes of an SQLite file, or the rows of all PostgreSQL tables."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own name
            rows.append(repr(cursor.fetchall()).encode())
    return b"".join(rows)


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_it_is_left() -> None:
    others = [telegram(f"07LIMA{number}") for number in range(2, 30)]
    store(telegram("07LIMA1", subject="GRELLOW SPOKE", paragraphs=["(U) Grellow was zanzwhistling."]), *others)
    assert all(word in content() for word in (b"GRELLOW", b"grellow", b"zanzwhistling"))
    redaction = redact("07LIMA1", ["Grellow", "zanzwhistling"], "A name.")
    assert b"zanzwhistling" in content(), "sealed for administrators"
    purge(redaction, "The person asked for it.")
    assert not any(word.encode() in content() for word in WORDS)
    assert not differences()


@pytest.mark.django_db(transaction=True)
def test_secure_deletion_damages_nothing() -> None:
    store(telegram("07LIMA1"), telegram("07LIMA2"))
    with secure_delete():
        vacuum()
    assert not differences()
