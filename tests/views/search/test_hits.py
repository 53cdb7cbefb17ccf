"""Results of a search: the cable, its excerpts, orders and pages."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.models import Paragraph
from cables.search.index import maintenance
from cables.search.index.document import documents
from tests.builders import store, stored_cable, telegram
from tests.views.page import Page
from tests.views.search.results import mrns, search

pytestmark = pytest.mark.django_db


def test_a_hit_says_what_it_is(archive: None, client: Client) -> None:
    page = search(client, q="salt miners")
    assert page.text("#list-title") == "1 cable"
    assert page.texts(".results h3") == ["Salt Rises"]
    assert page.text(".results .meta") == "05ZENDA11 Consulate Zenda 2 March 2005 SECRET NOFORN ECON PREL QR"
    assert page.texts(".results h3 mark") == ["Salt"]
    assert page.hrefs(".results h3 a") == ["/cable/05ZENDA11/?q=salt+miners"]


def test_excerpts_lead_to_their_paragraphs(archive: None, client: Client) -> None:
    page = search(client, q="barges")
    assert page.texts(".excerpts li") == [
        "¶1Paragraph 1 of 05ZENDA11 (U) The barges wait at the lock.",
        "¶2Paragraph 2 of 05ZENDA11 (S/NF) Salt is dear. The miners say that the price of salt will fall by the "
        "winter, and the barges with it.",
    ]
    assert page.hrefs(".excerpts a") == ["/cable/05ZENDA11/?q=barges#p1", "/cable/05ZENDA11/?q=barges#p2"]
    assert page.texts(".excerpts mark") == ["barges", "barges"]
    assert page.nodes(".excerpts .portion")[1].attributes["class"] == "portion s"


def test_excerpts_of_paragraphs_with_most_of_the_words_come_first_and_three_at_most(client: Client) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) Salt."] * 4 + ["(U) Salt and cheese."] + ["(U) Salt."] * 2))
    assert search(client, q="salt cheese").hrefs(".excerpts a") == [
        f"/cable/07ZENDA1/?q=salt+cheese#p{number}" for number in (1, 2, 5)
    ]


def test_words_in_a_heading_are_shown(client: Client) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) Nothing."]))
    cable = stored_cable("07ZENDA1")
    maintenance.remove([cable.pk])
    Paragraph.objects.filter(cable=cable).update(heading="THE MARMOT")
    maintenance.add((pk, maintenance.index_rows(made)) for pk, made in documents([cable.pk]))
    page = search(client, q="marmot")
    assert page.texts(".excerpts p") == ["(U) THE MARMOT"]
    assert Page(client, "/cable/07ZENDA1/?q=marmot").texts(".text h2 mark") == ["MARMOT"]


def test_fields_alone_highlight_nothing(archive: None, client: Client) -> None:
    page = search(client, q="tag:ETRD")
    assert mrns(page) == ["06STRELSAU20"]
    assert not page.nodes(".results mark")
    assert page.texts(".orders a") == ["Newest", "Oldest"]


def test_orders(archive: None, client: Client) -> None:
    page = search(client, q="salt")
    assert page.texts(".orders a[aria-current]") == ["Relevance"]
    assert page.hrefs(".orders a") == [
        "/search/?q=salt",
        "/search/?q=salt&order=newest",
        "/search/?q=salt&order=oldest",
    ]
    assert mrns(search(client, q="salt", order="newest")) == ["06STRELSAU20", "05ZENDA11"]
    assert mrns(search(client, q="salt", order="oldest")) == ["05ZENDA11", "06STRELSAU20"]


def test_pages_by_relevance_have_numbers(many: list[str], client: Client) -> None:
    first = search(client, q="barges")
    assert first.text("#list-title") == "50 cables"
    assert first.texts(".pages ol a") == ["1", "2", "3"]
    assert first.hrefs(".pages a[rel=next]") == ["/search/?q=barges&page=2"]
    pages = [first, search(client, q="barges", page="2"), search(client, q="barges", page="3")]
    assert sorted(mrn for page in pages for mrn in mrns(page)) == sorted(many)
    assert pages[2].hrefs(".pages a[rel=prev]") == ["/search/?q=barges&page=2"]
    assert pages[1].hrefs(".pages a[rel=prev]") == ["/search/?q=barges"]


def test_pages_by_date_go_by_key(many: list[str], client: Client) -> None:
    page, seen = search(client, q="barges", order="oldest"), []
    while True:
        seen += mrns(page)
        following = page.hrefs(".pager a[rel=next]")
        if not following:
            break
        page = Page(client, following[0])
    assert seen == many
    assert mrns(Page(client, page.hrefs(".pager a[rel=prev]")[0])) == many[20:40]


@pytest.mark.parametrize("place", ["page=0", "page=x", "page=-1", "page=9999999", "order=newest&after=x", "page=٢"])
def test_a_malformed_position_is_the_beginning(many: list[str], client: Client, place: str) -> None:
    page = Page(client, f"/search/?q=barges&{place}")
    assert "was damaged" in page.text(".notice")
    assert len(mrns(page)) == 20


def test_a_page_after_the_last_says_so(many: list[str], client: Client) -> None:
    page = search(client, q="barges", page="4")
    assert page.text(".empty") == "The list ends before this place. Go to its beginning."
