"""The text as it came, and the parsed cable as JSON."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.test import Client

from cables.sources import RawCable, read
from cables.telegram import parse, to_json
from tests.builders import outcomes, store, telegram

pytestmark = pytest.mark.django_db


def raw_cable(text: str, encoding: str) -> RawCable:
    """A text file in that encoding."""
    return RawCable(
        text=text,
        content=text.encode(encoding),
        encoding=encoding,
        where="x.txt",
        format="text",
        published_id="07ZENDA11",
    )


@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8", "utf-8"), ("latin-1", "iso-8859-1"), ("cp1252", "windows-1252")]
)
def test_the_bytes_are_the_raw_ones(client: Client, encoding: str, charset: str) -> None:
    item = raw_cable(telegram("07ZENDA11", paragraphs=["(U) São Tomé.\r\nTwo lines."]).replace("\n", "\r\n"), encoding)
    outcomes(item)
    response = client.get("/cable/07ZENDA11.txt")
    assert response.content == item.content
    assert response["Content-Type"] == f"text/plain; charset={charset}"
    assert response["ETag"] == f'"{hashlib.sha256(item.content).hexdigest()}"'
    assert client.get("/cable/07ZENDA11.txt", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert response["Cache-Control"] == "public, no-cache"


def test_a_text_with_bad_bytes_is_read_as_it_was_imported(client: Client, tmp_path: Path) -> None:
    content = telegram("07ZENDA11", paragraphs=["(U) São Tomé, Zürich, Malmö.", "(U) A \0 and a"]).encode() + b"\xff\n"
    file = tmp_path / "07ZENDA11.txt"
    file.write_bytes(content)
    (item,) = read(file)
    assert isinstance(item, RawCable)
    outcomes(item)
    assert client.get("/cable/07ZENDA11.txt").content == content
    data = client.get("/cable/07ZENDA11.json").json()
    assert data["paragraphs"] == to_json(parse(item.text), "")["paragraphs"]


def test_the_current_revision_is_served(client: Client) -> None:
    store(telegram("07ZENDA11"))
    first = client.get("/cable/07ZENDA11.txt")
    store(telegram("07ZENDA11", subject="THE TOLL IS HALVED AFTER ALL"))
    second = client.get("/cable/07ZENDA11.txt", headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert b"AFTER ALL" in second.content


def test_the_parsed_cable(client: Client) -> None:
    text = telegram("07ZENDA20", refs=["ZENDA 11", "ZENDA 12", "TELCON ROE-DOE 06/01/07"])
    store(telegram("07ZENDA11"), text)
    response = client.get("/cable/07ZENDA20.json")
    assert response["Content-Type"] == "application/json"
    data = response.json()
    assert data.pop("address") == "/cable/07ZENDA20/"
    assert (data.pop("revision"), data.pop("corrections"), data.pop("redacted")) == (1, [], [])
    links = data.pop("links")
    assert data == to_json(parse(text), "test")
    assert links["text"] == "/cable/07ZENDA20.txt"
    assert [
        (row["position"], row["label"], row["link"], row["held"], row["address"]) for row in links["references"]
    ] == [
        (1, "A", "exact", "07ZENDA11", "/cable/07ZENDA11/"),
        (2, "B", "none", None, "/cable/07ZENDA12/"),
        (3, "C", "none", None, None),
    ]


def test_a_link_that_resolves_changes_the_json(client: Client) -> None:
    store(telegram("07ZENDA20", refs=["ZENDA 11"]))
    first = client.get("/cable/07ZENDA20.json")
    assert client.get("/cable/07ZENDA20.json", headers={"if-none-match": first["ETag"]}).status_code == 304
    store(telegram("07ZENDA11"))
    again = client.get("/cable/07ZENDA20.json", headers={"if-none-match": first["ETag"]})
    assert again.json()["links"]["references"][0]["held"] == "07ZENDA11"
