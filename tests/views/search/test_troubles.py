"""Searches that were not understood, took too long, or had no results or too many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from cables.search.backends.timeout import TooSlowError
from tests.views.search.results import facet_values, mrns, search

pytestmark = pytest.mark.django_db


def test_an_error_says_where_and_what_was_understood(archive: None, client: Client) -> None:
    page = search(client, q="salt (toll")
    assert page.text(".query-errors mark") in "(toll"
    assert page.text(".query-errors code") == "salt toll"
    assert page.hrefs(".query-errors a") == ["/search/?q=salt+toll"]
    assert page.nodes(".search-box input")[0].attributes["value"] == "salt (toll"


def test_nothing_understood_is_a_page_with_400(client: Client) -> None:
    page = search(client, status=400, q="((")
    assert "Nothing was understood" in page.text(".query-errors")
    assert not page.nodes("#list-title")


def test_without_results_the_page_has_suggestions(archive: None, client: Client) -> None:
    page = search(client, q="salt marmot", post="ZENDA")
    assert page.text("#list-title") == "no cables"
    assert page.hrefs(".empty a")[:2] == ["/search/?q=salt+marmot", "/search/?q=salt+OR+marmot&post=ZENDA"]


@contextmanager
def too_slow(milliseconds: int) -> Iterator[None]:
    """Yield a bound that is reached at once."""
    raise TooSlowError
    yield


def test_a_search_that_takes_too_long_is_cancelled_with_suggestions(
    archive: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cables.views.search.bounded", too_slow)
    page = search(client, status=503, q="salt")
    assert page.text("h1") == "The search took too long"
    assert "It was given up after 5 seconds" in page.text(".prose")
    assert page.hrefs(".suggestions a") == [
        "/search/?q=subject%3Asalt",
        "/search/?q=salt&since=2005&until=2005",
        "/search/?q=salt&since=2006&until=2006",
        "/search/?q=salt&post=ZENDA",
        "/search/?q=salt&post=STRELSAU",
    ]


def test_beyond_the_bound_the_database_is_stopped(
    archive: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0",
        "postgresql": "SELECT pg_sleep(20)",
    }[connection.vendor]

    def stall(*arguments: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(slow)

    monkeypatch.setattr("cables.search.facets.count", stall)
    monkeypatch.setattr("django.conf.settings.SEARCH_TIMEOUT", 200)
    search(client, status=503, q="salt")
    monkeypatch.undo()
    assert len(mrns(search(client, q="salt"))) == 2


def test_more_hits_than_are_counted(many: list[str], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cables.search.results", "cables.views.search"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 30)
    monkeypatch.setattr("cables.search.results.NEWEST", 25)
    monkeypatch.setattr("cables.views.search.NEWEST_RANKED", 25)
    page = search(client, q="barges")
    assert page.text("#list-title") == "more than 30 cables"
    assert "the newest 25 alone are ranked" in page.text("header .aside")
    assert page.texts(".pages ol a") == ["1", "2"]
    assert facet_values(page, "post") == ["Consulate Zenda 25"]
