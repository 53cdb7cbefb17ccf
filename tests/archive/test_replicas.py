"""Replicas are read in turn; one that does not respond is left out for a while."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import OperationalError, connections

from archive.replicas import Replicas


class Connection:
    """A replica's connection, as far as it matters here."""

    def __init__(self) -> None:
        self.alive = True
        self.tried = 0

    def close_if_health_check_failed(self) -> None:
        self.tried += 1

    def ensure_connection(self) -> None:
        if not self.alive:
            raise OperationalError("connection refused\nIs the server running?")

    def close(self) -> None:
        pass


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Connection]:
    made = {alias: Connection() for alias in ("one", "two", "three")}
    monkeypatch.setattr(type(connections), "__getitem__", lambda self, alias: made[alias])
    return made


def test_each_has_its_turn(servers: dict[str, Connection]) -> None:
    replicas = Replicas(servers)
    assert Counter(replicas.choose() for _ in range(30)) == {"one": 10, "two": 10, "three": 10}


def test_one_that_does_not_respond_is_left_out_and_tried_again(
    servers: dict[str, Connection], caplog: pytest.LogCaptureFixture
) -> None:
    replicas = Replicas(servers, seconds_left_out=3600)
    servers["two"].alive = False
    assert {replicas.choose() for _ in range(9)} == {"one", "three"}
    assert servers["two"].tried == 1
    replicas.left_out["two"] = 0
    servers["two"].alive = True
    assert {replicas.choose() for _ in range(9)} == {"one", "two", "three"}
    assert caplog.messages == [
        "two is left out until it answers: connection refused",
        "two answers again.",
    ]


def test_none_where_none_responds(servers: dict[str, Connection]) -> None:
    for server in servers.values():
        server.alive = False
    assert Replicas(servers).choose() is None
    assert Replicas([]).choose() is None
