"""/healthz: whether the site can serve, for a load balancer."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from archive.health import known_migrations
from cables.search.index import maintenance
from tests.builders import store, telegram

WELL = {"database": "ok", "migrations": "ok", "index": "ok"}


def refuse(*args: object, **kwargs: object) -> None:
    """Fail the query."""
    raise OperationalError("server closed the connection")


@pytest.mark.django_db
def test_all_is_well_with_and_without_cables(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    known_migrations()
    with django_assert_num_queries(3):
        assert client.get("/healthz").json() == WELL
    store(telegram())
    with django_assert_num_queries(4):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, WELL)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_an_empty_index_beside_cables_is_reported(client: Client) -> None:
    store(telegram())
    maintenance.clear()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == WELL | {"index": "empty: run manage.py rebuild_search"}


@pytest.mark.django_db
def test_a_missing_migration_is_reported(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cables' AND name = '0001_initial'")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == WELL | {"migrations": "1 to be applied: run manage.py migrate"}


@pytest.mark.django_db
def test_a_database_that_does_not_respond_is_reported(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, dict.fromkeys(WELL, "no answer"))
