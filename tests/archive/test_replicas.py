"""Replicas are read in turn; one that does not respond, or is behind, is left out until that is over."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from archive.replicas import PRIMARY_POSITION, Replicas

LOST = "connection refused\nIs the server running?"


class Connection:
    """A connection to a replica or to the primary, as far as it matters here."""

    def __init__(self) -> None:
        self.alive = True
        self.tried = 0
        self.positions = [(Decimal(7), Decimal(7))]
        self.settings_dict: dict[str, Any] = {"OPTIONS": {}}

    def copy(self) -> Connection:
        return self

    def close_if_health_check_failed(self) -> None:
        self.tried += 1

    def ensure_connection(self) -> None:
        if not self.alive:
            raise OperationalError(LOST)

    @contextmanager
    def cursor(self) -> Iterator[Connection]:
        self.ensure_connection()
        yield self

    def execute(self, query: str) -> None:
        pass

    def fetchall(self) -> list[tuple[Decimal, Decimal]]:
        return self.positions

    def close(self) -> None:
        pass


@pytest.fixture
def primary() -> Connection:
    return Connection()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch, primary: Connection) -> dict[str, Connection]:
    made = {alias: Connection() for alias in ("one", "two", "three")}
    every = {**made, settings.READER: primary}
    monkeypatch.setattr(type(connections), "__getitem__", lambda self, alias: every[alias])
    return made


def replicas_of(servers: dict[str, Connection]) -> Replicas:
    """Return the replicas, of which those left out are tried again at once, and whose lag is noticed at once."""
    replicas = Replicas(servers, lag=0, seconds_left_out=0.01)
    replicas.seconds_between_checks = 0
    return replicas


def chosen(replicas: Replicas) -> set[str | None]:
    """Return the aliases that are chosen when each has its turn."""
    return {replicas.choose() for _ in range(9)}


def wait_for(replicas: Replicas) -> None:
    """Wait until none is left out; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while replicas.left_out:
        assert time.monotonic() < deadline, "is not used again"
        time.sleep(0.01)


def test_each_has_its_turn(servers: dict[str, Connection]) -> None:
    replicas = replicas_of(servers)
    assert Counter(replicas.choose() for _ in range(30)) == {"one": 10, "two": 10, "three": 10}


def test_one_that_does_not_respond_is_left_out_until_it_does(
    servers: dict[str, Connection], caplog: pytest.LogCaptureFixture
) -> None:
    replicas = replicas_of(servers)
    servers["two"].alive = False
    assert chosen(replicas) == {"one", "three"}
    assert servers["two"].tried == 1, "a request tried one that is left out"
    servers["two"].alive = True
    wait_for(replicas)
    assert chosen(replicas) == {"one", "two", "three"}
    assert caplog.messages == ["two is left out until it answers: connection refused", "two answers again."]


def test_one_that_does_not_replay_what_it_receives_is_left_out_until_it_does(
    servers: dict[str, Connection], primary: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    replicas = replicas_of(servers)
    primary.positions = [(Decimal(9), Decimal(0))]
    servers["two"].positions = [(Decimal(9), Decimal(7))]
    assert chosen(replicas) == {"one", "two", "three"}, "it may be only just behind"
    time.sleep(0.01)
    assert chosen(replicas) == {"one", "three"}
    servers["two"].positions = [(Decimal(9), Decimal(9))]
    wait_for(replicas)
    assert caplog.messages == [
        "two is left out until it answers: it has not replayed for 0 seconds what it has received",
        "two answers again.",
    ]


def leave_out_two(replicas: Replicas) -> None:
    """Leave out the second, and let it be tried several times."""
    replicas.leave_out("two", OperationalError(LOST))
    time.sleep(0.1)


def test_one_that_is_back_is_used_once_it_has_replayed_what_the_primary_has_written(
    servers: dict[str, Connection], primary: Connection
) -> None:
    replicas = replicas_of(servers)
    primary.positions = [(Decimal(9), Decimal(0))]
    leave_out_two(replicas)
    assert replicas.left_out == {"two"}, "it has replayed what it received before it was stopped, and no more"
    servers["two"].positions = [(Decimal(9), Decimal(9))]
    wait_for(replicas)


def test_one_that_is_always_just_behind_a_busy_primary_is_used_again(
    servers: dict[str, Connection], primary: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    replicas = replicas_of(servers)
    written = iter(range(10, 1_000_000))

    def execute(self: Connection, query: str) -> None:
        if query == PRIMARY_POSITION:
            servers["two"].positions = [(Decimal(position := next(written)) - 1, Decimal(position) - 1)]
            primary.positions = [(Decimal(position), Decimal(0))]

    monkeypatch.setattr(Connection, "execute", execute)
    replicas.leave_out("two", OperationalError(LOST))
    wait_for(replicas)


def test_without_the_primary_one_that_is_back_is_used_once_it_has_replayed_what_it_received(
    servers: dict[str, Connection], primary: Connection
) -> None:
    replicas = replicas_of(servers)
    primary.alive = False
    servers["two"].positions = [(Decimal(9), Decimal(7))]
    leave_out_two(replicas)
    assert replicas.left_out == {"two"}
    servers["two"].positions = [(Decimal(9), Decimal(9))]
    wait_for(replicas)


def test_one_that_begins_again_at_a_lower_position_is_not_behind_its_former_one(
    servers: dict[str, Connection], primary: Connection
) -> None:
    replicas = replicas_of(servers)
    assert chosen(replicas) == {"one", "two", "three"}
    servers["two"].positions = primary.positions = [(Decimal(3), Decimal(3))]
    replicas.leave_out("two", OperationalError(LOST))
    wait_for(replicas)
    time.sleep(0.01)
    assert chosen(replicas) == {"one", "two", "three"}


def test_an_unexpected_error_leaves_none_out_for_ever(
    servers: dict[str, Connection], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replicas = replicas_of(servers)

    def fail(self: Connection) -> None:
        raise ValueError("no host of that name")

    with monkeypatch.context() as failing:
        failing.setattr(Connection, "copy", fail)
        leave_out_two(replicas)
        assert replicas.left_out == {"two"}
    wait_for(replicas)
    assert "two could not be tried; it is tried again." in caplog.messages


def test_none_is_left_out_that_no_thread_can_wait_for(
    servers: dict[str, Connection], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replicas = replicas_of(servers)

    def fail(self: Thread) -> None:
        raise RuntimeError("can't start new thread")

    servers["two"].alive = False
    with monkeypatch.context() as failing:
        failing.setattr(Thread, "start", fail)
        assert chosen(replicas) == {"one", "three"}
    assert not replicas.left_out
    assert "can't start new thread" in caplog.messages[0]
    servers["two"].alive = True
    assert chosen(replicas) == {"one", "two", "three"}


def test_one_that_is_no_replica_any_more_is_not_behind(servers: dict[str, Connection]) -> None:
    for server in servers.values():
        server.positions = []
    assert chosen(replicas_of(servers)) == {"one", "two", "three"}


def test_none_where_none_responds(servers: dict[str, Connection]) -> None:
    for server in servers.values():
        server.alive = False
    replicas = replicas_of(servers)
    assert replicas.choose() is None
    for server in servers.values():
        server.alive = True
    wait_for(replicas)
    assert replicas_of({}).choose() is None
