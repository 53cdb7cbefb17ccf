"""The page of a cable with corrections: each with the value in the text and the reason."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.editing.corrections import correct, undo
from cables.editing.revisions import revert
from cables.models import Correction
from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db

REASON = "The scan is hard to read."


@stored_once
def corrected() -> list[Correction]:
    """Store a cable with corrections of the subject, the date and the classification of a cable."""
    store(telegram("07ZENDA11", subject="THE TOLL IS HALFED", date="2007-06-15", classification="SECRET"))
    values = {"subject": "THE TOLL IS HALVED", "date": "2007-06-16", "classification": None}
    return correct("07ZENDA11", values, REASON)


def test_the_page_says_what_the_text_has(client: Client, corrected: list[Correction]) -> None:
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text("h1") == "The Toll Is Halved"
    since = f"since {corrected[0].at:%-d %B %Y}: {REASON}"
    assert page.texts(".corrections div") == [
        f"Date 2007-06-16 in place of 2007-06-15, {since}",
        f"Classification none in place of SECRET, {since}",
        f"Subject THE TOLL IS HALVED in place of THE TOLL IS HALFED, {since}",
    ]
    assert "16 June 2007 (from an editor’s correction)" in page.texts(".heading dd")


@pytest.mark.usefixtures("corrected")
def test_the_json_has_what_is_shown_and_what_the_text_has(client: Client) -> None:
    data = client.get("/cable/07ZENDA11.json").json()
    assert (data["subject"], data["date"], data["classification"]) == ("THE TOLL IS HALVED", "2007-06-16", None)
    assert [(row["field"], row["text"], row["shown"], row["reason"]) for row in data["corrections"]] == [
        ("date", "2007-06-15", "2007-06-16", REASON),
        ("classification", "SECRET", None, REASON),
        ("subject", "THE TOLL IS HALFED", "THE TOLL IS HALVED", REASON),
    ]


@pytest.mark.usefixtures("corrected")
def test_the_text_is_not_altered(client: Client) -> None:
    assert b"THE TOLL IS HALFED" in client.get("/cable/07ZENDA11.txt").content


def test_one_that_was_undone_is_not_shown(client: Client, corrected: list[Correction]) -> None:
    headers = {"if-none-match": client.get("/cable/07ZENDA11/")["ETag"]}
    for correction in corrected:
        undo(correction, "The editor erred.")
    assert client.get("/cable/07ZENDA11/", headers=headers).status_code == 200
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text("h1") == "The Toll Is Halfed"
    assert not page.nodes(".corrections")
    assert client.get("/cable/07ZENDA11.json").json()["corrections"] == []


def test_an_older_text_is_shown_as_corrected_too(client: Client) -> None:
    store(telegram("07ZENDA11", subject="SALT"))
    store(telegram("07ZENDA11", subject="CHEESE"))
    correct("07ZENDA11", {"tags": "ETRD, EFIN"}, REASON)
    for path in ("/cable/07ZENDA11/", "/cable/07ZENDA11/?revision=1"):
        page = Page(client, path)
        assert page.texts(".tags code") == ["ETRD", "EFIN"]
        assert page.texts(".corrections dt") == ["TAGS"]
    assert [tag["code"] for tag in client.get("/cable/07ZENDA11.json?revision=1").json()["tags"]] == ["ETRD", "EFIN"]


def test_with_another_number_it_is_under_that(client: Client) -> None:
    store(telegram("07ZENDA11", subject="SALT"), telegram("07ZENDA20", refs=["ZENDA 11"]))
    correct("07ZENDA11", {"mrn": "07ZENDA12"}, REASON)
    response = client.get("/cable/07ZENDA11.json?revision=1")
    assert (response.status_code, response["Location"]) == (301, "/cable/07ZENDA12.json?revision=1")
    page = Page(client, "/cable/07ZENDA12/")
    assert page.texts(".corrections dt") == ["Reference number"]
    assert Page(client, "/cable/07ZENDA12/?revision=1").text("h1") == "Salt"
    assert client.get("/cable/07ZENDA12.json").json()["mrn"] == "07ZENDA12"


def test_an_earlier_text_that_is_shown_again(client: Client) -> None:
    store(telegram("07ZENDA11", subject="SALT"))
    store(telegram("07ZENDA11", subject="CHEESE"))
    headers = {"if-none-match": client.get("/cable/07ZENDA11.txt")["ETag"]}
    revert("07ZENDA11", 1, "The later text is another cable’s.")
    assert b"SALT" in client.get("/cable/07ZENDA11.txt", headers=headers).content
    assert Page(client, "/cable/07ZENDA11/").text("h1") == "Salt"
    page = Page(client, "/cable/07ZENDA11/history/")
    assert page.texts(".revisions h2") == ["Revision 2", "Revision 1 Shown now"]
    assert (
        Page(client, "/cable/07ZENDA11/?revision=2").text(".status").endswith("revision 1 is shown now. What differs")
    )


def test_whatever_stands_in_a_correction_is_text(client: Client) -> None:
    store(telegram("07ZENDA11"))
    correct("07ZENDA11", {"subject": "<script>alert(1)</script>"}, "<b>So</b>")
    page = Page(client, "/cable/07ZENDA11/")
    assert not page.nodes("script")
    assert "<b>So</b>" in page.text(".corrections")
