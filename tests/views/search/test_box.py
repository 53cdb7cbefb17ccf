"""The search box: numbers, names and any other text typed into it, and its former URL."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from cables.ingest import vocabulary
from tests.builders import record, store, telegram
from tests.search.hostile import queries
from tests.views.page import Page
from tests.views.search.results import mrns, search

pytestmark = pytest.mark.django_db


NUMBERS = [
    ("07LIMA3229", "/cable/07LIMA3229/"),
    ("2007 LIMA 003229", "/cable/07LIMA3229/"),
    ("  lima 3229 of 2007 ", "/cable/07LIMA3229/"),
]


@pytest.mark.parametrize(("typed", "url"), NUMBERS)
def test_an_mrn_alone_redirects_to_its_cable(client: Client, typed: str, url: str) -> None:
    response = client.get("/search/", {"q": typed})
    assert (response.status_code, response.headers.get("Location")) == (302, url)


KNOWN_HERE = [
    ("05zenda11", "/cable/05ZENDA11/"),  # stored
    ("05zenda99", "/cable/05ZENDA99/"),  # of a post that stored cables are of
    ("04hentzau7", "/cable/04HENTZAU7/"),  # cited
]


@pytest.mark.parametrize(("typed", "url"), KNOWN_HERE)
def test_an_mrn_of_a_post_missing_from_the_vocabulary_redirects_to_its_cable(
    client: Client, archive: None, typed: str, url: str
) -> None:
    response = client.get("/search/", {"q": typed})
    assert (response.status_code, response.headers.get("Location")) == (302, url)


def test_what_only_looks_like_a_number_is_a_word(client: Client) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) The bond is called 90days30."]))
    assert mrns(search(client, q="90days30")) == ["07ZENDA1"]
    assert client.get("/search.json", {"q": "90days30"}).json()["count"] == 1


def test_the_former_url_of_the_search_redirects_permanently(client: Client) -> None:
    response = client.get("/find/?q=salt+mines")
    assert (response.status_code, response.headers["Location"]) == (301, "/search/?q=salt+mines")


NAMED = [
    ("PGOV", "/tag/PGOV/"),
    ("pgov", "/tag/PGOV/"),
    ("LIMA", "/post/LIMA/"),
    ("la paz", "/post/LAPAZ/"),
    ("amembassy lima", "/post/LIMA/"),
]


@pytest.mark.parametrize(("typed", "url"), NAMED)
def test_a_tag_or_a_post_alone_is_suggested(client: Client, typed: str, url: str) -> None:
    vocabulary.load()
    assert Page(client, f"/search/?{urlencode({'q': typed})}").hrefs(".named-pages a")[0] == url


@pytest.mark.parametrize("typed", ["film:P740012-0034", 'film:"p740012-0034"'])
def test_a_film_number_leads_to_the_records_without_text(client: Client, typed: str) -> None:
    facts = {"Film_Number": "P740012-0034", "Subject": "STAMP FAIR"}
    store(*(record("n/a", Document_Number=f"1974STRELS0099{serial}", **facts) for serial in (8, 9)))
    store(telegram("74STRELSAU998", date="1974-05-24"))
    page = search(client, q=typed)
    assert page.texts(".named-pages li") == ["Not held 74STRELSAU999 STAMP FAIR"]
    assert page.hrefs(".named-pages a") == ["/cable/74STRELSAU999/"]


def test_similar_names_are_suggested_without_results(client: Client) -> None:
    vocabulary.load()
    assert "/tag/PTER/" in search(client, q="terroris").hrefs(".empty .named-pages a")
    assert "/post/LIMA/" in search(client, q="Peru").hrefs(".empty .named-pages a")


def test_a_number_without_its_year_has_a_hint(client: Client) -> None:
    vocabulary.load()
    assert "That looks like a reference number of LIMA without its year." in search(client, q="LIMA 3229").text(
        ".named-pages"
    )


@pytest.mark.parametrize("url", ["/search/", "/search/?q=", "/search/?q=+"])
def test_without_words_the_page_shows_how_to_search(client: Client, url: str) -> None:
    page = Page(client, url)
    assert page.text("h1") == "Search"
    assert "/search/help/" in page.hrefs(".help a")
    assert not page.nodes(".results")


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
