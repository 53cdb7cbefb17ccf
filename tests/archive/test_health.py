"""/healthz: whether the site can serve, for a load balancer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

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
    with django_assert_num_queries(4):
        assert client.get("/healthz").json() == WELL
    store(telegram())
    with django_assert_num_queries(3):
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
@pytest.mark.parametrize("table", ["django_migrations", "cables_cable", "cables_search"])
def test_a_missing_table_is_reported(client: Client, table: str) -> None:
    with dropped(table):
        response = client.get("/healthz")
    assert (response.status_code, "no answer" in response.json().values()) == (503, True)


@pytest.mark.django_db
def test_a_table_that_the_page_cache_misses_is_no_error(client: Client, settings: Settings) -> None:
    settings.PAGE_CACHE = 1
    with dropped("cables_batch"):
        response = client.get("/healthz")
    assert response.status_code in (200, 503)  # on PostgreSQL the test's transaction fails with it


@contextmanager
def dropped(table: str) -> Iterator[None]:
    """Let a table be missing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}" + " CASCADE" * (connection.vendor == "postgresql"))
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_database_that_does_not_respond_is_reported(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, dict.fromkeys(WELL, "no answer"))
