"""The text diff of two revisions of a cable."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.ingest.known_cables import KnownCables
from cables.models import Revision
from tests.builders import store, telegram
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db

TEXTS = [
    telegram("07ZENDA11", paragraphs=["(U) The barges came back on Friday with salt."]),
    telegram("07ZENDA11", paragraphs=["(U) The barges came back on Saturday with salt."]),
    telegram("07ZENDA11", paragraphs=["(U) The barges came back\non Saturday with salt."]),
]


@pytest.fixture(autouse=True)
def three_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store a cable with three texts, the last of which was wrapped again, as 0.1.0 stored them."""
    monkeypatch.setattr(KnownCables, "is_another_copy", lambda known, read: False)
    for text in TEXTS:
        store(text)
        Revision.objects.update(fingerprint="0" * 32)


def test_what_was_taken_out_and_put_in(client: Client) -> None:
    page = Page(client, "/cable/07ZENDA11/difference/?from=1&to=2")
    assert page.text("h1") == "07ZENDA11: Revisions 1 and 2"
    assert (page.texts(".text-diff del"), page.texts(".text-diff ins")) == (["Friday"], ["Saturday"])
    assert page.text(".text-diff .omitted") == "11 lines the same"
    assert page.nodes("meta[name=robots]")[0].attributes["content"] == "noindex, follow"
    page = Page(client, "/cable/07ZENDA11/difference/?from=2&to=1")
    assert (page.texts(".text-diff del"), page.texts(".text-diff ins")) == (["Saturday"], ["Friday"])


def test_without_numbers_the_last_two_are_compared(client: Client) -> None:
    page = Page(client, "/cable/07ZENDA11/difference/")
    assert page.text("h1") == "07ZENDA11: Revisions 2 and 3"
    assert page.text(".empty").startswith("The two texts have the same words in the same order.")
    assert [node.attributes["value"] for node in page.nodes(".compare input")] == ["2", "3"]
    assert Page(client, "/cable/07ZENDA11/difference/?to=1").text(".empty") == "This is one and the same text."


@pytest.mark.parametrize("query", ["from=1&to=4", "from=0", "to=x", "from=&to=2", "from=9&to=1"])
def test_a_number_that_is_none(client: Client, query: str) -> None:
    page = Page(client, f"/cable/07ZENDA11/difference/?{query}", 404)
    assert "revision" in page.texts(".prose p")[0]


def test_whatever_stands_in_a_text_is_text(client: Client) -> None:
    store(telegram("07ZENDA11", paragraphs=["(U) <script>alert(1)</script> \u202e {{ site_name }}"]))
    page = Page(client, "/cable/07ZENDA11/difference/?from=1&to=4")
    assert not page.nodes("script")
    assert "<script>alert(1)</script>" in " ".join(page.texts(".text-diff ins"))
    assert "{{ site_name }}" in " ".join(page.texts(".text-diff ins"))


def test_the_number_of_queries(client: Client) -> None:
    assert queries(client, "/cable/07ZENDA11/difference/?from=1&to=3") <= 5
