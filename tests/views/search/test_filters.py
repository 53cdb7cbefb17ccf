"""Filters of a search: the facets and the bars of the histogram."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from cables.ingest import vocabulary
from tests.builders import outcomes, raw, store, telegram
from tests.views.page import Page
from tests.views.search.results import facet_values, mrns, search

pytestmark = pytest.mark.django_db


def choose(client: Client, page: Page, facet: str, value: str) -> Page:
    """Return the page behind the link of a facet's value."""
    for link in page.nodes(f"section[aria-labelledby=facet-{facet}] li a"):
        if (link.text() or "").strip().startswith(value):
            return Page(client, link.attributes["href"] or "")
    raise AssertionError(f"{facet} has no {value}")


def test_every_facet_counts_the_hits(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll")
    assert facet_values(page, "tag") == ["ECON 2", "PREL 2", "ETRD 1", "QR 1"]
    assert facet_values(page, "post") == ["Consulate Zenda 2", "Embassy Strelsau 1"]
    assert facet_values(page, "date") == ["2006 2", "2005 1"]
    assert facet_values(page, "classification") == ["CONFIDENTIAL 1", "SECRET 1", "UNCLASSIFIED 1"]
    assert facet_values(page, "caption") == ["SIPDIS 2", "NOFORN 1"]
    assert facet_values(page, "addressee") == ["AMEMBASSY BOGOTA 3", "SECSTATE WASHDC 3"]
    assert facet_values(page, "signer") == ["ROE 3"]


FACETS = [
    ("tag", "PREL", "tag=PREL", {"05ZENDA11", "06STRELSAU20"}),
    ("post", "Consulate Zenda", "post=ZENDA", {"05ZENDA11", "06ZENDA30"}),
    ("date", "2006", "since=2006&until=2006", {"06STRELSAU20", "06ZENDA30"}),
    ("classification", "SECRET", "classification=SECRET", {"05ZENDA11"}),
    ("caption", "NOFORN", "caption=NOFORN", {"05ZENDA11"}),
    ("addressee", "AMEMBASSY BOGOTA", "addressee=AMEMBASSY+BOGOTA", {"05ZENDA11", "06STRELSAU20", "06ZENDA30"}),
    ("signer", "ROE", "signer=ROE", {"05ZENDA11", "06STRELSAU20", "06ZENDA30"}),
]


@pytest.mark.parametrize(("facet", "value", "parameter", "expected"), FACETS)
def test_a_facet_value_filters_and_can_be_removed(
    archive: None, client: Client, facet: str, value: str, parameter: str, expected: set[str]
) -> None:
    before = search(client, q="salt OR toll")
    assert parameter in " ".join(before.hrefs(f"section[aria-labelledby=facet-{facet}] a"))
    page = choose(client, before, facet, value)
    assert set(mrns(page)) == expected
    (chosen,) = page.nodes(f"section[aria-labelledby=facet-{facet}] .chosen a")
    assert chosen.attributes["href"] == "/search/?q=salt+OR+toll"
    assert page.hrefs(".chips a") == ["/search/?q=salt+OR+toll"]
    assert f"q=salt+OR+toll&{parameter}" in page.hrefs(".results h3 a")[0]


def test_a_country_filters(client: Client) -> None:
    vocabulary.load()
    store(telegram("07LIMA1"), telegram("07BOGOTA2"))
    page = choose(client, search(client, q="barges"), "country", "Peru")
    assert mrns(page) == ["07LIMA1"]
    assert page.texts(".chips a") == ["Country Peru ×, remove this filter"]


def test_several_tags_all_or_any(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll", tag=["ECON", "PREL"])
    assert mrns(page) == ["05ZENDA11"]
    assert facet_values(page, "tag") == ["ECON ×, remove this filter 1", "PREL ×, remove this filter 1", "QR 1"]
    page = Page(client, page.hrefs(".mode a")[0])
    assert len(mrns(page)) == 3
    assert facet_values(page, "tag") == [
        "ECON ×, remove this filter 2",
        "PREL ×, remove this filter 2",
        "ETRD 1",
        "QR 1",
    ]
    assert len(mrns(Page(client, page.hrefs(".mode a")[0]))) == 1


def test_of_any_tags_the_others_count_what_they_would_add(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll", tag="QR", tags="any")
    assert mrns(page) == ["05ZENDA11"]
    assert facet_values(page, "tag")[1:] == ["ECON 2", "PREL 2", "ETRD 1"]
    assert len(mrns(choose(client, page, "tag", "ECON"))) == 2


def test_filters_need_no_words(archive: None, client: Client) -> None:
    page = search(client, post="ZENDA")
    assert mrns(page) == ["06ZENDA30", "05ZENDA11"]
    assert page.hrefs(".results h3 a")[0] == "/cable/06ZENDA30/?post=ZENDA"


@pytest.mark.parametrize(
    "parameters",
    [
        {"tag": "QQQQ"},
        {"tag": ["ECON", "QQQQ"]},
        {"post": "\0"},
        {"post": "' OR 1=1"},
        {"signer": "x" * 5000},
        {"caption": "%"},
        {"tag": [f"T{number}" for number in range(8)]},
    ],
)
def test_values_that_nothing_has_find_nothing(
    archive: None, client: Client, parameters: dict[str, str | list[str]]
) -> None:
    page = Page(client, f"/search/?{urlencode({'q': 'salt', **parameters}, doseq=True)}")
    assert len(mrns(page)) == (2 if parameters == {"post": "\0"} else 0)


def test_a_malformed_date_has_a_notice_and_filters_nothing(archive: None, client: Client) -> None:
    page = search(client, q="salt", date="soon")
    assert len(mrns(page)) == 2
    assert page.text(".notice").startswith("“soon” is no date")


def test_filters_stay_when_other_words_are_typed(archive: None, client: Client) -> None:
    page = search(
        client, q="salt", tag=["ECON", "PREL"], tags="any", order="oldest", since="2005", until="2005", page="7"
    )
    fields = [
        (node.attributes["name"], node.attributes["value"]) for node in page.nodes(".search-box input[type=hidden]")
    ]
    assert fields == [
        *(("tag", "ECON"), ("tag", "PREL"), ("tags", "any")),
        *(("since", "2005"), ("until", "2005"), ("order", "oldest")),
    ]


def test_further_values_are_folded(client: Client) -> None:
    store(telegram("07ZENDA1", info=[f"RUEHZQ/AMEMBASSY TOWN{chr(65 + number)}" for number in range(14)]))
    page = search(client, q="barges")
    facet = "section[aria-labelledby=facet-addressee]"
    assert len(page.nodes(f"{facet} > ul li")) == 10
    assert page.text(f"{facet} summary") == "5 more of Addressee"
    assert len(page.nodes(f"{facet} details li")) == 5


# The histogram


def test_the_histogram_goes_from_years_to_months_and_back(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll")
    assert page.texts(".bars .hidden") == ["2005: 1 cable", "2006: 2 cables"]
    page = Page(client, page.hrefs(".bars a")[1])
    assert page.hrefs(".bars a") == [
        "/search/?q=salt+OR+toll&since=2006-07&until=2006-07",
        "/search/?q=salt+OR+toll&since=2006-09&until=2006-09",
    ]
    page = Page(client, page.hrefs(".bars a")[0])
    assert mrns(page) == ["06STRELSAU20"]
    assert [text for text in page.texts(".bars .hidden") if "none" not in text] == [
        "July 2006: 1 cable",
        "September 2006: 1 cable",
    ]
    assert page.hrefs(".bars a[aria-current]") == ["/search/?q=salt+OR+toll&since=2006-07&until=2006-07"]
    assert page.texts(".chips a") == ["Date July 2006 ×, remove this filter"]


def test_cables_of_which_only_the_year_is_known_are_in_no_month(client: Client) -> None:
    outcomes(raw(telegram("07ZENDA1", date=None), "07ZENDA1"), raw(telegram("07ZENDA2", date="2007-01-01")))
    page = search(client, q="barges")
    assert [text for text in page.texts(".bars .hidden") if "none" not in text] == ["January 2007: 1 cable"]
    assert page.text("header .aside") == "1 of these is in no month: only its year is known."
    assert mrns(search(client, q="barges", since="2007-01", until="2007-01")) == ["07ZENDA2"]
