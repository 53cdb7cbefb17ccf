"""The words of a search, highlighted on the page of a cable."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.views.page import Page

pytestmark = pytest.mark.django_db


def test_the_words_are_highlighted_on_the_page_of_a_cable(archive: None, client: Client) -> None:
    page = Page(client, "/cable/05ZENDA11/?q=salt+barges&tag=ECON")
    assert page.texts("h1 mark") == ["Salt"]
    assert page.texts(".para mark") == ["barges", "Salt", "salt", "barges"]
    assert [node.attributes["id"] for node in page.nodes("h1 mark, .para mark")] == [
        f"hit-{number}" for number in range(1, 6)
    ]
    assert page.texts(".search-nav p") == ["← Results for salt barges", "5 places marked: first · last"]
    assert page.hrefs(".search-nav a") == ["/search/?q=salt+barges&tag=ECON", "#hit-1", "#hit-5"]


def test_links_lead_from_highlight_to_highlight(archive: None, client: Client) -> None:
    page = Page(client, "/cable/05ZENDA11/?q=salt+barges")
    assert page.hrefs(".steps a") == [
        *("#hit-2",),
        *("#hit-1", "#hit-3"),
        *("#hit-2", "#hit-4"),
        *("#hit-3", "#hit-5"),
        *("#hit-4",),
    ]
    assert len(page.nodes(".para .steps.opening")) == 2


def test_words_within_a_mention_are_highlighted_in_its_link(archive: None, client: Client) -> None:
    page = Page(client, "/cable/06STRELSAU20/?q=reftel")
    assert page.texts(".para a.ref mark") == ["reftel"]
    assert page.hrefs(".para a.ref") == ["/cable/05ZENDA11/"]
    assert not page.nodes("a a")


def test_words_within_a_portion_are_highlighted_there_alone(archive: None, client: Client) -> None:
    assert Page(client, "/cable/05ZENDA11/?q=portion:U+barges").texts(".para mark") == ["barges"]


def test_prefixes_are_highlighted_as_they_match(archive: None, client: Client) -> None:
    assert Page(client, "/cable/05ZENDA11/?q=mine*").texts(".para mark") == ["miners"]


@pytest.mark.parametrize("typed", ["((", '"', "marmot", "tag:ECON", "-salt"])
def test_without_highlights_the_page_is_unchanged(archive: None, client: Client, typed: str) -> None:
    page = Page(client, f"/cable/05ZENDA11/?{urlencode({'q': typed})}")
    assert not page.nodes("h1 mark, .text mark")
    assert page.nodes(".search-nav")


def test_without_a_search_there_is_no_navigation_of_it(archive: None, client: Client) -> None:
    assert not Page(client, "/cable/05ZENDA11/").nodes(".search-nav, h1 mark, .text mark, .steps")


def test_a_text_without_the_words_says_so(archive: None, client: Client) -> None:
    page = Page(client, "/cable/05ZENDA11/?q=marmot")
    assert page.texts(".search-nav p") == ["← Results for marmot", "None of its words stands in this text."]
    assert Page(client, "/cable/05ZENDA11/?q=tag:ECON").texts(".search-nav p") == ["← Results for tag:ECON"]
