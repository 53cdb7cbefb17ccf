"""The concordance's page and data: links to the paragraphs, pages without gaps, errors."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.lists import listing
from cables.search.backends.timeout import TooSlowError
from cables.search.concordance import Concordance
from cables.views import concordance
from tests.builders import outcomes, raw, store, telegram
from tests.search.hostile import queries
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db


@stored_once
def archive() -> None:
    """Store three cables of two posts and two years with barges, one of them with wharves."""
    store(
        telegram("06ZENDA1", date="2006-01-01", subject="HERRING", paragraphs=["(C) They lack a barge,\n  they say."]),
        telegram("07ZENDA2", date="2007-03-01", subject="BARGES", paragraphs=["(U) The wharf.", "(U) A <b>barge</b>."]),
        telegram("07STRELSAU3", date="2007-05-01", subject="TOLLS", tags="EFIS", paragraphs=["(S) =Barges=."]),
    )


def lines(page: Page) -> list[str]:
    """Return the lines of the page, as they read."""
    return [" ".join((node.text() or "").split()) for node in page.nodes(".kwic li")]


@pytest.mark.usefixtures("archive")
def test_the_lines(client: Client) -> None:
    page = Page(client, "/concordance/?q=barge")
    assert lines(page) == [
        "06ZENDA1 ¶1 2006-01-01 They lack a barge, they say.",
        "07ZENDA2 subject 2007-03-01 BARGES",
        "07ZENDA2 ¶2 2007-03-01 A <b>barge</b>.",
        "07STRELSAU3 ¶1 2007-05-01 =Barges=.",
    ]
    assert page.texts(".kwic mark") == ["barge", "BARGES", "barge", "Barges"]
    assert page.hrefs(".kwic a") == [
        "/cable/06ZENDA1/?q=barge#p1",
        "/cable/07ZENDA2/?q=barge#subject",
        "/cable/07ZENDA2/?q=barge#p2",
        "/cable/07STRELSAU3/?q=barge#p1",
    ]
    assert page.text("#found") == "Each occurrence in 3 cables, oldest first"
    for url in page.hrefs(".kwic a"):
        assert Page(client, url).nodes(f"#{url.partition('#')[2]}")


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=barge&tag=EFIS", ["07STRELSAU3"]),
        ("q=barge&post=ZENDA&since=2007&until=2007", ["07ZENDA2", "07ZENDA2"]),
        ("q=barge&classification=SECRET", []),
        ("q=barge+after:2007-04-01", ["07STRELSAU3"]),
        ("q=portion:S:barge", ["07STRELSAU3"]),
        ("q=quarry", []),
    ],
)
def test_filters(client: Client, query: str, expected: list[str]) -> None:
    page = Page(client, f"/concordance/?{query}")
    assert page.texts(".kwic .id") == expected
    found = client.get(f"/concordance.json?{query}").json()
    assert [occurrence["mrn"] for occurrence in found["occurrences"]] == expected
    assert [row["mrn"] for row in rows(client, query)] == expected


@pytest.mark.usefixtures("archive")
def test_filters_stay_and_can_be_removed(client: Client) -> None:
    page = Page(client, "/concordance/?q=barge&post=ZENDA&since=2007&until=2007")
    hidden = {node.attributes["name"]: node.attributes["value"] for node in page.nodes("input[type=hidden]")}
    assert hidden == {"post": "ZENDA", "since": "2007", "until": "2007"}
    assert "/concordance/?q=barge" in page.hrefs("header a")
    assert "/search/?q=barge&post=ZENDA&since=2007&until=2007" in page.hrefs("header a")


@pytest.mark.usefixtures("archive")
def test_pages_follow_each_other_without_gaps(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lines(Page(client, "/concordance/?q=barge"))
    monkeypatch.setattr(concordance, "LINES", 1)
    seen: list[str] = []
    path = "/concordance/?q=barge"
    while path:
        page = Page(client, path)
        seen += lines(page)
        path = next(iter(page.hrefs(".pager a[rel=next]")), "")
    assert seen == whole
    assert page.hrefs(".pager a") == ["/concordance/?q=barge"]


@pytest.mark.usefixtures("archive")
def test_a_damaged_key_gives_the_beginning_and_says_so(client: Client) -> None:
    page = Page(client, "/concordance/?q=barge&after=x")
    assert "was damaged, so this is its beginning" in page.text(".notice")
    assert len(lines(page)) == 4
    assert client.get("/concordance.json?q=barge&after=x").status_code == 400


# As data


def rows(client: Client, query: str) -> list[dict[str, str]]:
    """Return the rows of the CSV file."""
    response = client.get(f"/concordance.csv?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


@pytest.mark.usefixtures("archive")
def test_the_csv(client: Client) -> None:
    response = client.get("/concordance.csv?q=barge")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.streaming
    found = rows(client, "q=barge")
    assert found[0] == {
        "mrn": "06ZENDA1",
        "date": "2006-01-01",
        "date_source": "dtg",
        "paragraph": "1",
        "portion": "C",
        "left": "They lack a ",
        "word": "barge",
        "right": ", they say.",
        "address": "http://testserver/cable/06ZENDA1/#p1",
        "after": found[0]["after"],
    }
    assert [row["paragraph"] for row in found] == ["1", "subject", "2", "1"]
    assert found[3]["left"] == "'="


@pytest.mark.usefixtures("archive")
def test_the_json_is_paged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "JSON_PAGE_SIZE", 3)
    first = client.get("/concordance.json?q=barge").json()
    assert (first["title"], first["count"], len(first["occurrences"])) == ("Concordance of barge", None, 3)
    second = client.get(first["next"]).json()
    assert [found["mrn"] for found in second["occurrences"]] == ["07STRELSAU3"]
    assert second["next"] is None


def test_only_the_year_is_given_where_no_more_is_known(client: Client) -> None:
    outcomes(raw(telegram("06ZENDA90", date=None, subject="UNDATED", tags="PREL"), "06ZENDA90"))
    assert "2006" in Page(client, "/concordance/?q=barges").texts(".kwic time")
    assert rows(client, "q=barges")[0]["date"] == "2006"


# What goes wrong


def test_without_a_query(client: Client) -> None:
    page = Page(client, "/concordance/")
    assert "aligned on the word" in page.text(".concordance > .muted")
    assert client.get("/concordance.csv").status_code == 400
    assert client.get("/concordance.json").json() == {"error": "“q” is missing: it gives the words to look for."}


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("query", ["q=tag:PREL", "q=-barge", "post=ZENDA"])
def test_no_word_to_align_on(client: Client, query: str) -> None:
    response = client.get(f"/concordance.json?{query}")
    assert response.status_code == 400
    assert "needs a word to align on" in response.json()["error"]
    if query.startswith("q"):
        assert "needs a word to align on" in Page(client, f"/concordance/?{query}", status=400).text(".empty")


@pytest.mark.usefixtures("archive")
def test_what_is_not_understood_is_said(client: Client) -> None:
    page = Page(client, '/concordance/?q="barge')
    assert page.nodes(".query-errors")
    assert lines(page)
    assert client.get('/concordance.csv?q="barge').status_code == 400
    assert Page(client, "/concordance/?q=()", status=400).nodes(".query-errors")
    assert "“soon” is no date" in Page(client, "/concordance/?q=barge&date=soon").text(".notice")


@pytest.mark.usefixtures("archive")
def test_too_slow(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise TooSlowError

    monkeypatch.setattr(Concordance, "page", slow)
    monkeypatch.setattr(Concordance, "walk", slow)
    assert "longer than a search may" in Page(client, "/concordance/?q=barge", status=503).text(".empty")
    for suffix in ("json", "csv"):
        response = client.get(f"/concordance.{suffix}?q=barge")
        assert (response.status_code, "longer than a search may" in response.content.decode()) == (503, True)


@pytest.mark.usefixtures("archive")
@pytest.mark.slow
def test_hostile_queries_get_a_response(client: Client) -> None:
    for typed in queries(200):
        for ending in ("/", ".json", ".csv"):
            response = client.get(f"/concordance{ending}", {"q": typed, "after": typed[:40]})
            assert response.status_code in (200, 400), (response.status_code, typed)
            assert response.getvalue()


# What it costs


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    "path", ["/concordance/?q=barge", "/concordance.json?q=barge", "/concordance/?q=barg*+tag:PREL"]
)
def test_queries_do_not_grow_with_the_archive(client: Client, path: str) -> None:
    few = cost(client, path)
    store(*(telegram(f"07QUILLENZ{n}", paragraphs=["(U) Barges."] * 5) for n in range(1, 60)))
    assert cost(client, path) == few


@pytest.mark.usefixtures("archive")
def test_a_page_unchanged_is_not_sent_again(client: Client) -> None:
    for path in ("/concordance/?q=barge", "/concordance.csv?q=barge", "/concordance.json?q=barge"):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_long_csv_is_streamed_in_batches(client: Client) -> None:
    store(*(telegram(f"07QUILLENZ{n}", subject="TOLLS", paragraphs=["(U) Barges."] * 3) for n in range(1, 61)))
    response = client.get("/concordance.csv?q=barge")
    pieces = [piece.count(b"\r\n") for piece in response]
    assert pieces == [51, 50, 50, 30]
    assert listing.JSON_PAGE_SIZE == 50
