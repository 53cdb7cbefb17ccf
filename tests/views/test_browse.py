"""Browsing by TAGS, posts and dates: their contents, links and number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.ingest import vocabulary
from cables.views import lists
from tests.builders import outcomes, raw, store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db


def dated(post: str, *dates: str, first: int = 1, tags: str = "PREL, PGOV") -> list[str]:
    """Return telegrams of a post, one on each of the dates."""
    return [telegram(f"{date[2:4]}{post}{first + n}", date=date, tags=tags) for n, date in enumerate(dates)]


@stored_once
def archive() -> None:
    """Store seven cables of two posts in three years, and one of which only the year is known."""
    store(
        *dated("ZENDA", "2005-05-01", "2006-02-03", "2006-02-03", "2006-02-28", "2007-01-01"),
        *dated("STRELSAU", "2006-02-03", "2007-12-31", tags="PREL, ECON"),
    )
    outcomes(raw(telegram("06ZENDA90", date=None, subject="UNDATED", tags="PREL"), "06ZENDA90"))


def mrns(page: Page) -> list[str]:
    """Return the reference numbers that the page lists, in its order."""
    return page.texts(".rows .id")


def bars(page: Page) -> dict[str, str]:
    """Return the bars that are links, by what they say."""
    return dict(zip(page.texts(".bars a > .hidden"), page.hrefs(".bars a"), strict=True))


# TAGS


def test_a_tag(archive: None, client: Client) -> None:
    page = Page(client, "/tag/PREL/")
    assert page.text("h1") == "PREL External Political Relations"
    assert page.hrefs(".breadcrumbs a") == ["/tag/", "/tag/#subject"]
    assert page.text("#list-title") == "8 cables"
    assert mrns(page)[:3] == ["07STRELSAU2", "07ZENDA5", "06ZENDA4"]
    assert bars(page) == {
        "2005: 1 cable": "/tag/PREL/?since=2005&until=2005",
        "2006: 5 cables": "/tag/PREL/?since=2006&until=2006",
        "2007: 2 cables": "/tag/PREL/?since=2007&until=2007",
    }
    assert page.nodes(".site nav a[aria-current]")[0].text() == "TAGS"


def test_a_row(archive: None, client: Client) -> None:
    page = Page(client, "/tag/PREL/?order=oldest")
    assert page.texts(".rows h3")[0] == "Toll Barges Return to the Lower Sarn"
    assert page.hrefs(".rows h3 a")[0] == "/cable/05ZENDA1/"
    assert page.nodes(".rows h3 a")[0].attributes["title"] == "As sent: TOLL BARGES RETURN TO THE LOWER SARN"
    assert page.texts(".rows .meta")[0] == "05ZENDA1 Consulate Zenda 1 May 2005 UNCLASSIFIED SIPDIS"
    assert page.texts(".rows .badge.unclassified")[0] == "UNCLASSIFIED"


def test_a_specimen_is_labelled(client: Client) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) SPECIMEN - INVENTED FOR THIS ARCHIVE, NOT A REAL TELEGRAM"]))
    assert Page(client, "/date/").text(".rows .specimen") == "Specimen: invented for this archive"


def test_only_the_year_is_shown_where_no_more_is_known(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/")
    [row] = [node for node in page.nodes(".rows li") if "06ZENDA90" in (node.text() or "")]
    assert "2006, day not known" in " ".join((row.text() or "").split())
    assert "January" not in (row.text() or "")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/tag/prel/", "/tag/PREL/"),
        ("/tag/prel/?post=ZENDA&order=oldest", "/tag/PREL/?post=ZENDA&order=oldest"),
        ("/post/zenda/", "/post/ZENDA/"),
        ("/post/Zenda/?tag=PREL", "/post/ZENDA/?tag=PREL"),
    ],
)
def test_other_spellings_redirect_permanently(archive: None, client: Client, path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, target)


def test_the_slug_of_a_person(client: Client) -> None:
    store(telegram("07ZENDA1", tags="OVIP (ROE, JANE)"))
    [url] = Page(client, "/tag/?kind=person").hrefs(".entries a")
    page = Page(client, url)
    assert mrns(page) == ["07ZENDA1"]
    assert page.hrefs(".breadcrumbs a") == ["/tag/", "/tag/?kind=person"]
    assert client.get(url.upper().replace("/TAG/", "/tag/"))["Location"] == url


def test_the_index_of_tags(archive: None, client: Client) -> None:
    page = Page(client, "/tag/")
    assert page.texts("h2") == ["Subjects"]
    assert page.texts(".entries li") == [
        "ECON Economic Conditions 2",
        "PGOV Internal Governmental Affairs 5",
        "PREL External Political Relations 8",
    ]
    everything = Page(client, "/tag/?all=1")
    assert "Countries and regions" in everything.texts("h2")
    assert len(everything.nodes(".entries li")) > 1000
    assert "#subject-P" in everything.hrefs(".letters a")
    assert len(everything.nodes("li#subject-P")) == 1


def test_free_words_go_on_from_any_letter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.views.browse.FREE_WORDS_ON_PAGE", 2)
    store(telegram("07ZENDA1", tags="SALT MINES, BARGE TOLLS, HERRING SHOALS, PREL"))
    first = Page(client, "/tag/?kind=topic")
    assert first.texts(".entries a") == ["BARGE TOLLS", "HERRING SHOALS"]
    [onward] = first.hrefs(".pager a")
    second = Page(client, f"/tag/{onward}")
    assert second.texts(".entries a") == ["SALT MINES"]
    assert Page(client, "/tag/?kind=topic&from=h").texts(".entries a")[0] == "HERRING SHOALS"
    assert "There are none from there on." in Page(client, "/tag/?kind=topic&from=z").text("#content")


# Posts


def test_a_post(archive: None, client: Client) -> None:
    page = Page(client, "/post/ZENDA/")
    assert page.text("h1") == "Consulate Zenda Ruritania"
    assert page.text("#list-title") == "6 cables"
    assert "A fictional post" in page.text(".specimen")
    assert not page.nodes("input[name=post]")
    assert "/missing/?post=ZENDA" in page.hrefs("#content a")


def test_the_index_of_posts(archive: None, client: Client) -> None:
    store(telegram("07QQXANADU1"))
    page = Page(client, "/post/")
    assert page.texts("h2") == ["Ruritania", "Other senders"]
    assert page.texts(".entries li") == [
        "Embassy Strelsau fictional 2",
        "Consulate Zenda fictional 6",
        "QQXANADU 1",
    ]
    assert len(Page(client, "/post/?all=1").nodes(".entries li")) > 300
    assert "that the list of posts does not know" in Page(client, "/post/QQXANADU/").text("header .muted")


# Dates


def test_all_dates(archive: None, client: Client) -> None:
    page = Page(client, "/date/")
    assert page.text("#list-title") == "8 cables"
    assert bars(page) == {
        "2005: 1 cable": "/date/2005/",
        "2006: 5 cables": "/date/2006/",
        "2007: 2 cables": "/date/2007/",
    }


def test_a_year(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/")
    assert page.text("#list-title") == "5 cables"
    assert bars(page) == {"February 2006: 4 cables": "/date/2006/02/"}
    assert page.text(".aside") == "1 cable of this year is in no month: only its year is known."
    assert page.hrefs(".near a") == ["/date/2005/", "/date/2007/"]


def test_a_month(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/02/")
    assert page.text("h1") == "February 2006"
    assert page.text("#list-title") == "4 cables"
    assert bars(page) == {
        "3 February 2006: 3 cables": "/date/2006/02/03/",
        "28 February 2006: 1 cable": "/date/2006/02/28/",
    }
    assert page.hrefs(".near a") == ["/date/2005/05/", "/date/2007/01/"]
    assert page.hrefs(".breadcrumbs a") == ["/date/", "/date/2006/"]


def test_a_day(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/02/03/")
    assert page.text("h1") == "3 February 2006"
    assert mrns(page) == ["06STRELSAU1", "06ZENDA3", "06ZENDA2"]
    assert page.texts(".bars [aria-current] .hidden") == ["3 February 2006: 3 cables"]
    assert page.hrefs(".near a") == ["/date/2005/05/01/", "/date/2006/02/28/"]
    assert page.hrefs(".breadcrumbs a") == ["/date/", "/date/2006/", "/date/2006/02/"]


def test_the_year_alone_is_no_first_of_january(archive: None, client: Client) -> None:
    assert mrns(Page(client, "/date/2006/01/")) == []
    assert mrns(Page(client, "/date/2006/01/01/")) == []
    assert mrns(Page(client, "/date/2007/01/01/")) == ["07ZENDA5"]
    assert Page(client, "/date/2005/05/01/").hrefs(".near a") == ["/date/2006/02/03/"]


def test_an_empty_day_names_the_nearest(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/02/20/")
    assert page.text("#list-title") == "no cables"
    assert "The nearest are of 3 February 2006 and 28 February 2006." in page.text(".empty")


@pytest.mark.parametrize(
    "path",
    [
        "/date/2006/13/",
        "/date/2006/2/",
        "/date/2006/02/30/",
        "/date/1823/",
        "/date/2006/00/",
        "/tag/QQQQ/",
        "/post/NOWHERE/",
    ],
)
def test_there_is_no_such_page(client: Client, path: str) -> None:
    Page(client, path, status=404)


# Filters


def test_filters_can_be_set_and_removed(archive: None, client: Client) -> None:
    page = Page(
        client, "/tag/PREL/?tag=PGOV&post=ZENDA&since=2006&until=2007&classification=UNCLASSIFIED&caption=SIPDIS"
    )
    assert mrns(page) == ["07ZENDA5", "06ZENDA4", "06ZENDA3", "06ZENDA2"]
    assert page.text("#list-title") == "4 cables"
    chips = dict(zip(page.texts(".chips a"), page.hrefs(".chips a"), strict=True))
    assert chips["TAGS PGOV ×, remove this filter"].startswith("/tag/PREL/?post=ZENDA&since=2006&")
    assert "post=" not in chips["Post Consulate Zenda ×, remove this filter"]
    assert len(chips) == 6
    assert [node.attributes["value"] for node in page.nodes("input[name=tag]")] == ["PGOV"]
    assert page.nodes("meta[name=robots]")


def test_a_filtered_date_keeps_its_filters_on_the_way(archive: None, client: Client) -> None:
    page = Page(client, "/date/2006/?post=STRELSAU")
    assert bars(page) == {"February 2006: 1 cable": "/date/2006/02/?post=STRELSAU"}
    assert page.hrefs(".near a")[0] == "/date/2005/?post=STRELSAU"
    assert mrns(Page(client, "/date/2006/02/?post=STRELSAU")) == ["06STRELSAU1"]


def test_a_month_of_a_tag_stands_in_its_year(archive: None, client: Client) -> None:
    page = Page(client, "/tag/PREL/?since=2006-02&until=2006-02")
    assert page.text("#list-title") == "4 cables"
    assert page.texts(".chips a") == ["Date February 2006 ×, remove this filter"]
    assert page.texts(".bars [aria-current] .hidden") == ["February 2006: 4 cables"]
    assert page.text(".aside") == "1 cable of this year is in no month: only its year is known."


def test_empty_fields_are_dropped_from_the_url(archive: None, client: Client) -> None:
    response = client.get("/tag/PREL/?tag=&post=ZENDA&since=&until=&classification=&caption=")
    assert (response.status_code, response["Location"]) == (302, "/tag/PREL/?post=ZENDA")


def test_what_is_not_understood_is_said(archive: None, client: Client) -> None:
    page = Page(client, "/post/ZENDA/?tag=QQQQ&since=soon")
    assert page.texts(".error") == [
        "“QQQQ” is not among the TAGS. The page TAGS lists those that there are.",
        "“soon” is no date: write it as 2007, 2007-09 or 2007-09-24.",
    ]
    assert page.texts(".notice") == [f"{error} It was left out." for error in page.texts(".error")]
    assert mrns(page) == mrns(Page(client, "/post/ZENDA/"))
    assert [node.attributes["value"] for node in page.nodes(".wrong input")] == ["QQQQ", "soon"]


def test_nothing_meets_the_filters(archive: None, client: Client) -> None:
    page = Page(client, "/tag/ECON/?since=2005&until=2005")
    assert "No cable meets all of these filters." in page.text(".empty")


@pytest.mark.parametrize(
    "path", ["/", "/date/", "/tag/", "/post/", "/tag/PREL/", "/post/LIMA/", "/date/2007/", "/about/"]
)
def test_an_empty_archive(client: Client, path: str) -> None:
    vocabulary.load()
    assert Page(client, path).nodes("#content p")


# Paging


@pytest.mark.parametrize(
    "path", ["/tag/PREL/", "/tag/PREL/?order=oldest", "/date/?post=ZENDA", "/date/?caption=SIPDIS"]
)
def test_pages_lead_through_the_whole_list_and_back(
    archive: None, client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    whole = mrns(Page(client, path))
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    page, seen = Page(client, path), [path]
    found = mrns(page)
    while onward := page.hrefs(".pager a[rel=next]"):
        seen += onward
        page = Page(client, onward[0])
        found += mrns(page)
    assert found == whole
    for earlier in reversed(seen[:-1]):
        [back] = page.hrefs(".pager a[rel=prev]")
        page = Page(client, back)
        assert mrns(page) == mrns(Page(client, earlier))
    assert not page.nodes(".pager a[rel=prev]")


def test_a_damaged_key_gives_the_beginning_and_says_so(archive: None, client: Client) -> None:
    page = Page(client, "/tag/PREL/?after=2006-02-31.x")
    assert page.text(".notice") == "The address of this part of the list was damaged, so this is its beginning."
    assert len(mrns(page)) == 8


def test_a_cursor_after_the_end_leads_back(archive: None, client: Client) -> None:
    page = Page(client, "/tag/PREL/?after=1900-01-01.1")
    assert page.text(".empty") == "The list ends before this place. Go to its beginning."
    assert "/tag/PREL/" in page.hrefs(".list a")


# What it costs


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        Page(client, path)
    return len(captured)


PATHS = [
    "/",
    "/about/",
    "/tag/",
    "/tag/?all=1",
    "/tag/PREL/",
    "/tag/PREL/?tag=PGOV&caption=SIPDIS",
    "/tag/PREL/?post=ZENDA&classification=UNCLASSIFIED",
    "/post/",
    "/post/ZENDA/",
    "/date/",
    "/date/2006/",
    "/date/2006/02/",
    "/date/2006/02/03/",
]


@pytest.mark.parametrize("path", PATHS)
def test_queries_do_not_grow_with_the_archive(archive: None, client: Client, path: str) -> None:
    few = queries(client, path)
    store(*more())
    assert queries(client, path) == few


def more() -> Iterable[str]:
    """Yield another forty cables, of more posts, with more TAGS."""
    for n in range(40):
        day = f"2006-02-{n % 28 + 1:02}"
        yield telegram(f"06QUILLENZ{n + 1}", date=day, tags="PREL, PGOV, EMIN, SENV", captions=["SIPDIS", "NOFORN"])


def test_a_page_unchanged_is_not_sent_again(archive: None, client: Client) -> None:
    response = client.get("/tag/PREL/")
    again = client.get("/tag/PREL/", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    store(telegram("08ZENDA1", tags="PREL"))
    assert client.get("/tag/PREL/", headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_urls_stay_on_the_site(archive: None, client: Client) -> None:
    for path in PATHS:
        for url in Page(client, path).hrefs("a"):
            assert urlsplit(url).netloc == "", (path, url)


def test_too_many_to_count(archive: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.lists.counts.COUNTED_AT_MOST", 3)
    page = Page(client, "/tag/PREL/?post=ZENDA")
    assert page.text("#list-title") == "more than 3 cables"
    assert page.text(".aside") == "Too many to count by date. Narrow them to 2005, 2006, 2007."
    assert page.hrefs(".aside a")[0] == "/tag/PREL/?post=ZENDA&since=2005&until=2005"
    assert page.nodes(".bars") == []
