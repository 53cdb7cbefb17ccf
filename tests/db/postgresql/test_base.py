"""Statements are prepared once, and can be executed again when their tables have changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from cables.db.prepared import PreparedQuery
from cables.db.router import using
from cables.models import Cable

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])


@pytest.fixture
def reader(archive: None) -> Iterator[Any]:
    """Yield the connection that public pages are read through, just opened."""
    opened = connections["reader"]
    opened.close()
    with using("reader"):
        yield opened
    opened.close()


def prepared(reader: Any) -> int:
    """Return the number of statements that the server has prepared for the connection."""
    if reader.vendor == "sqlite":
        return 1  # which has no server
    with reader.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        [(count,)] = cursor.fetchall()
    return int(count)


def test_a_statement_is_prepared_for_all_values(reader: Any) -> None:
    query = PreparedQuery(
        Cable,
        lambda pks, mrn: (
            Cable.objects.filter(pk__in=pks).exclude(mrn=mrn).order_by("pk").values_list("serial", flat=True)
        ),
    )
    first, second = Cable.objects.order_by("pk").values_list("pk", flat=True)
    assert query([first, second], "07ZENDA2") == [1]
    assert query([second, 2**40], "07ZENDA1") == [2]
    assert prepared(reader) == 1


def test_a_statement_about_a_table_that_has_changed(reader: Any) -> None:
    with connection.cursor() as writing:
        for kind in ("integer", "bigint"):
            writing.execute(f"CREATE TABLE place (number {kind})")
            writing.execute("INSERT INTO place VALUES (7)")
            try:
                for number in ("7", "7", "8"):
                    with reader.prepared_cursor() as cursor:
                        cursor.execute("SELECT number FROM place WHERE number = %s", [number])
                        assert cursor.fetchall() == ([(7,)] if number == "7" else [])
            finally:
                writing.execute("DROP TABLE place")
