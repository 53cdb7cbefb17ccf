"""Stored archives that several tests share.

Storing an archive takes longer than most of what a test does with it. What a fixture of `stored_once` stores is stored
in an outer transaction before the first test that requests it. Each test runs in a savepoint of its own, so all it
changes is rolled back, and it gets a copy of the fixture's value. The outer transaction is rolled back before the next
test of the database that requests another archive or none: tests of one module that share one are put side by side.

    @stored_once
    def archive() -> None:
        \"""Three cables of two posts.\"""
        store(SALT, CHEESE, TOLL)

The function takes no fixtures and leaves nothing outside the database. A transactional test stores the archive itself.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import groupby
from typing import Any, TypeVar

import pytest
from django.db import transaction

Value = TypeVar("Value")
Store = Callable[[], Any]


class Shared:
    """The archive that is stored in the outer transaction, if there is one."""

    store: Store | None = None
    value: Any = None
    _outer: transaction.Atomic | None = None

    def require(self, store: Store | None) -> None:
        """Store this archive unless it is stored already; none where `store` is None."""
        if store is not self.store:
            self.roll_back()
            if store:
                self._begin(store)

    def _begin(self, store: Store) -> None:
        self._outer = transaction.atomic()
        self._outer._from_testcase = True  # type: ignore[attr-defined]  # as Django's own, a durable block may stand within
        self._outer.__enter__()
        self.store = store
        try:
            self.value = store()
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """End the outer transaction."""
        if self._outer:
            transaction.set_rollback(True)
            self._outer.__exit__(None, None, None)
        self.store = self.value = self._outer = None


shared = Shared()


def stored_once(store: Callable[[], Value]) -> Any:
    """Return a fixture of the function's name: the archive that it stores, whose value is what it returns."""

    def fixture(db: None) -> Value:
        return deepcopy(shared.value) if shared.store is store else store()

    fixture.stores = store  # type: ignore[attr-defined]
    fixture.__doc__ = store.__doc__
    return pytest.fixture(name=store.__name__)(fixture)


def archive_of(item: pytest.Item) -> Store | None:
    """Return what stores the archive that a test requests, None where it requests none."""
    definitions = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009 - pytest has no public way
    stores = {getattr(definitions[name][-1].func, "stores", None) for name in definitions} - {None}
    assert len(stores) < 2, f"{item.nodeid} requests more than one archive"
    return stores.pop() if stores else None


def is_transactional(item: pytest.Item) -> bool:
    """Return whether a test commits what it stores, after which the tables are flushed."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return "transactional_db" in names or bool(marker and marker.kwargs.get("transaction"))


def grouped(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those of a module that request the same archive side by side, else in the same order."""
    result: list[pytest.Item] = []
    for _, group in groupby(items, key=lambda item: item.nodeid.partition("::")[0]):
        by_archive: dict[Store | None, list[pytest.Item]] = {}
        for item in group:
            by_archive.setdefault(archive_of(item), []).append(item)
        result += [item for same in by_archive.values() for item in same]
    return result
