"""The box: numbers, names and old addresses that are typed into it, and whatever else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from cables.ingest import vocabulary
from tests.builders import store, telegram
from tests.search.hostile import queries
from tests.views.page import Page
from tests.views.search.results import found, search

pytestmark = pytest.mark.django_db


NUMBERS = [
    ("07LIMA3229", "/cable/07LIMA3229/"),
    ("2007 LIMA 003229", "/cable/07LIMA3229/"),
    ("  lima 3229 of 2007 ", "/cable/07LIMA3229/"),
]


@pytest.mark.parametrize(("typed", "address"), NUMBERS)
def test_a_number_alone_leads_to_its_cable(client: Client, typed: str, address: str) -> None:
    response = client.get("/search/", {"q": typed})
    assert (response.status_code, response.headers.get("Location")) == (302, address)


KNOWN_HERE = [
    ("05zenda11", "/cable/05ZENDA11/"),  # held
    ("05zenda99", "/cable/05ZENDA99/"),  # of a post that cables held are of
    ("04hentzau7", "/cable/04HENTZAU7/"),  # cited
]


@pytest.mark.parametrize(("typed", "address"), KNOWN_HERE)
def test_a_number_of_a_post_that_the_vocabulary_lacks_leads_to_its_cable(
    client: Client, archive: None, typed: str, address: str
) -> None:
    response = client.get("/search/", {"q": typed})
    assert (response.status_code, response.headers.get("Location")) == (302, address)


def test_what_only_looks_like_a_number_is_a_word(client: Client) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) The bond is called 90days30."]))
    assert found(search(client, q="90days30")) == ["07ZENDA1"]
    assert client.get("/search.json", {"q": "90days30"}).json()["count"] == 1


def test_the_old_address_of_the_box_leads_here_for_good(client: Client) -> None:
    response = client.get("/find/?q=salt+mines")
    assert (response.status_code, response.headers["Location"]) == (301, "/search/?q=salt+mines")


NAMED = [
    ("PGOV", "/tag/PGOV/"),
    ("pgov", "/tag/PGOV/"),
    ("LIMA", "/post/LIMA/"),
    ("la paz", "/post/LAPAZ/"),
    ("amembassy lima", "/post/LIMA/"),
]


@pytest.mark.parametrize(("typed", "address"), NAMED)
def test_a_tag_or_a_post_alone_is_offered(client: Client, typed: str, address: str) -> None:
    vocabulary.load()
    assert Page(client, f"/search/?{urlencode({'q': typed})}").hrefs(".offers a")[0] == address


def test_names_that_are_like_it_are_offered_where_nothing_is_found(client: Client) -> None:
    vocabulary.load()
    assert "/tag/PTER/" in search(client, q="terroris").hrefs(".nothing .offers a")
    assert "/post/LIMA/" in search(client, q="Peru").hrefs(".nothing .offers a")


def test_a_number_without_its_year_is_told(client: Client) -> None:
    vocabulary.load()
    assert "That looks like a reference number of LIMA without its year." in search(client, q="LIMA 3229").text(
        ".offers"
    )


@pytest.mark.parametrize("address", ["/search/", "/search/?q=", "/search/?q=+"])
def test_without_words_the_page_shows_how_to_search(client: Client, address: str) -> None:
    page = Page(client, address)
    assert page.text("h1") == "Search"
    assert "/search/help/" in page.hrefs(".help a")
    assert not page.nodes(".findings")


def test_every_page_has_the_box(client: Client) -> None:
    assert Page(client, "/about/").nodes(".site form[action='/search/'] input[name=q]")
    assert len(search(client, q="salt").nodes("input[name=q]")) == 1


@pytest.mark.slow
def test_hostile_queries_get_a_page(archive: None, client: Client) -> None:
    for typed in queries(300):
        response = client.get("/search/", {"q": typed})
        assert response.status_code in (200, 302, 400), (response.status_code, typed)
        assert len(response.content) < 2_000_000, typed
        if response.status_code == 302:
            continue
        assert client.get("/cable/05ZENDA11/", {"q": typed}).status_code == 200, typed


def test_what_is_typed_is_text(archive: None, client: Client) -> None:
    page = search(client, q="salt <script>alert(1)</script> (", signer="<script>")
    assert not page.nodes("script")
    page = Page(client, f"/cable/05ZENDA11/?{urlencode({'q': '<script>alert(1)</script>'})}")
    assert not page.nodes("script")
