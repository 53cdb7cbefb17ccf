"""A cable that was withdrawn: nothing of it is shown but its number, the day and the reason."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.editing.merging import merge
from cables.editing.withdrawal import restore, withdraw
from cables.models import Withdrawal
from tests.builders import store, stored_cable, telegram
from tests.editing.archive import store_archive
from tests.stored_archives import stored_once
from tests.views.crawl import crawl
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db

MRN = "07LIMA20"
PAGES = ["", "like/", "history/", "difference/"]


@stored_once
def withdrawn() -> Withdrawal:
    """Store the archive of the editing tests without the cable that two others cite."""
    store_archive()
    return withdraw(MRN, "A <reader> asked.")


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_say_when_and_why(client: Client, withdrawn: Withdrawal, page: str) -> None:
    shown = Page(client, f"/cable/{MRN}/{page}", 410)
    assert shown.text("h1") == "07LIMA20 Was Withdrawn"
    assert shown.text(".facts time") == f"{withdrawn.at:%-d %B %Y}"
    assert shown.text(".frame") == "A <reader> asked."
    assert shown.text("#cited-by h2") == "Cited by 2"
    assert shown.nodes("meta[name=robots]")[0].attributes["content"] == "noindex"
    assert f"/log/?cable={MRN}" in shown.hrefs("a")


def test_its_text_and_json_say_so_too(client: Client, withdrawn: Withdrawal) -> None:
    text = client.get(f"/cable/{MRN}.txt")
    assert (text.status_code, text["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert text.content.decode() == f"07LIMA20 was withdrawn on {withdrawn.at:%-d %B %Y}: A <reader> asked.\n"
    data = client.get(f"/cable/{MRN}.json?revision=1")
    assert data.status_code == 410
    assert data.json()["withdrawn"] == {
        "at": withdrawn.at.isoformat(timespec="seconds"),
        "reason": "A <reader> asked.",
    }


@pytest.mark.usefixtures("withdrawn")
def test_caches_revalidate_each_time(client: Client) -> None:
    for path in (f"/cable/{MRN}/", f"/cable/{MRN}.txt", f"/cable/{MRN}.json", f"/cable/{MRN}/history/"):
        response = client.get(path)
        assert response["Cache-Control"] == "public, no-cache", path
        assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.usefixtures("withdrawn")
def test_what_cites_it_says_withdrawn(client: Client) -> None:
    page = Page(client, "/cable/07LIMA21/")
    assert page.texts(".refs .missing")[0] == ("A 07LIMA20 withdrawn, cited by 2 as sent: 07 LIMA 20")
    assert page.nodes(".para a.ref")[0].attributes["title"] == "Ref A: 07LIMA20, withdrawn"
    first, second = client.get("/cable/07LIMA21.json").json()["links"]["references"]
    assert (first["withdrawn"], first["held"], first["address"]) == (True, None, f"/cable/{MRN}/")
    assert second["withdrawn"] is False
    assert "07LIMA20 withdrawn" in Page(client, "/missing/").texts("tbody th")
    rows = {row["mrn"]: row["withdrawn"] for row in client.get("/missing.json").json()["cables"]}
    assert rows[MRN] is True
    assert sum(rows.values()) == 1


@pytest.mark.usefixtures("withdrawn")
def test_nothing_of_it_is_left_anywhere(client: Client) -> None:
    found = crawl(client, f"/cable/{MRN}/", f"/cable/{MRN}.json", f"/cable/{MRN}.txt", "/search/?q=lanterns")
    leaking = [
        path for path, content in found.items() for word in (b"grellow", b"lanterns burned") if word in content.lower()
    ]
    assert leaking == []
    assert f"/cable/{MRN}/" in found
    assert len(found) > 50


def test_pages_that_showed_it_follow_and_all_is_as_it_was_when_it_is_restored(client: Client) -> None:
    store_archive()
    paths = ["/", "/date/2007/", f"/cable/{MRN}/", "/cable/07LIMA21/", "/cable/07LIMA21.json", "/missing/", "/log/"]
    tags = {path: client.get(path)["ETag"] for path in paths}
    withdraw(MRN, "A reader asked.")
    for path, tag in tags.items():
        assert client.get(path, headers={"if-none-match": tag}).status_code in (200, 410), path
    etag = client.get("/cable/07LIMA21/")["ETag"]
    restore(MRN, "The reader was mistaken.")
    assert client.get("/cable/07LIMA21/", headers={"if-none-match": etag}).status_code == 200
    assert Page(client, f"/cable/{MRN}/").text("h1") == "What the Ferryman Grellow Said"


def test_another_spelling_leads_to_the_reason(client: Client, withdrawn: Withdrawal) -> None:
    response = client.get("/cable/2007-LIMA-00020/history/?before=5")
    assert (response.status_code, response["Location"]) == (301, f"/cable/{MRN}/history/?before=5")


@pytest.mark.parametrize("path", ["", "like/", "history/", "difference/?from=1&to=1", "?revision=1"])
def test_a_retired_number_leads_to_the_cable(client: Client, path: str) -> None:
    store(telegram("07ZENDA1"), telegram("07ZENDA2", subject="SALT"), telegram("07ZENDA3", refs=["ZENDA 1"]))
    merge("07ZENDA1", "07ZENDA2", "The same telegram.")
    response = client.get(f"/cable/07ZENDA1/{path}")
    assert (response.status_code, response["Location"]) == (301, f"/cable/07ZENDA2/{path}")
    for suffix in ("txt", "json"):
        assert client.get(f"/cable/07ZENDA1.{suffix}")["Location"] == f"/cable/07ZENDA2.{suffix}"
    page = Page(client, "/cable/07ZENDA3/")
    assert page.hrefs(".refs a") == ["/cable/07ZENDA2/"]
    assert "written 07ZENDA1: the number under which it was held before" in page.text(".refs li")
    assert stored_cable("07ZENDA2").revisions.count() == 2


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(telegram("07ZENDA1"), *(telegram(f"07ZENDA{serial}", refs=["ZENDA 1"]) for serial in range(2, 9)))
    store(telegram("07ZENDA20"), telegram("07ZENDA21", refs=["ZENDA 20"]))
    withdraw("07ZENDA1", "So.")
    withdraw("07ZENDA20", "So.")
    few, many = (queries(client, f"/cable/{mrn}/", 410) for mrn in ("07ZENDA20", "07ZENDA1"))
    assert few == many <= 10
