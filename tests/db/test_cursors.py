"""A query by the driver's own cursor fails, and is logged, like any other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from cables.db.prepared import PreparedQuery
from cables.models import Cable
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


def serials() -> PreparedQuery[Any]:
    """Return a query for the serial number of the cable of an MRN."""
    return PreparedQuery(Cable, lambda mrn: Cable.objects.filter(mrn=mrn).order_by().values_list("serial", flat=True))


def test_the_driver_is_alone_unless_queries_are_logged_or_wrapped() -> None:
    store(telegram("07ZENDA1"))
    wrapped: list[str] = []

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        wrapped.append(sql)
        return execute(sql, *rest)

    own: Any = connection
    with own.prepared_cursor() as cursor:
        assert not isinstance(cursor, CursorWrapper)
    with connection.execute_wrapper(wrapper):
        assert serials()("07ZENDA1") == [1]
    assert [sql.split()[0] for sql in wrapped] == ["SELECT"]
    with CaptureQueriesContext(connection) as captured:
        assert serials()("07ZENDA1") == [1]
    assert len(captured) == 1
    assert "cables_cable" in captured[0]["sql"]
    assert serials()("07ZENDA1") == [1]


def test_failures_are_django_s() -> None:
    query = PreparedQuery(Cable, lambda mrn: Cable.objects.filter(mrn=mrn).annotate(lost=RawSQL("nowhere", [])))
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        query("07ZENDA1")
