"""Public pages are cached, in bounded memory, until something in the archive changes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.http.response import ResponseHeaders
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from archive.middleware import page_cache
from archive.middleware.page_cache import CachedPage, Key, PageCache, size_of
from cables.archive_version import BEGINNING, Version
from cables.models import ImportRun
from tests.archive.middleware.test_database import urls
from tests.builders import store, telegram

TEXT = "/cable/07ZENDA11/"


def page(size: int, version: str = "now", headers: dict[str, str] | None = None) -> CachedPage:
    """Return a page with that many bytes of content."""
    return CachedPage(Version(version, BEGINNING), bytes(size), ResponseHeaders(headers or {}), ResponseHeaders({}))


def in_cache(cache: PageCache, numbers: Iterable[int]) -> list[int]:
    """Return those of the numbers whose pages are cached."""
    return [number for number in numbers if cache.get((f"{number}",))]


def test_the_least_recently_used_page_is_evicted_first() -> None:
    cache = PageCache(16 * size_of(("00",), page(8000)))  # four pages that are requested once, twelve others
    for number in range(12):
        cache.set((f"{number}",), page(8000))
        assert cache.get((f"{number}",))
    cache.get(("0",))
    for number in (12, 13):
        cache.set((f"{number}",), page(8000))
        assert cache.get((f"{number}",))
    assert in_cache(cache, range(14)) == [0, *range(3, 14)]


def test_pages_that_are_requested_once_evict_no_others() -> None:
    cache = PageCache(100_000)
    cache.set(("asked for again",), page(5000))
    assert cache.get(("asked for again",))
    for number in range(1000):
        cache.set((f"{number}",), page(5000))
    assert cache.get(("asked for again",))
    assert in_cache(cache, range(1000)) == [996, 997, 998, 999]


def test_a_page_replaces_the_one_of_its_key() -> None:
    cache = PageCache(100_000)
    cache.set(("one",), page(5000, "then"))
    cache.set(("one",), page(9000, "now"))
    cached = cache.get(("one",))
    assert cached and cached.version.rests_on == "now"
    assert cache.size == size_of(("one",), page(9000, "now"))


@pytest.mark.parametrize("requested_again", [False, True])
@pytest.mark.parametrize(("key", "content"), [("one", 50_000), ("one" * 20_000, 50)])
def test_a_page_that_is_too_large_is_not_cached_nor_is_the_one_before_it(
    key: str, content: int, requested_again: bool
) -> None:
    cache = PageCache(400_000)
    cache.set((key,), page(5))
    assert not requested_again or cache.get((key,)) or len(key) > 100
    cache.set((key,), page(content))
    assert cache.get((key,)) is None
    assert cache.size == 0


@pytest.mark.parametrize(
    ("key", "content", "header"), [(10, 0, 10), (10, 1000, 10), (3000, 10, 10), (30_000, 10, 10), (10, 10, 3000)]
)
@pytest.mark.parametrize("requested_again", [False, True])
def test_the_memory_that_is_taken_is_no_more_than_what_is_counted(
    key: int, content: int, header: int, requested_again: bool
) -> None:
    maxsize = 2**20
    tracemalloc.start()
    try:
        cache = PageCache(maxsize)
        for number in range(1000):
            made = (f"http {number}", f"{number}.example", f"/{number}/", f"{number:0{key}}")
            headers = dict.fromkeys(("ETag", "Cache-Control", "Content-Type"), f"{number:0{header}}")
            cache.set(made, page(content, f"version {number}", headers))
            assert not requested_again or cache.get(made)
        del made, headers
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken <= cache.size <= maxsize
    assert taken > maxsize / 10


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


# URLs of which a page has any number


@pytest.fixture
def cached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the query strings of the pages that the site caches from then on."""
    queries: list[str] = []

    class RecordedCache(PageCache):
        def set(self, key: Key, page: CachedPage) -> None:
            queries.append(key[-1])
            super().set(key, page)

    monkeypatch.setattr(page_cache, "PageCache", RecordedCache)
    return queries


def test_no_page_is_cached_under_a_parameter_that_it_does_not_know(cached: list[str], visitor: Client) -> None:
    for parameter in urls():
        [url] = parameter.values
        url = url.replace("/batch/0/", f"/batch/{ImportRun.objects.earliest('pk').pk}/").replace("ZENDA2", "ZENDA11")
        for unknown in ("utm_source=a", "&"):
            visitor.get(f"{url}&{unknown}" if "?" in url else f"{url}?{unknown}")
        assert cached == [], url


@pytest.mark.parametrize(
    ("path", "query", "is_cached"),
    [
        (TEXT, "q=salt&post=ZENDA", True),
        (TEXT, "revision=1", True),
        (TEXT, "as=sent", True),
        (TEXT, "as=typed", False),
        (TEXT, "after=07ZENDA12", True),
        (TEXT, "q=salt&q=salt", False),
        (TEXT, "q=salt&&", False),
        (TEXT, "q=", False),
        (TEXT, "q=sa%00lt", False),
        (TEXT, "%00", False),
        (TEXT, "revision=1&x", False),
        ("/cable/07ZENDA11/history/", "before=2", True),
        ("/cable/07ZENDA11/history/", "before=02", False),
        ("/cable/07ZENDA11/history/", "before=then", False),
        ("/cable/07ZENDA11/difference/", "from=1&to=1", True),
        ("/cable/07ZENDA11/difference/", "from=1&to=1&to=1", False),
        ("/cable/07ZENDA11.json", "revision=1", True),
        ("/search/", "q=salt&tag=PREL&tag=ECON", True),
        ("/search/", "q=salt&page=1", True),
        ("/search/", "q=salt&page=none", False),
        ("/search/", "q=salt&since=then", False),
        ("/search/", "q=salt&post=", False),
        ("/concordance/", "q=salt&order=backwards", False),
        ("/date/", "order=oldest", True),
        ("/date/", "after=nowhere", False),
        ("/date.json", "tag=PREL", True),
        ("/post/ZENDA/", "post=ZENDA", False),
        ("/log/", "kind=stored", True),
        ("/log/", "kind=lost", False),
        ("/missing/", "post=ZENDA", True),
        ("/tag/", "all=1", True),
        ("/tag/", "all", False),
        ("/tag/", "kind=person&from=a", True),
        ("/tag/", "kind=fish", False),
        ("/post/", "all=1", True),
        ("/post/", "all=2", False),
        ("/about/", "all=1", False),
    ],
)
def test_a_page_is_cached_under_parameters_that_it_takes(
    path: str, query: str, is_cached: bool, cached: list[str], visitor: Client
) -> None:
    response = visitor.get(f"{path}?{query}", follow=False)
    assert response.status_code == 200 or not is_cached
    assert cached == [query] * is_cached


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
    """Return a visitor of a site that has just queried for its version, and does not yet again."""
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
