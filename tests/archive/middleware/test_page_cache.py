"""Public pages are cached, in bounded memory, until something in the archive changes."""

from __future__ import annotations

from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.http.response import ResponseHeaders
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from archive.middleware import page_cache
from archive.middleware.page_cache import OVERHEAD, CachedPage, PageCache
from cables.archive_version import BEGINNING, Version
from cables.models import ImportRun
from tests.builders import store, telegram

TEXT = "/cable/07ZENDA11/"


def page(size: int, version: str = "now") -> CachedPage:
    return CachedPage(Version(version, BEGINNING), b"x" * (size - OVERHEAD), ResponseHeaders({}), ResponseHeaders({}))


def test_the_least_recently_used_page_is_evicted_first() -> None:
    cache = PageCache(10 * 8000)
    for number in range(10):
        cache.set((f"{number}",), page(8000))
    cache.get(("0",))
    cache.set(("10",), page(8000))
    assert cache.size == 10 * 8000
    assert [number for number in range(11) if cache.get((f"{number}",)) is None] == [1]


def test_a_page_replaces_the_one_of_its_key() -> None:
    cache = PageCache(100_000)
    cache.set(("one",), page(5000, "then"))
    cache.set(("one",), page(9000, "now"))
    cached = cache.get(("one",))
    assert cached and cached.version.rests_on == "now"
    assert cache.size == 9000


def test_a_page_that_is_too_large_is_not_cached_nor_is_the_one_before_it() -> None:
    cache = PageCache(100_000)
    cache.set(("one",), page(5000))
    cache.set(("one",), page(50_000))
    assert cache.get(("one",)) is None
    assert cache.size == 0


@pytest.fixture
def visitor(client: Client, db: None, settings: Settings) -> Client:
    settings.PAGE_CACHE = 1
    store(telegram("07ZENDA11", refs=["ZENDA 5"], date="2007-06-01"))
    return client


def queries(visitor: Client, path: str, status: int = 200, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path, headers=headers).status_code == status
    return len(captured)


@pytest.mark.parametrize(
    "path",
    ["/", TEXT, "/cable/07ZENDA11.txt", "/cable/07ZENDA11.json", "/post/ZENDA/", "/date.json"],
)
def test_a_page_that_is_requested_again_takes_one_query(visitor: Client, path: str) -> None:
    first = visitor.get(path)
    assert queries(visitor, path) == 1
    again = visitor.get(path)
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())


def test_a_cached_page_that_has_not_changed_is_not_sent_again(visitor: Client) -> None:
    first = visitor.get(TEXT)
    headers = {"if-none-match": first["ETag"]}
    assert queries(visitor, TEXT, 304, **headers) == 1
    again = visitor.get(TEXT, headers=headers)
    assert (again.content, again["ETag"], again["Cache-Control"]) == (b"", first["ETag"], first["Cache-Control"])
    assert queries(visitor, TEXT, 304, **{"if-modified-since": first["Last-Modified"]}) == 1
    assert queries(visitor, TEXT, 200, **{"if-none-match": '"another"'}) == 1


def test_whatever_is_stored_invalidates_all_pages(visitor: Client) -> None:
    first = visitor.get(TEXT)
    store(telegram("07ZENDA5", subject="THE SALT ARRIVES"))
    again = visitor.get(TEXT, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"The Salt Arrives" in again.content


def test_each_url_has_a_page_of_its_own(visitor: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert b"one.example" in visitor.get("/date.atom", headers={"host": "one.example"}).content
    assert b"other.example" in visitor.get("/date.atom", headers={"host": "other.example"}).content
    assert visitor.get("/date/").content != visitor.get("/date/?order=oldest").content


@pytest.mark.parametrize("path", ["/cable/07ZENDA12/", "/find/?q=x", "/search/?q=%22", "/date.csv"])
def test_other_responses_are_made_each_time(visitor: Client, path: str) -> None:
    first = visitor.get(path)
    assert (first.status_code, first.streaming) != (200, False)
    assert visitor.get(path).status_code == first.status_code


def test_none_are_cached_where_none_are_wanted(visitor: Client, settings: Settings) -> None:
    settings.PAGE_CACHE = 0
    assert queries(visitor, TEXT) == queries(visitor, TEXT) > 1


def test_a_connection_that_is_lost_over_the_version_is_left_to_the_page(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> Version:
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(page_cache, "archive_version", lost)
    assert visitor.get(TEXT).status_code == 200


def test_whoever_has_a_cookie_is_shown_nothing_cached(visitor: Client) -> None:
    public = visitor.get(TEXT)["Cache-Control"]
    visitor.cookies["seen"] = "some position"
    assert visitor.get(TEXT)["Cache-Control"] == "private, no-cache" != public
    assert queries(visitor, TEXT) > 1
    visitor.cookies.clear()
    assert visitor.get(TEXT)["Cache-Control"] == public
    assert queries(visitor, TEXT) == 1


# Within STAMP_SECONDS


@pytest.fixture
def returning(visitor: Client, settings: Settings) -> Client:
    """A visitor of a site that has just queried for its version, and does not yet again."""
    settings.STAMP_SECONDS = 60
    visitor.get("/about/")
    return visitor


def stored_elsewhere() -> None:
    """Store something as another process does, which does not invalidate the version of this one."""
    ImportRun.objects.update(stored=F("stored") + 1)


def test_a_cached_page_takes_no_query(returning: Client) -> None:
    first = returning.get(TEXT)
    assert queries(returning, TEXT) == 0
    assert queries(returning, TEXT, 304, **{"if-none-match": first["ETag"]}) == 0


@pytest.mark.django_db
def test_a_page_that_is_not_cached_is_found_unchanged_by_one_query(client: Client, settings: Settings) -> None:
    settings.STAMP_SECONDS = 60
    store(telegram("07ZENDA11"))
    etag = client.get(TEXT)["ETag"]
    assert queries(client, TEXT, 304, **{"if-none-match": etag}) == 1


def test_what_another_process_stores_is_seen_when_the_seconds_are_over(
    returning: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = returning.get(TEXT)["ETag"]
    stored_elsewhere()
    assert returning.get(TEXT)["ETag"] == first
    later = monotonic() + 60
    monkeypatch.setattr("cables.archive_version.monotonic", lambda: later)
    assert returning.get(TEXT)["ETag"] != first


def test_an_editor_sees_what_is_there_now(returning: Client) -> None:
    first = returning.get(TEXT)["ETag"]
    stored_elsewhere()
    returning.cookies["seen"] = "some position"
    assert returning.get(TEXT)["ETag"] != first


@pytest.mark.django_db(transaction=True)
def test_what_this_process_stores_is_seen_at_once(returning: Client) -> None:
    returning.get(TEXT)
    store(telegram("07ZENDA5", subject="THE SALT ARRIVES"))
    assert b"The Salt Arrives" in returning.get(TEXT).content
    assert queries(returning, TEXT) == 0
