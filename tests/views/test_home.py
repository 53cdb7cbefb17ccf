"""The front page: figures, histogram, TAGS, posts and the newest cables."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import outcomes, raw, store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db


def test_figures(client: Client) -> None:
    store(
        telegram("05ZENDA1", date="2005-05-01", tags="PREL", refs=["STRELSAU 7", "STRELSAU 8"]),
        telegram("07ZENDA2", date="2007-09-24", tags="PREL, PGOV", subject="THE LAST ONE"),
    )
    outcomes(raw(telegram("06STRELSAU3", date=None, tags="PGOV"), "06STRELSAU3"))
    page = Page(client, "/")
    assert page.text(".lead") == (
        "3 diplomatic telegrams from 2 posts, sent between 1 May 2005 and 24 September 2007, filed under 2 TAGS, "
        "each linked to what it cites and to what cites it."
    )
    assert page.text("header .muted") == (
        "They cite 2 further cables that the archive lacks: the missing ones have pages too, with what is known of "
        "them. Of 1 only the year is known."
    )
    assert page.hrefs(".bars a") == ["/date/2005/", "/date/2006/", "/date/2007/"]
    assert page.text("figcaption") == "Cables by year. Most: 2005, 1 cable"
    assert sorted(page.texts("section[aria-labelledby=tags] li")) == [
        "PGOV Internal Governmental Affairs 2",
        "PREL External Political Relations 2",
    ]
    assert page.texts("section[aria-labelledby=posts] li") == ["Consulate Zenda 2", "Embassy Strelsau 1"]
    assert page.texts(".rows .id")[0] == "06STRELSAU3"


def test_the_newest_are_taken_from_the_index_by_arrival_alone(client: Client) -> None:
    store(*(telegram(f"07ZENDA{number}") for number in range(1, 4)))
    with CaptureQueriesContext(connection) as captured:
        assert Page(client, "/").texts(".rows .id") == ["07ZENDA3", "07ZENDA2", "07ZENDA1"]
    first = next(query["sql"] for query in captured if "stored_at" in query["sql"])
    assert "LIMIT" in first
    assert "JOIN" not in first, "a database may begin at the other table, and sort every cable"


def test_nothing_is_missing(client: Client) -> None:
    store(telegram("05ZENDA1", date="2005-05-01"))
    page = Page(client, "/")
    assert "1 diplomatic telegram from 1 post, sent on 1 May 2005, filed under" in page.text(".lead")
    assert page.text("header .muted") == "Every cable that they cite is held."


def test_an_empty_archive_says_how_to_fill_it(client: Client) -> None:
    assert "manage.py import_cables" in Page(client, "/").text(".lead")
