"""A prepared query has the results of its queryset, and builds no SQL when it is run again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from cables.db.prepared import PreparedQuery
from cables.models import Cable, Reference
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cables() -> None:
    store(
        telegram("07ZENDA1", tags="PREL, PGOV", refs=["ZENDA 2", "ZENDA 900"]),
        telegram("07ZENDA2", subject="THE SALT ARRIVES", classification="SECRET"),
        *(telegram(f"08ZENDA{serial}") for serial in range(3, 9)),
    )


def rows(results: list[Any]) -> list[Any]:
    """Return what the results say: of instances their fields, with those of the instances that are joined."""
    return [
        {name: value for name, value in vars(result).items() if name != "_state"}
        | {f"{name}, whole": rows([related]) for name, related in result._state.fields_cache.items()}
        if isinstance(result, Model)
        else result
        for result in results
    ]


QUERIES: list[tuple[Callable[..., QuerySet[Cable, Any]], list[tuple[Any, ...]]]] = [
    (lambda mrn: Cable.objects.filter(mrn=mrn), [("07ZENDA1",), ("07ZENDA2",), ("07ZENDA3",)]),
    (lambda mrn: Cable.objects.filter(mrn=mrn).select_related("post"), [("07ZENDA1",)]),
    (lambda mrn: Cable.objects.filter(mrn=mrn).only("subject", "captions"), [("07ZENDA1",)]),
    (lambda year: Cable.objects.filter(year=year).order_by("serial")[:2], [(2007,), (2008,)]),
    (lambda year: Cable.objects.filter(Q(year=year) | Q(serial=1), year__lte=year).order_by("pk"), [(2007,), (2008,)]),
    (lambda mrns: Cable.objects.filter(mrn__in=mrns).order_by("pk"), [(["07ZENDA1"],), (["07ZENDA1", "07ZENDA2"],)]),
    (
        lambda serials: Cable.objects.filter(serial__in=serials).order_by("pk"),
        [(range(1, size),) for size in (2, 4, 6)],
    ),
    (lambda year: Cable.objects.filter(year=year).order_by("pk").values_list("mrn", "date", "captions"), [(2007,)]),
    (lambda year: Cable.objects.filter(year=year).order_by("pk").values_list("mrn", flat=True), [(2007,), (1999,)]),
    (
        lambda year, serials: (
            Cable.objects.filter(serial__in=serials, year=year, classification__isnull=False)
            .annotate(named=Concat(Value("no. "), F("mrn")))
            .order_by("pk")
        ),
        [(2008, [5, 4, 3]), (2007, [1])],
    ),
]


@pytest.mark.parametrize(("queryset", "values"), QUERIES, ids=map(str, range(len(QUERIES))))
def test_has_the_results_of_its_queryset(
    queryset: Callable[..., QuerySet[Cable, Any]], values: list[tuple[Any, ...]]
) -> None:
    query = PreparedQuery(Cable, queryset)
    for given in [*values, *values]:
        expected = list(queryset(*given))
        with CaptureQueriesContext(connection) as captured:
            results = query(*given)
        assert rows(results) == rows(expected)
        assert len(captured) == 1
        assert rows([query.first(*given)]) == rows([expected[0] if expected else None])


def test_builds_no_sql_when_it_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    query = PreparedQuery(Cable, lambda serials: Cable.objects.filter(serial__in=serials).order_by("pk"))
    assert [cable.serial for cable in query([1, 2, 3])] == [1, 2, 3]
    monkeypatch.delattr(SQLCompiler, "as_sql")
    assert [cable.serial for cable in query([2, 3, 4])] == [2, 3, 4]
    assert [cable.serial for cable in query([5, 6, 7, 8])] == [5, 6, 7, 8]


def test_a_value_that_is_left_out_is_a_mistake() -> None:
    query = PreparedQuery(Reference, lambda position, mrn: Reference.objects.filter(position=position))
    with pytest.raises(ValueError, match="Not every value"):
        query(1, "07ZENDA2")
