"""The list of missing cables, as a page and as data."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.lists.formats import harmless
from cables.models import MissingCable
from tests.builders import record, store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db


def missing(mrn: str, post: str, year: int, serial: int, citing: int = 1) -> MissingCable:
    """Return a missing cable, as ingest would list it."""
    return MissingCable(mrn=mrn, post=post, year=year, serial=serial, citing=citing)


@stored_once
def listed() -> None:
    """Store four missing cables of two posts and two years."""
    store(
        telegram("07ZENDA1", refs=["LIMA 900", "LIMA 901", "06 LIMA 7"]),
        telegram("07ZENDA99", refs=["LIMA 900", "ZENDA 77"]),
    )


@pytest.mark.usefixtures("listed")
def test_the_most_cited_come_first(client: Client) -> None:
    page = Page(client, "/missing/")
    assert page.texts("tbody th") == ["07LIMA900", "06LIMA7", "07LIMA901", "07ZENDA77"]
    assert page.texts("tbody tr:first-child td") == ["Embassy Lima, Peru", "2007", "2"]
    assert page.texts("tbody tr:last-child td") == ["Consulate Zenda, Ruritania", "2007", "1"]
    assert page.hrefs("tbody a")[0] == "/cable/07LIMA900/"
    assert page.text("header p").startswith("4 cables cited here but not held")
    assert page.texts(".facet-values li") == ["2006 1", "2007 3", "LIMA 3", "ZENDA 1"]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("query", "mrns"),
    [
        ("?post=LIMA", ["07LIMA900", "06LIMA7", "07LIMA901"]),
        ("?post=+lima+", ["07LIMA900", "06LIMA7", "07LIMA901"]),
        ("?since=2006&until=2006", ["06LIMA7"]),
        ("?post=LIMA&since=2007&until=2007", ["07LIMA900", "07LIMA901"]),
        ("?post=NOWHERE", []),
        ("?since=2006-02", ["07LIMA900", "07LIMA901", "07ZENDA77"]),
        ("?until=2007-11", ["06LIMA7"]),
        ("?post=%00LIMA%00&until=2006", ["06LIMA7"]),
    ],
)
def test_filtered_by_post_and_year(client: Client, query: str, mrns: list[str]) -> None:
    assert Page(client, f"/missing/{query}").texts("tbody th") == mrns
    assert [row["mrn"] for row in rows(client, query)] == mrns


def test_pages_follow_each_other_without_gaps(client: Client) -> None:
    MissingCable.objects.bulk_create(
        missing(f"07LIMA{serial}", "LIMA", 2007, serial, citing=serial % 3 + 1) for serial in range(1, 251)
    )
    seen: list[str] = []
    path = "/missing/?post=LIMA"
    for expected in (100, 100, 50):
        page = Page(client, path)
        mrns = page.texts("tbody th")
        assert len(mrns) == expected
        seen += mrns
        path = "".join(page.hrefs("a[rel=next]"))
    assert path == ""
    assert len(set(seen)) == 250
    assert seen == list(MissingCable.objects.values_list("mrn", flat=True))


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("key", ["", "x", "1", "1.", "-1.07LIMA900", "99999999999999.07LIMA900", "1.%00"])
def test_a_key_that_is_none_shows_the_first_page(client: Client, key: str) -> None:
    assert len(Page(client, f"/missing/?after={key}").texts("tbody th")) == 4


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return the rows of the CSV file."""
    response = client.get(f"/missing.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


@pytest.mark.usefixtures("listed")
def test_the_csv(client: Client) -> None:
    response = client.get("/missing.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.streaming
    assert rows(client)[0] == {
        "mrn": "07LIMA900",
        "post": "LIMA",
        "post_name": "Embassy Lima",
        "country": "Peru",
        "year": "2007",
        "serial": "900",
        "citing": "2",
        "withdrawn": "no",
        "known": "no",
        "date": "",
        "subject": "",
        "address": "http://testserver/cable/07LIMA900/",
        "after": "2.07LIMA900",
    }


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("LIMA") == "LIMA"
    assert harmless(-1) == -1


@pytest.mark.usefixtures("listed")
def test_the_json(client: Client) -> None:
    found = client.get("/missing.json?post=lima").json()
    assert (found["title"], found["count"], found["next"]) == ("Missing cables", 3, None)
    assert [row["mrn"] for row in found["cables"]] == ["07LIMA900", "06LIMA7", "07LIMA901"]
    assert found["page"] == "http://testserver/missing/?post=lima"


def test_the_json_is_paged(client: Client) -> None:
    MissingCable.objects.bulk_create(missing(f"07LIMA{serial}", "LIMA", 2007, serial) for serial in range(1, 121))
    seen: list[str] = []
    url = "/missing.json?post=LIMA"
    while url:
        found = client.get(url).json()
        seen += [row["mrn"] for row in found["cables"]]
        url = found["next"]
    assert seen == [row["mrn"] for row in rows(client)]


def test_a_damaged_key_is_refused(client: Client) -> None:
    response = client.get("/missing.json?after=x")
    assert response.status_code == 400
    assert response.json() == {"error": "“after” is no place in this list: take the address that its pages give."}


def test_the_csv_is_not_sent_again_unchanged(client: Client) -> None:
    store(telegram("07ZENDA1", refs=["LIMA 900"]))
    for path in ("/missing.csv", "/missing/"):
        first = client.get(path)
        assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    counts = []
    for serial in (1, 90):
        MissingCable.objects.bulk_create(
            missing(f"{year % 100:02}LIMA{serial + number}", "LIMA", year, serial + number)
            for number in range(serial)
            for year in (2006, 2007)
        )
        with CaptureQueriesContext(connection) as captured:
            client.get("/missing/")
        with CaptureQueriesContext(connection) as captured_csv:
            client.get("/missing.csv").getvalue()
        counts.append((len(captured), len(captured_csv)))
    assert counts[0] == counts[1]


def test_numbers_that_records_without_text_know(client: Client) -> None:
    store(
        telegram("74LIMA20", date="1974-06-15", refs=["STRELSAU 999"]),
        record("n/a", Document_Number="1974STRELS00999", Subject="STAMP FAIR", Draft_Date="23 may 1974"),
        record("n/a", Document_Number="1974STRELS00997", Locator="TEXT ON MICROFILM"),
    )
    page = Page(client, "/missing/")
    assert page.text("header p").startswith(
        "1 cable cited here but not held, the most cited first, and 1 more of which there is a record without text."
    )
    assert page.texts("tbody th") == [
        "74STRELSAU999STAMP FAIR, drafted 23 May 1974",
        "74STRELSAU997known by a record",
    ]
    assert page.texts("tbody td:last-child") == ["1", "0"]
    listed = rows(client)
    assert [(row["mrn"], row["citing"], row["known"], row["date"], row["subject"]) for row in listed] == [
        ("74STRELSAU999", "1", "yes", "1974-05-23", "STAMP FAIR"),
        ("74STRELSAU997", "0", "yes", "", ""),
    ]
    later = rows(client, "?after=1.74STRELSAU999")
    assert [row["mrn"] for row in later] == ["74STRELSAU997"]
    assert rows(client, f"?after={later[0]['after']}") == []
    home = Page(client, "/").text("main")
    assert "They cite 1 further cable that the archive lacks" in home
    assert "Of 1 more it has records without text." in home
