"""Every revision of a cable at its own URL: as a page, as bytes, as JSON."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from cables.models import Revision
from cables.telegram import parse, to_json
from tests.builders import store, stored_cable, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db

OLD = telegram(
    "07ZENDA20",
    subject="THE TOLL IS HALVED",
    tags="PREL, PGOV",
    refs=["ZENDA 11", "TAIPEI 31"],
    paragraphs=["(U) The toll fell (ref A).", "(C) See para 1 and ref B."],
    signer="DOE",
)
NEW = telegram("07ZENDA20", subject="THE TOLL IS DOUBLED", tags="ECON", refs=["ZENDA 12"], paragraphs=["(U) It rose."])


def main(client: Client, path: str) -> str:
    """Return what a page says of the cable's text: its head and its paragraphs."""
    dom = LexborHTMLParser(client.get(path).content.decode())
    parts = ("h1", ".facts", ".tags", ".heading", ".text .para", ".signer", "#references")
    return "\n".join(node.html or "" for part in parts for node in dom.css(part))


@stored_once
def two_texts() -> None:
    """Store a cable with two texts; the first cites what is stored, what is missing, and what is one of two."""
    store(telegram("07ZENDA11"), telegram("07TAIPEI31"), telegram("07AITTAIPEI31"))
    store(OLD)
    store(NEW)


def test_an_older_text_is_shown_as_it_was_when_it_counted(client: Client) -> None:
    store(telegram("07ZENDA11"), telegram("07TAIPEI31"), telegram("07AITTAIPEI31"))
    store(OLD)
    was = main(client, "/cable/07ZENDA20/")
    store(NEW)
    assert main(client, "/cable/07ZENDA20/") != was
    assert main(client, "/cable/07ZENDA20/?revision=1") == was
    assert main(client, "/cable/07ZENDA20/?revision=2") == main(client, "/cable/07ZENDA20/")


def test_it_says_that_another_one_counts(client: Client, two_texts: None) -> None:
    page = Page(client, "/cable/07ZENDA20/?revision=1")
    assert page.text(".status").endswith("not the one that counts: revision 2 is shown now. What differs")
    assert page.hrefs(".status a") == ["/cable/07ZENDA20/", "/cable/07ZENDA20/difference/?from=1&to=2"]
    assert page.hrefs("link[rel=canonical]") == ["/cable/07ZENDA20/"]
    assert page.nodes("meta[name=robots]")[0].attributes["content"] == "noindex, follow"
    assert page.hrefs(".text-links a") == [
        "/cable/07ZENDA20.txt?revision=1",
        "/cable/07ZENDA20.json?revision=1",
        "/cable/07ZENDA20/history/",
    ]
    page = Page(client, "/cable/07ZENDA20/?revision=2")
    assert page.text(".status").startswith("This address stays with revision 2, which is also the one shown")
    page = Page(client, "/cable/07ZENDA20/")
    assert not page.nodes(".status")
    assert not page.nodes("meta[name=robots]")


def test_a_tag_that_no_cable_has_any_more_has_no_link(client: Client) -> None:
    store(telegram("07ZENDA20", tags="PREL, KSALTMINES"))
    store(telegram("07ZENDA20", tags="PREL, ECON"))
    page = Page(client, "/cable/07ZENDA20/?revision=1")
    assert [node.attributes.get("href") for node in page.nodes(".tags a")] == ["/tag/PREL/", None]
    assert "KSALTMINES" in page.texts(".tags a")[1]


def test_the_bytes_of_each(client: Client, two_texts: None) -> None:
    for number, text in enumerate((OLD, NEW), 1):
        response = client.get(f"/cable/07ZENDA20.txt?revision={number}")
        assert response.content == text.encode()
        assert response["ETag"] == f'"{hashlib.sha256(text.encode()).hexdigest()}"'
        assert response["X-Robots-Tag"] == "noindex"
    assert client.get("/cable/07ZENDA20.txt").content == NEW.encode()
    assert "X-Robots-Tag" not in client.get("/cable/07ZENDA20.txt")


def test_the_json_of_each(client: Client, two_texts: None) -> None:
    data = client.get("/cable/07ZENDA20.json?revision=1").json()
    links = data.pop("links")
    assert (data.pop("address"), data.pop("revision")) == ("/cable/07ZENDA20/?revision=1", 1)
    assert (data.pop("corrections"), data.pop("redacted"), data.pop("further_sources")) == ([], [], [])
    assert data == to_json(parse(OLD), "test") | {"file": None}
    assert links["text"] == "/cable/07ZENDA20.txt?revision=1"
    assert links["history"] == "/cable/07ZENDA20/history/"
    assert [(row["link"], row["held"], row["candidates"]) for row in links["references"]] == [
        ("exact", "07ZENDA11", []),
        ("ambiguous", None, ["/cable/07TAIPEI31/", "/cable/07AITTAIPEI31/"]),
    ]
    assert client.get("/cable/07ZENDA20.json").json()["revision"] == 2


@pytest.mark.parametrize(
    ("written", "status"), [("3", 404), ("0", 400), ("x", 400), ("", 400), ("1" * 10, 400), ("%00", 400), ("٣", 400)]
)
def test_unknown_revisions(client: Client, two_texts: None, written: str, status: int) -> None:
    # What is no number is no page (404), and malformed in a URL of data (400).
    assert client.get(f"/cable/07ZENDA20/?revision={written}").status_code == 404
    for path in ("/cable/07ZENDA20.txt", "/cable/07ZENDA20.json"):
        assert client.get(f"{path}?revision={written}").status_code == status
    assert "revision" in client.get(f"/cable/07ZENDA20.json?revision={written}").json()["error"]


def test_a_text_in_which_another_number_is_read_stays_a_text_of_its_cable(client: Client, two_texts: None) -> None:
    Revision.objects.filter(cable=stored_cable("07ZENDA20"), number=1).update(
        hint="07STRELSAU5", published_id="07STRELSAU5"
    )
    page = Page(client, "/cable/07ZENDA20/?revision=1")
    assert page.text("h1") == "The Toll Is Halved"
    assert page.text("header > .id") == "07ZENDA20"


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    many = [f"ZENDA {serial}" for serial in range(1, 15)]
    store(telegram("07ZENDA20", refs=["ZENDA 1"], paragraphs=["(U) See reftel."]))
    store(telegram("07ZENDA21", refs=many, paragraphs=["(U) See reftels."] * 9))
    store(telegram("07ZENDA20", subject="SALT"), telegram("07ZENDA21", subject="SALT"))
    counts = {queries(client, f"/cable/07ZENDA{serial}/?revision=1") for serial in (20, 21)}
    assert len(counts) == 1
    assert counts.pop() <= 20


def test_an_unmodified_page_is_not_sent_again(client: Client, two_texts: None) -> None:
    first = client.get("/cable/07ZENDA20/?revision=1")
    headers = {"if-none-match": first["ETag"]}
    assert client.get("/cable/07ZENDA20/?revision=1", headers=headers).status_code == 304
    store(telegram("07ZENDA20", subject="THE TOLL IS GONE"))
    again = client.get("/cable/07ZENDA20/?revision=1", headers=headers)
    assert again.status_code == 200
    assert b"revision 3 is shown now" in again.content
