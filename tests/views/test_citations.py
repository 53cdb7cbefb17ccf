"""`/citations/`: what a pasted text cites, as a page and as data, by GET and by POST."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.http import urlencode

from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db
NOTES = "1. Zenda 10, 23 September 2007.\n2. 07ZENDA5; A-12 from Zenda.\n3. <b>07ZENDA13</b>, ¶ 2"


@stored_once
def archive() -> None:
    """Store a cable that cites a missing one, and another."""
    store(telegram("07ZENDA10", date="2007-09-24", subject="SALT TOLLS", refs=["ZENDA 5"]), telegram("07ZENDA20"))


@pytest.mark.usefixtures("archive")
def test_a_text_in_the_address_is_marked_and_looked_up(client: Client) -> None:
    page = Page(client, f"/citations/?{urlencode({'text': NOTES})}")
    assert page.texts(".pasted mark") == [
        "Zenda 10, 23 September 2007",
        "07ZENDA5",
        "07ZENDA13",
    ]
    assert page.texts(".found .what") == [
        "07ZENDA10 Salt Tolls held",
        "07ZENDA5 cited by cables held here, but not held",
        "07ZENDA13 unknown here",
    ]
    assert page.texts(".difference") == ["The note has 23 September 2007, the cable 24 September 2007."]
    assert "3 citations: 1 held, 1 cited by cables held here, but not held, 1 unknown here." in page.text(".summary")
    assert "1 airgram is cited as well" in page.text(".airgrams")
    assert page.text(".pasted").startswith("1. Zenda 10, 23 September 20071.")


def test_an_empty_archive_and_an_empty_page(client: Client) -> None:
    page = Page(client, "/citations/")
    assert page.nodes(".found") == []
    assert page.nodes(".empty") == []
    assert "No telegram is cited in this text" in Page(client, "/citations/?text=Apples").text(".empty")
    assert "not certain" in Page(client, "/citations/?text=Zenda+12").text(".found .status")


@pytest.mark.usefixtures("archive")
def test_a_short_text_that_is_sent_gets_an_address(client: Client) -> None:
    response = client.post("/citations/", {"text": "Zenda 10", "year": "2007"})
    assert (response.status_code, response["Location"]) == (302, "/citations/?text=Zenda+10&year=2007")


@pytest.mark.usefixtures("archive")
def test_a_long_text_is_answered_and_cached_by_nobody() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/citations/", {"text": NOTES + " " * 2000})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert b"07ZENDA13" in response.content


def test_what_is_typed_is_text(client: Client) -> None:
    page = Page(client, f"/citations/?{urlencode({'text': '<script>07ZENDA1</script></textarea>'})}")
    assert page.nodes("script") == []
    assert page.text("textarea") == "<script>07ZENDA1</script></textarea>"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/citations.json?year=soon&text=a", "“soon” is no year: write one of four digits, or leave it out."),
        ("/citations.json", "Send the text as the parameter text, or as JSON with the member text."),
    ],
)
def test_data_are_refused_by_a_sentence(client: Client, path: str, sentence: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (400, {"error": sentence})


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"text": 1}', "[" * 5000])
def test_what_is_sent_and_no_json_is_refused(client: Client, content: str) -> None:
    response = client.post("/citations.json", content, content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (
        400,
        "The content is no JSON object with the member text.",
    )


def test_a_wrong_year_is_said_on_the_page(client: Client) -> None:
    assert "is no year" in Page(client, "/citations/?text=Zenda+1&year=20").text(".problem")


def post_json(client: Client, text: str) -> list[dict[str, Any]]:
    content = json.dumps({"text": text, "year": 2007})
    response = client.post("/citations.json", content, content_type="application/json")
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    citations: list[dict[str, Any]] = response.json()["citations"]
    return citations


@pytest.mark.usefixtures("archive")
def test_json_has_what_is_held(client: Client) -> None:
    held, missing, airgram, unknown = post_json(client, NOTES)
    assert held["held"]["address"] == "http://testserver/cable/07ZENDA10/"
    assert (held["status"], held["differences"][0][:8]) == ("held", "The note")
    assert (missing["status"], missing["cited_by"], missing["held"]) == ("missing", 1, None)
    assert (airgram["kind"], airgram["mrn"]) == ("airgram", None)
    assert (unknown["nearest"], unknown["locator"]) == (["07ZENDA10", "07ZENDA20"], "2")


@pytest.mark.usefixtures("archive")
def test_csv_has_a_line_a_citation(client: Client) -> None:
    response = client.post("/citations.csv", {"text": NOTES})
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["mrn"], row["status"], row["held"]) for row in rows] == [
        ("07ZENDA10", "held", "07ZENDA10"),
        ("07ZENDA5", "missing", ""),
        ("", "", ""),
        ("07ZENDA13", "unknown", ""),
    ]


@pytest.mark.usefixtures("archive")
def test_zip_has_the_texts_that_are_held(client: Client) -> None:
    response = client.post("/citations.zip", {"text": NOTES})
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["07ZENDA10.txt"]
        assert archive.read("07ZENDA10.txt") == client.get("/cable/07ZENDA10.txt").content


@pytest.mark.parametrize("path", list(settings.READS_BY_POST))
def test_it_is_read_by_post_and_nothing_larger_is(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    most = settings.READS_BY_POST[path]
    assert client.post(path, {"text": "Zenda 10 " + " " * 30_000}).status_code == 200
    refused = client.post(path, "a" * (most + 1), content_type="text/plain")
    assert refused.status_code == 413
    assert b"64" in refused.content
    assert client.put(path).status_code == 405
    assert client.put(path)["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Consulate Zenda to State, telegram 10, September 24, 2007", ["07ZENDA10 Salt Tolls, 24 September 2007"]),
        ("telegram 5 from Zenda, May 4, 2007", ["07ZENDA5, cited here, but not held"]),
        ("salt tolls of 2007", []),
        ("what did Zenda 10 say about the price of salt and of barges", []),
    ],
)
def test_the_search_box_knows_citations(client: Client, typed: str, expected: list[str]) -> None:
    assert Page(client, f"/search/?{urlencode({'q': typed})}").texts("section.cited li") == expected
