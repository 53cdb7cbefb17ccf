"""From what a reader types to the page of it."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.ingest import vocabulary
from tests.builders import store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> None:
    """The whole vocabulary, and a cable of a fictional post with a person on its TAGS line."""
    vocabulary.load()
    store(telegram("07ZENDA12", tags="PREL, OVIP (ROE, JANE)"))


FOUND = [
    ("07LIMA3229", "/cable/07LIMA3229/"),
    ("2007 LIMA 003229", "/cable/07LIMA3229/"),
    ("  lima 3229 of 2007 ", "/cable/07LIMA3229/"),
    ("07 zenda 12", "/cable/07ZENDA12/"),
    ("PGOV", "/tag/PGOV/"),
    ("pgov", "/tag/PGOV/"),
    ("PERSON-ROE-JANE", "/tag/person-roe-jane/"),
    ("LIMA", "/post/LIMA/"),
    ("la paz", "/post/LAPAZ/"),
    ("amembassy lima", "/post/LIMA/"),
]


@pytest.mark.parametrize(("query", "address"), FOUND)
def test_what_is_named_is_led_to(archive: None, client: Client, query: str, address: str) -> None:
    response = client.get("/find/", {"q": query})
    assert (response.status_code, response.headers.get("Location")) == (302, address)


def test_a_part_of_a_name_gives_suggestions(archive: None, client: Client) -> None:
    page = Page(client, "/find/?q=terroris")
    assert page.text("h1") == "Nothing is called “terroris”"
    assert "/tag/PTER/" in page.hrefs(".entries a")
    assert page.nodes("input[name=q]")[0].attributes["value"] == "terroris"


def test_a_country_gives_its_posts(archive: None, client: Client) -> None:
    assert "/post/LIMA/" in Page(client, "/find/?q=Peru").hrefs(".entries a")


def test_a_number_without_its_year(archive: None, client: Client) -> None:
    page = Page(client, "/find/?q=LIMA 3229")
    assert "That looks like a reference number of LIMA without its year." in " ".join(page.texts("p"))


@pytest.mark.parametrize(
    "query", ["", " ", "\0", "qqqqqq", "99", "'; --", "%", "x" * 5000, "¶", "07QQXANADU5", "\ud800"]
)
def test_nothing_understood_is_a_page(archive: None, client: Client, query: str) -> None:
    data = query.encode("utf-8", "replace")
    assert client.get("/find/", {"q": data}).status_code == 200
