"""Lists as data: the same cables as the page shows, whole, in order, bounded, and safe in a spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.lists import formats, listing
from tests.builders import outcomes, raw, store, telegram
from tests.stored_archives import stored_once
from tests.views.data import ATOM, FORMATS, feed, many, rows, said
from tests.views.page import Page

pytestmark = pytest.mark.django_db


@stored_once
def archive() -> None:
    """Store cables of two posts and years, one of which only the year is known."""
    store(
        telegram("06ZENDA1", date="2006-02-03", captions=["SIPDIS", "NOFORN"], classification="S E C R E T"),
        telegram("06ZENDA2", date="2006-02-03", tags="PREL, OVIP (ROE, JANE)"),
        telegram("07ZENDA3", date="2007-05-01", subject="=HYPERLINK(WHARF)"),
        telegram("07STRELSAU4", date="2007-12-31", tags="ECON"),
    )
    outcomes(raw(telegram("06ZENDA90", date=None, subject="UNDATED", tags="PREL"), "06ZENDA90"))


LISTS = [
    "/tag/PREL",
    "/post/ZENDA",
    "/date",
    "/date/2007",
    "/date/2006/02",
    "/date/2006/02/03",
]
QUERIES = ["", "?order=oldest", "?caption=NOFORN", "?classification=UNCLASSIFIED"]


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", LISTS)
def test_all_formats_list_what_the_page_lists(client: Client, path: str, query: str) -> None:
    shown = Page(client, f"{path}/{query}").texts(".rows .id")
    assert [cable["mrn"] for cable in client.get(f"{path}.json{query}").json()["cables"]] == shown
    assert [row["mrn"] for row in rows(client, f"{path}.csv{query}")] == shown
    newest = shown[::-1] if "oldest" in query else shown
    ids = said(feed(client, f"{path}.atom{query}"), "atom:entry/atom:id")
    assert ids == [f"http://testserver/cable/{mrn}/" for mrn in newest]


# JSON


@pytest.mark.usefixtures("archive")
def test_a_cable_as_json(client: Client) -> None:
    response = client.get("/post/ZENDA.json?classification=SECRET")
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "title": "Consulate Zenda",
        "archive": "The Cable Archive",
        "page": "http://testserver/post/ZENDA/?classification=SECRET",
        "count": 1,
        "more_than_count": False,
        "cables": [
            {
                "mrn": "06ZENDA1",
                "address": "http://testserver/cable/06ZENDA1/",
                "subject": "TOLL BARGES RETURN TO THE LOWER SARN",
                "date": "2006-02-03",
                "date_source": "dtg",
                "post": "ZENDA",
                "post_name": "Consulate Zenda",
                "classification": "SECRET",
                "captions": ["SIPDIS", "NOFORN"],
                "tags": ["PREL", "ECON", "PE"],
                "specimen": False,
            }
        ],
        "next": None,
    }


@pytest.mark.usefixtures("archive")
def test_the_year_alone_is_no_first_of_january(client: Client) -> None:
    cables = {cable["mrn"]: cable for cable in client.get("/date.json").json()["cables"]}
    assert (cables["06ZENDA90"]["date"], cables["06ZENDA90"]["date_source"]) == ("2006", "mrn")
    assert cables["06ZENDA2"]["tags"] == ["PREL", "OVIP", "ROE, JANE"]


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("query", ["", "?order=oldest"])
def test_json_is_paged(client: Client, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(listing, "JSON_PAGE_SIZE", 2)
    seen: list[str] = []
    url = f"/date.json{query}"
    while url:
        found = client.get(url).json()
        assert found["count"] == 5
        seen += [cable["mrn"] for cable in found["cables"]]
        url = found["next"]
    assert seen == Page(client, f"/date/{query}").texts(".rows .id")


@pytest.mark.usefixtures("archive")
def test_too_many_to_count(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.lists.counts.COUNTED_AT_MOST", 1)
    found = client.get("/tag/PREL.json?post=ZENDA").json()
    assert (found["count"], found["more_than_count"]) == (1, True)


# CSV


@pytest.mark.usefixtures("archive")
def test_the_csv(client: Client) -> None:
    response = client.get("/date/2006/02.csv?caption=NOFORN")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="date-2006-02.csv"'
    assert response.streaming
    [row] = rows(client, "/date/2006/02.csv?caption=NOFORN")
    assert row.pop("after").startswith("2006-02-03.")
    assert row == {
        "mrn": "06ZENDA1",
        "address": "http://testserver/cable/06ZENDA1/",
        "subject": "TOLL BARGES RETURN TO THE LOWER SARN",
        "date": "2006-02-03",
        "date_source": "dtg",
        "post": "ZENDA",
        "post_name": "Consulate Zenda",
        "classification": "SECRET",
        "captions": "SIPDIS; NOFORN",
        "tags": "PREL; ECON; PE",
        "specimen": "no",
    }


@pytest.mark.usefixtures("archive")
def test_a_subject_is_no_formula(client: Client) -> None:
    assert [row["subject"] for row in rows(client, "/date/2007/05.csv")] == ["'=HYPERLINK(WHARF)"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (7, 7),
        (-7, -7),
        (["-SIPDIS", "NOFORN"], "'-SIPDIS; NOFORN"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("São", "São"),
    ],
)
def test_a_cell(value: Any, text: str | int) -> None:
    assert formats.cell(value) == text


def test_the_csv_is_streamed_batch_by_batch(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 10)
    many(35)
    response = client.get("/post/QUILLENZ.csv")
    assert response.streaming
    stream = iter(response.streaming_content)  # type: ignore[attr-defined]  # which the client's class leaves out
    costs = []
    while True:
        with CaptureQueriesContext(connection) as captured:
            text = next(stream, None)
        if text is None:
            break
        costs.append((text.count(b"\r\n"), len(captured)))
    # The column names with the batch that was read before the response began, three queries for each of the others.
    assert costs == [(11, 0), (10, 3), (10, 3), (5, 3)]


def test_the_whole_list_is_in_the_csv(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 7)
    many(35)
    for query in ("", "?order=oldest"):
        found = [row["mrn"] for row in rows(client, f"/post/QUILLENZ.csv{query}")]
        assert found == Page(client, f"/post/QUILLENZ/{query}").texts(".rows .id")


@pytest.mark.usefixtures("archive")
def test_only_requesting_the_csv_reads_no_more_than_a_batch(client: Client) -> None:
    response = client.head("/date.csv")
    assert (response.status_code, response.getvalue()) == (200, b"")


# Atom


@pytest.mark.usefixtures("archive")
def test_the_feed(client: Client) -> None:
    found = feed(client, "/tag/ECON.atom?classification=SECRET")
    assert said(found, "atom:title") == ["ECON: Economic Conditions · The Cable Archive"]
    assert said(found, "atom:id") == ["http://testserver/tag/ECON.atom?classification=SECRET"]
    assert said(found, "atom:author/atom:name") == ["The Cable Archive"]
    links = {link.get("rel"): link.get("href") for link in found.findall("atom:link", ATOM)}
    assert links == {
        "alternate": "http://testserver/tag/ECON/?classification=SECRET",
        "self": "http://testserver/tag/ECON.atom?classification=SECRET",
    }
    [entry] = found.findall("atom:entry", ATOM)
    assert said(entry, "atom:title") == ["Toll Barges Return to the Lower Sarn"]
    assert said(entry, "atom:published") == ["2006-02-03T09:30:00+00:00"]
    assert said(entry, "atom:summary") == ["06ZENDA1, Consulate Zenda, 3 February 2006, SECRET"]
    assert [tag.get("term") for tag in entry.findall("atom:category", ATOM)] == ["PREL", "ECON", "PE"]
    assert said(entry, "atom:updated") == said(found, "atom:updated")


def test_a_feed_of_nothing_is_a_feed(client: Client) -> None:
    found = feed(client, "/date.atom")
    assert said(found, "atom:updated") == ["1970-01-01T00:00:00+00:00"]
    assert found.findall("atom:entry", ATOM) == []


def test_a_feed_holds_the_newest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "NEWEST", 3)
    many(9)
    shown = Page(client, "/post/QUILLENZ/").texts(".rows .id")
    ids = said(feed(client, "/post/QUILLENZ.atom?order=oldest"), "atom:entry/atom:id")
    assert ids == [f"http://testserver/cable/{mrn}/" for mrn in shown[:3]]


def test_a_feed_has_no_character_that_xml_forbids(client: Client) -> None:
    store(telegram("07ZENDA1", subject="The bell \x07 and <the> & wharf", tags="PREL"))
    assert "�" in said(feed(client, "/date.atom"), "atom:entry/atom:title")[0]


# What all formats have in common


@pytest.mark.usefixtures("archive")
def test_the_page_names_its_data(client: Client) -> None:
    page = Page(client, "/tag/PREL/?post=ZENDA&order=oldest")
    expected = [f"/tag/PREL.{suffix}?post=ZENDA&order=oldest" for suffix in FORMATS]
    assert page.hrefs(".formats a") == expected
    assert page.hrefs("link[rel=alternate]") == expected
    for url in expected:
        assert client.get(url).status_code == 200


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("tag=QQQQ", "“tag”: “QQQQ” is not among the TAGS. The page TAGS lists those that there are."),
        ("since=soon", "“since”: “soon” is no date: write it as 2007, 2007-09 or 2007-09-24."),
    ],
)
def test_what_is_not_understood_is_said(client: Client, suffix: str, query: str, sentence: str) -> None:
    response = client.get(f"/post/ZENDA.{suffix}?{query}")
    assert response.status_code == 400
    if suffix == "json":
        assert response.json() == {"error": sentence}
    else:
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.decode() == f"{sentence}\n"


@pytest.mark.usefixtures("archive")
def test_a_damaged_key_is_refused(client: Client) -> None:
    response = client.get("/date.json?after=2006-02-31.x")
    assert response.status_code == 400
    assert response.json() == {"error": "“after” is no place in this list: take the address that its pages give."}


@pytest.mark.parametrize("suffix", FORMATS)
def test_there_is_no_such_list(client: Client, suffix: str) -> None:
    response = client.get(f"/tag/QQQQ.{suffix}")
    assert response.status_code == 404
    assert "There is no TAG “QQQQ”." in response.content.decode()
    assert not response["Content-Type"].startswith("text/html")


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("suffix", FORMATS)
def test_other_spellings_redirect_permanently(client: Client, suffix: str) -> None:
    response = client.get(f"/tag/prel.{suffix}?post=ZENDA")
    assert (response.status_code, response["Location"]) == (301, f"/tag/PREL.{suffix}?post=ZENDA")
    response = client.get(f"/post/zenda.{suffix}?tag=")
    assert (response.status_code, response["Location"]) == (301, f"/post/ZENDA.{suffix}")
    response = client.get(f"/post/ZENDA.{suffix}?tag=&caption=SIPDIS")
    assert (response.status_code, response["Location"]) == (302, f"/post/ZENDA.{suffix}?caption=SIPDIS")


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("suffix", FORMATS)
def test_data_unchanged_is_not_sent_again(client: Client, suffix: str) -> None:
    path = f"/tag/PREL.{suffix}"
    first = client.get(path)
    assert first["Cache-Control"] == ("private, no-cache" if suffix == "csv" else "public, no-cache")
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    store(telegram("08ZENDA1", tags="PREL"))
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("path", ["/tag/PREL.json", "/date.atom", "/date/2006/02.json?caption=NOFORN"])
def test_queries_do_not_grow_with_the_archive(client: Client, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    few = cost()
    many(40)
    assert cost() == few
