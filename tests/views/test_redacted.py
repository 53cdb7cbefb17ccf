"""A redacted cable: the words are nowhere, and its page has a notice with the reason."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from cables.editing.redaction import redact
from cables.models import Redaction
from tests.builders import store, stored_cable, telegram
from tests.editing.archive import SECRETIVE, store_archive
from tests.stored_archives import stored_once
from tests.views.crawl import crawl
from tests.views.page import Page

pytestmark = pytest.mark.django_db

MRN = "07LIMA20"


@stored_once
def redacted() -> Redaction:
    """Store the archive of the editing tests with a name blacked out in both texts of a cable."""
    store_archive()
    store(SECRETIVE.replace("Lanterns burned", "Torches burned"))
    return redact(MRN, ["Grellow"], "A person is protected.")


def test_the_page_says_when_and_why(client: Client, redacted: Redaction) -> None:
    page = Page(client, f"/cable/{MRN}/")
    assert page.text(".redaction") == (
        f"Words of this cable were blacked out on {redacted.at:%-d %B %Y}, in every text that is held of it: "
        "A person is protected."
    )
    revision = stored_cable(MRN).revisions.get(number=2)
    assert page.texts(".checksum") == [revision.checksum, revision.shown_checksum]
    assert page.texts(".text-links a")[0] == "Text"
    history = Page(client, f"/cable/{MRN}/history/")
    assert "Each is kept as it came but for the words that were blacked out" in history.texts("header p")[0]
    [data] = client.get(f"/cable/{MRN}.json").json()["redacted"]
    assert data == {"at": redacted.at.isoformat(timespec="seconds"), "reason": "A person is protected."}


@pytest.mark.usefixtures("redacted")
def test_a_bar_is_read_aloud_and_no_markup_gets_into_titles(client: Client) -> None:
    page = Page(client, f"/cable/{MRN}/")
    bars = page.nodes("h1 .redacted, .para .redacted")
    assert {(node.attributes["role"], node.attributes["aria-label"], node.text()) for node in bars} == {
        ("img", "redacted", "█████")
    }
    assert page.text("title").startswith("07LIMA20: What the Ferryman █████ Said")


@pytest.mark.usefixtures("redacted")
def test_the_text_has_the_checksum_that_is_shown(client: Client) -> None:
    for number in (1, 2):
        response = client.get(f"/cable/{MRN}.txt?revision={number}")
        checksum = hashlib.sha256(response.content).hexdigest()
        assert checksum == stored_cable(MRN).revisions.get(number=number).shown_checksum
        assert response["ETag"] == f'"{checksum}"'
        assert "█████".encode() in response.content


@pytest.mark.usefixtures("redacted")
def test_the_words_are_left_nowhere(client: Client) -> None:
    found = crawl(
        client,
        f"/cable/{MRN}.txt?revision=1",
        "/search/?q=grellow",
        "/concordance/?q=ferryman",
        "/search.csv?q=ferryman",
    )
    leaking = [path for path, content in found.items() if b"grellow" in content.lower() and "grellow" not in path]
    assert leaking == []
    assert {f"/cable/{MRN}/?revision=1", f"/cable/{MRN}/difference/?from=1&to=2", f"/cable/{MRN}/like/"} <= set(found)


def test_caches_follow(client: Client) -> None:
    store_archive()
    paths = [f"/cable/{MRN}/", f"/cable/{MRN}.txt", f"/cable/{MRN}.json", f"/cable/{MRN}/history/", "/date/2007/"]
    tags = {path: client.get(path)["ETag"] for path in paths}
    redact(MRN, ["Grellow"], "A person is protected.")
    for path, tag in tags.items():
        assert client.get(path, headers={"if-none-match": tag}).status_code == 200, path


def test_what_was_not_redacted_says_nothing_of_it(client: Client) -> None:
    store(telegram("07ZENDA1"))
    assert not Page(client, "/cable/07ZENDA1/").nodes(".redaction, .status")
