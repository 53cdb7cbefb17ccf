"""Searches as data: the same cables as the page finds, bounded in time, or an error with a sentence."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.lists import listing
from cables.search.backends.timeout import TooSlowError
from cables.search.results import Hits
from tests.builders import store, telegram
from tests.search.hostile import queries
from tests.stored_archives import stored_once
from tests.views.data import FORMATS, feed, many, rows, said
from tests.views.page import Page

pytestmark = pytest.mark.django_db


@stored_once
def hits() -> None:
    """Store three cables with barges, one of them with many, and one without."""
    store(
        telegram("05ZENDA1", date="2005-02-03", subject="BARGES AND BARGES", paragraphs=["(U) Barges, barges."]),
        telegram(
            "06ZENDA2", date="2006-02-03", subject="TOLLS", paragraphs=["(U) A barge among wharves."], tags="EFIS"
        ),
        telegram("07STRELSAU3", date="2007-02-03", subject="SALT", paragraphs=["(S) One barge and no more."]),
        telegram("07STRELSAU4", date="2007-03-03", subject="SALT", paragraphs=["(U) No river craft."]),
    )


SEARCHES = [
    "q=barge",
    "q=barge&order=newest",
    "q=barge&order=oldest",
    "q=barge&post=ZENDA",
    "q=barge+-wharves",
    "q=barge&tag=EFIS",
    "q=tag:EFIS",
    "post=STRELSAU",
    "q=quarry",
]


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("search", SEARCHES)
def test_all_formats_find_what_the_page_finds(client: Client, search: str) -> None:
    shown = Page(client, f"/search/?{search}").texts(".rows .id")
    assert [cable["mrn"] for cable in client.get(f"/search.json?{search}").json()["cables"]] == shown
    assert [row["mrn"] for row in rows(client, f"/search.csv?{search}")] == shown
    ids = said(feed(client, f"/search.atom?{search}"), "atom:entry/atom:id")
    newest = sorted(shown, reverse=True)
    assert ids == [f"http://testserver/cable/{mrn}/" for mrn in newest]


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("search", SEARCHES[:4])
def test_the_json_of_a_search_is_paged(client: Client, monkeypatch: pytest.MonkeyPatch, search: str) -> None:
    shown = Page(client, f"/search/?{search}").texts(".rows .id")
    monkeypatch.setattr(listing, "JSON_PAGE_SIZE", 1)
    seen: list[str] = []
    url = f"/search.json?{search}"
    while url:
        found = client.get(url).json()
        assert (found["count"], found["more_than_count"]) == (len(shown), False)
        seen += [cable["mrn"] for cable in found["cables"]]
        url = found["next"]
    assert seen == shown


@pytest.mark.usefixtures("hits")
def test_the_page_of_a_search_names_its_data(client: Client) -> None:
    page = Page(client, "/search/?q=barge&post=ZENDA&order=oldest")
    expected = [f"/search.{suffix}?q=barge&post=ZENDA&order=oldest" for suffix in FORMATS]
    assert page.hrefs(".formats a") == expected
    assert page.hrefs("link[rel=alternate]") == expected


@pytest.mark.usefixtures("hits")
def test_too_many_hits_to_rank(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.search.results.MOST_COUNTED", 1)
    monkeypatch.setattr("cables.search.results.NEWEST", 2)
    found = client.get("/search.json?q=barge").json()
    assert (found["count"], found["more_than_count"], len(found["cables"])) == (1, True, 2)
    assert [row["mrn"] for row in rows(client, "/search.csv?q=barge")] == ["07STRELSAU3", "06ZENDA2", "05ZENDA1"]


@pytest.mark.usefixtures("hits")
def test_a_number_alone_lists_its_cable(client: Client) -> None:
    found = client.get("/search.json?q=2005+zenda+0001").json()
    assert [cable["mrn"] for cable in found["cables"]] == ["05ZENDA1"]


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("search", ["", 'q="barge', "q=()", "q=barge&date=soon"])
def test_a_search_that_is_not_understood_is_refused(client: Client, suffix: str, search: str) -> None:
    response = client.get(f"/search.{suffix}?{search}")
    assert response.status_code == 400
    assert response["Content-Type"] == ("application/json" if suffix == "json" else "text/plain; charset=utf-8")


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("page", ["0", "-1", "x", "", "9999999", "1" * 5000, "%00"])
def test_a_page_that_is_none_is_refused(client: Client, page: str) -> None:
    assert client.get(f"/search.json?q=barge&page={page}").status_code == 400
    assert client.get("/search.json?q=barge&page=999").json()["cables"] == []


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_search_that_takes_too_long(client: Client, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    def slow(*_: object) -> None:
        raise TooSlowError

    monkeypatch.setattr(Hits, "__init__", slow)
    response = client.get(f"/search.{suffix}?q=barge")
    assert (response.status_code, "longer than a search may" in response.content.decode()) == (503, True)


STALLING = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0",
    "postgresql": "SELECT pg_sleep(20)",
}


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("path", ["/search.csv?q=barge&order=newest", "/concordance.csv?q=barge"])
def test_each_batch_of_the_csv_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def stall(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(STALLING[connection.vendor])

    monkeypatch.setattr(listing, "BATCH", 1)
    monkeypatch.setattr("cables.search.concordance.CABLES", 1)
    monkeypatch.setattr("cables.lists.occurrences.LINES", 1)
    monkeypatch.setattr("django.conf.settings.SEARCH_TIMEOUT", 200)
    stream = iter(client.get(path).streaming_content)  # type: ignore[attr-defined]  # which the client's class lacks
    assert next(stream).count(b"\r\n") == 2, "the column names and a batch"
    monkeypatch.setattr("cables.keyset.beyond", stall)
    with pytest.raises(TooSlowError):
        list(stream)


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_search_unchanged_is_not_sent_again(client: Client, suffix: str) -> None:
    path = f"/search.{suffix}?q=barge"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.usefixtures("hits")
@pytest.mark.parametrize(
    "path", ["/search.json?q=quillenz", "/search.json?q=barge&order=oldest", "/search.atom?q=toll"]
)
def test_the_queries_of_a_search_do_not_grow_with_the_archive(client: Client, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    store(telegram("07QUILLENZ99", paragraphs=["(U) Quillenz has a toll."]))
    few = cost()
    many(40)
    assert cost() == few


@pytest.mark.usefixtures("hits")
def test_hostile_queries_get_a_response(client: Client) -> None:
    for typed in queries(200):
        for suffix in FORMATS:
            response = client.get(f"/search.{suffix}", {"q": typed})
            assert response.status_code in (200, 400), (response.status_code, typed)
            assert response.getvalue()
