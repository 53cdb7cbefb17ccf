"""What is asked by the driver's own cursor fails and is listened to like any other question."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from cables.db.prepared import Prepared
from cables.models import Cable
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


def question() -> Prepared[Any]:
    return Prepared(Cable, lambda mrn: Cable.objects.filter(mrn=mrn).order_by().values_list("serial", flat=True))


def test_it_is_asked_by_the_driver_alone_unless_somebody_listens() -> None:
    store(telegram("07ZENDA1"))
    heard: list[str] = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return execute(sql, *rest)

    own: Any = connection
    with own.prepared_cursor() as cursor:
        assert not isinstance(cursor, CursorWrapper)
    with connection.execute_wrapper(listen):
        assert question()("07ZENDA1") == [1]
    assert [sql.split()[0] for sql in heard] == ["SELECT"]
    with CaptureQueriesContext(connection) as captured:
        assert question()("07ZENDA1") == [1]
    assert len(captured) == 1
    assert "cables_cable" in captured[0]["sql"]
    assert question()("07ZENDA1") == [1]


def test_it_fails_as_django_has_it() -> None:
    asked = Prepared(Cable, lambda mrn: Cable.objects.filter(mrn=mrn).annotate(lost=RawSQL("nowhere", [])))
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        asked("07ZENDA1")
