"""Public pages are kept, in bounded memory, until something in the archive changes."""

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
from archive.middleware.page_cache import OVERHEAD, Page, Pages
from cables.archive_version import BEGINNING, Version
from cables.models import Batch
from tests.builders import store, telegram

TEXT = "/cable/07ZENDA11/"


def page(size: int, version: str = "now") -> Page:
    return Page(Version(version, BEGINNING), b"x" * (size - OVERHEAD), ResponseHeaders({}), ResponseHeaders({}))


def test_what_was_not_asked_for_longest_goes_first() -> None:
    pages = Pages(room=10 * 8000)
    for number in range(10):
        pages.keep((f"{number}",), page(8000))
    pages.get(("0",))
    pages.keep(("10",), page(8000))
    assert pages.size == pages.room
    assert [number for number in range(11) if pages.get((f"{number}",)) is None] == [1]


def test_a_page_takes_the_place_of_the_one_of_its_address() -> None:
    pages = Pages(room=100_000)
    pages.keep(("one",), page(5000, "then"))
    pages.keep(("one",), page(9000, "now"))
    page_cache = pages.get(("one",))
    assert page_cache and page_cache.version.rests_on == "now"
    assert pages.size == 9000


def test_a_page_that_is_too_large_is_not_kept_nor_is_the_one_before_it() -> None:
    pages = Pages(room=100_000)
    pages.keep(("one",), page(5000))
    pages.keep(("one",), page(50_000))
    assert pages.get(("one",)) is None
    assert pages.size == 0


@pytest.fixture
def reader(client: Client, db: None, settings: Settings) -> Client:
    settings.PAGE_CACHE = 1
    store(telegram("07ZENDA11", refs=["ZENDA 5"], date="2007-06-01"))
    return client


def queries(reader: Client, path: str, status: int = 200, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(path, headers=headers).status_code == status
    return len(captured)


@pytest.mark.parametrize(
    "path",
    ["/", TEXT, "/cable/07ZENDA11.txt", "/cable/07ZENDA11.json", "/post/ZENDA/", "/date.json"],
)
def test_a_page_that_is_asked_for_again_takes_one_query(reader: Client, path: str) -> None:
    first = reader.get(path)
    assert queries(reader, path) == 1
    again = reader.get(path)
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())


def test_a_kept_page_that_did_not_change_is_not_sent_again(reader: Client) -> None:
    first = reader.get(TEXT)
    headers = {"if-none-match": first["ETag"]}
    assert queries(reader, TEXT, 304, **headers) == 1
    again = reader.get(TEXT, headers=headers)
    assert (again.content, again["ETag"], again["Cache-Control"]) == (b"", first["ETag"], first["Cache-Control"])
    assert queries(reader, TEXT, 304, **{"if-modified-since": first["Last-Modified"]}) == 1
    assert queries(reader, TEXT, 200, **{"if-none-match": '"another"'}) == 1


def test_whatever_is_stored_makes_all_pages_anew(reader: Client) -> None:
    first = reader.get(TEXT)
    store(telegram("07ZENDA5", subject="THE SALT ARRIVES"))
    again = reader.get(TEXT, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"The Salt Arrives" in again.content


def test_each_address_has_a_page_of_its_own(reader: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert b"one.example" in reader.get("/date.atom", headers={"host": "one.example"}).content
    assert b"other.example" in reader.get("/date.atom", headers={"host": "other.example"}).content
    assert reader.get("/date/").content != reader.get("/date/?order=oldest").content


@pytest.mark.parametrize("path", ["/cable/07ZENDA12/", "/find/?q=x", "/search/?q=%22", "/date.csv"])
def test_other_answers_are_made_each_time(reader: Client, path: str) -> None:
    first = reader.get(path)
    assert (first.status_code, first.streaming) != (200, False)
    assert reader.get(path).status_code == first.status_code


def test_none_are_kept_where_none_are_wanted(reader: Client, settings: Settings) -> None:
    settings.PAGE_CACHE = 0
    assert queries(reader, TEXT) == queries(reader, TEXT) > 1


def test_a_connection_that_is_lost_over_the_version_is_the_page_s_to_tell(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> Version:
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(page_cache, "archive_version", lost)
    assert reader.get(TEXT).status_code == 200


def test_whoever_has_a_cookie_is_shown_nothing_kept(reader: Client) -> None:
    public = reader.get(TEXT)["Cache-Control"]
    reader.cookies["seen"] = "some position"
    assert reader.get(TEXT)["Cache-Control"] == "private, no-cache" != public
    assert queries(reader, TEXT) > 1
    reader.cookies.clear()
    assert reader.get(TEXT)["Cache-Control"] == public
    assert queries(reader, TEXT) == 1


# Within STAMP_SECONDS


@pytest.fixture
def hurried(reader: Client, settings: Settings) -> Client:
    """A reader of a site that was asked for its version just now."""
    settings.STAMP_SECONDS = 60
    reader.get("/about/")
    return reader


def stored_elsewhere() -> None:
    """Something is stored as by another process, which this one is not told of."""
    Batch.objects.update(stored=F("stored") + 1)


def test_a_kept_page_takes_no_query(hurried: Client) -> None:
    first = hurried.get(TEXT)
    assert queries(hurried, TEXT) == 0
    assert queries(hurried, TEXT, 304, **{"if-none-match": first["ETag"]}) == 0


@pytest.mark.django_db
def test_a_page_that_is_not_kept_is_told_unchanged_by_one_query(client: Client, settings: Settings) -> None:
    settings.STAMP_SECONDS = 60
    store(telegram("07ZENDA11"))
    etag = client.get(TEXT)["ETag"]
    assert queries(client, TEXT, 304, **{"if-none-match": etag}) == 1


def test_what_another_process_stores_is_seen_when_the_seconds_are_over(
    hurried: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hurried.get(TEXT)["ETag"]
    stored_elsewhere()
    assert hurried.get(TEXT)["ETag"] == first
    later = monotonic() + 60
    monkeypatch.setattr("cables.ttl_cache.monotonic", lambda: later)
    assert hurried.get(TEXT)["ETag"] != first


def test_an_editor_sees_what_is_there_now(hurried: Client) -> None:
    first = hurried.get(TEXT)["ETag"]
    stored_elsewhere()
    hurried.cookies["seen"] = "some position"
    assert hurried.get(TEXT)["ETag"] != first


@pytest.mark.django_db(transaction=True)
def test_what_this_process_stores_is_seen_at_once(hurried: Client) -> None:
    hurried.get(TEXT)
    store(telegram("07ZENDA5", subject="THE SALT ARRIVES"))
    assert b"The Salt Arrives" in hurried.get(TEXT).content
    assert queries(hurried, TEXT) == 0
