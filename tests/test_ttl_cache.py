"""An answer is good for a moment: for the connection and the thread that were told it, until it is another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import OperationalError, connection, connections
from pytest_django import Settings

from cables import ttl_cache
from cables.db.router import through
from cables.models import Batch
from cables.ttl_cache import Moment

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])


@pytest.fixture(autouse=True)
def seconds(settings: Settings) -> None:
    settings.STAMP_SECONDS = 5


@pytest.fixture
def asked() -> Iterator[Moment[int]]:
    """A moment whose answer tells how often the database was asked."""
    times = count(1)

    def ask() -> int:
        Batch.objects.exists()
        return next(times)

    yield Moment(Batch, ask)
    connections["reader"].close()


def test_is_over_after_some_seconds(asked: Moment[int], monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(ttl_cache, "monotonic", lambda: now)
    assert [asked(), asked()] == [1, 1]
    now = 104.9
    assert asked() == 1
    now = 105.0
    assert [asked(), asked()] == [2, 2]


def test_never_is_where_there_are_no_seconds(asked: Moment[int], settings: Settings) -> None:
    settings.STAMP_SECONDS = 0
    assert [asked(), asked()] == [1, 2]


def test_is_forgotten_and_ended(asked: Moment[int]) -> None:
    assert asked() == 1
    asked.forget()
    assert [asked(), asked()] == [2, 2]
    asked.end()
    assert [asked(), asked()] == [3, 3]


def test_one_that_ends_while_the_database_is_asked_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    times = count(1)

    def ask() -> int:
        Batch.objects.exists()
        told.end()
        return next(times)

    told = Moment(Batch, ask)
    assert [told(), told()] == [1, 2]


def test_each_connection_is_asked_for_itself(asked: Moment[int]) -> None:
    assert asked() == 1
    with through("reader"):
        assert [asked(), asked()] == [2, 2]
    assert asked() == 1


class Connection:
    """A connection of Django's over which something is asked, and which is looked at before."""

    def __init__(self) -> None:
        self.connection: object = object()
        self.lost = False

    def close_if_health_check_failed(self) -> None:
        if self.lost:
            self.connection = None


def test_a_connection_that_is_lost_has_told_nothing(asked: Moment[int], monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Connection()
    monkeypatch.setattr(ttl_cache, "connections", {"default": opened})
    assert [asked(), asked()] == [1, 1]
    opened.lost = True
    assert asked() == 2


def test_what_fails_is_not_kept() -> None:
    def ask() -> int:
        raise OperationalError("no server")

    told = Moment(Batch, ask)
    for _ in range(2):
        with pytest.raises(OperationalError, match="no server"):
            told()


def test_each_thread_is_told_for_itself(asked: Moment[int]) -> None:
    def elsewhere() -> list[int]:
        try:
            with through("default"):
                return [asked(), asked()]
        finally:
            connection.close()

    assert asked() == 1
    with ThreadPoolExecutor(1) as other:
        assert other.submit(elsewhere).result() == [2, 2]
    assert asked() == 1
