"""The search page: what is found and how it is shown, filters, orders, complaints, and the words kept on a cable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.ingest import vocabulary
from cables.models import Cable, Paragraph
from cables.search import index
from cables.search.bounds import TooSlowError
from tests.builders import held, outcomes, raw, store, telegram
from tests.search.hostile import queries
from tests.views.page import Page

pytestmark = pytest.mark.django_db

SALT = telegram(
    "05ZENDA11",
    date="2005-03-02",
    subject="SALT RISES",
    tags="ECON, PREL, QR",
    classification="S E C R E T",
    captions=["NOFORN"],
    paragraphs=[
        "(U) The barges wait at the lock.",
        "(S/NF) Salt is dear. The miners say that the price of salt will fall by the winter, and the barges with it.",
        "(C) Nobody buys it.",
    ],
)
CHEESE = telegram(
    "06STRELSAU20",
    date="2006-07-01",
    subject="CHEESE AND SALT",
    tags="ETRD, PREL",
    classification="C O N F I D E N T I A L",
    paragraphs=["(C) Cheese needs salt.", "(U) See reftel.", "(U) The toll on cheese is halved."],
    refs=["05 ZENDA 11"],
)
TOLL = telegram(
    "06ZENDA30",
    date="2006-09-09",
    subject="THE TOLL",
    tags="ECON",
    paragraphs=["(U) The toll stays."],
    refs=["04 HENTZAU 7"],
)


@pytest.fixture
def archive() -> None:
    """Three cables of two fictional posts."""
    store(SALT, CHEESE, TOLL)


def search(client: Client, status: int = 200, **parameters: str | list[str]) -> Page:
    """The page of a search."""
    return Page(client, f"/search/?{urlencode(parameters, doseq=True)}", status)


def found(page: Page) -> list[str]:
    """The numbers of the cables that a page lists."""
    return page.texts(".findings .id")


# The box


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


# Hits


def test_a_hit_says_what_it_is(archive: None, client: Client) -> None:
    page = search(client, q="salt miners")
    assert page.text("#list-title") == "1 cable"
    assert page.texts(".findings h3") == ["Salt Rises"]
    assert page.text(".findings .meta") == "05ZENDA11 Consulate Zenda 2 March 2005 SECRET NOFORN ECON PREL QR"
    assert page.texts(".findings h3 mark") == ["Salt"]
    assert page.hrefs(".findings h3 a") == ["/cable/05ZENDA11/?q=salt+miners"]


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
    cable = held("07ZENDA1")
    index.remove([cable.pk])
    Paragraph.objects.filter(cable=cable).update(heading="THE MARMOT")
    index.add((pk, index.entry_of(made)) for pk, made in index.documents([cable.pk]))
    page = search(client, q="marmot")
    assert page.texts(".excerpts p") == ["(U) THE MARMOT"]
    assert Page(client, "/cable/07ZENDA1/?q=marmot").texts(".text h2 mark") == ["MARMOT"]


def test_fields_alone_mark_nothing(archive: None, client: Client) -> None:
    page = search(client, q="tag:ETRD")
    assert found(page) == ["06STRELSAU20"]
    assert not page.nodes(".findings mark")
    assert page.texts(".orders a") == ["Newest", "Oldest"]


# Orders and pages


def test_orders(archive: None, client: Client) -> None:
    page = search(client, q="salt")
    assert page.texts(".orders a[aria-current]") == ["Relevance"]
    assert page.hrefs(".orders a") == [
        "/search/?q=salt",
        "/search/?q=salt&order=newest",
        "/search/?q=salt&order=oldest",
    ]
    assert found(search(client, q="salt", order="newest")) == ["06STRELSAU20", "05ZENDA11"]
    assert found(search(client, q="salt", order="oldest")) == ["05ZENDA11", "06STRELSAU20"]


@pytest.fixture
def many() -> list[str]:
    """The numbers of more cables than one page takes, in order of their dates."""
    store(*(telegram(f"07ZENDA{serial}", date=f"2007-03-{serial % 28 + 1:02}") for serial in range(1, 51)))
    return list(Cable.objects.order_by("date", "pk").values_list("mrn", flat=True))


def test_pages_by_relevance_have_numbers(many: list[str], client: Client) -> None:
    first = search(client, q="barges")
    assert first.text("#list-title") == "50 cables"
    assert first.texts(".pages ol a") == ["1", "2", "3"]
    assert first.hrefs(".pages a[rel=next]") == ["/search/?q=barges&page=2"]
    pages = [first, search(client, q="barges", page="2"), search(client, q="barges", page="3")]
    assert sorted(mrn for page in pages for mrn in found(page)) == sorted(many)
    assert pages[2].hrefs(".pages a[rel=prev]") == ["/search/?q=barges&page=2"]
    assert pages[1].hrefs(".pages a[rel=prev]") == ["/search/?q=barges"]


def test_pages_by_date_go_by_key(many: list[str], client: Client) -> None:
    page, seen = search(client, q="barges", order="oldest"), []
    while True:
        seen += found(page)
        following = page.hrefs(".pager a[rel=next]")
        if not following:
            break
        page = Page(client, following[0])
    assert seen == many
    assert found(Page(client, page.hrefs(".pager a[rel=prev]")[0])) == many[20:40]


@pytest.mark.parametrize("place", ["page=0", "page=x", "page=-1", "page=9999999", "order=newest&after=x", "page=٢"])
def test_a_damaged_place_is_the_beginning(many: list[str], client: Client, place: str) -> None:
    page = Page(client, f"/search/?q=barges&{place}")
    assert "was damaged" in page.text(".notice")
    assert len(found(page)) == 20


def test_a_page_behind_the_last_says_so(many: list[str], client: Client) -> None:
    page = search(client, q="barges", page="4")
    assert page.text(".nothing") == "The list ends before this place. Go to its beginning."


# Filters


def choices(page: Page, facet: str) -> list[str]:
    """The values of a facet with their counts."""
    return page.texts(f"section[aria-labelledby=facet-{facet}] li")


def choose(client: Client, page: Page, facet: str, value: str) -> Page:
    """The page behind the link of a facet's value."""
    for link in page.nodes(f"section[aria-labelledby=facet-{facet}] li a"):
        if (link.text() or "").strip().startswith(value):
            return Page(client, link.attributes["href"] or "")
    raise AssertionError(f"{facet} has no {value}")


def test_every_facet_counts_the_hits(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll")
    assert choices(page, "tag") == ["ECON 2", "PREL 2", "ETRD 1", "QR 1"]
    assert choices(page, "post") == ["Consulate Zenda 2", "Embassy Strelsau 1"]
    assert choices(page, "date") == ["2006 2", "2005 1"]
    assert choices(page, "classification") == ["CONFIDENTIAL 1", "SECRET 1", "UNCLASSIFIED 1"]
    assert choices(page, "caption") == ["SIPDIS 2", "NOFORN 1"]
    assert choices(page, "addressee") == ["AMEMBASSY BOGOTA 3", "SECSTATE WASHDC 3"]
    assert choices(page, "signer") == ["ROE 3"]


FACETS = [
    ("tag", "PREL", "tag=PREL", {"05ZENDA11", "06STRELSAU20"}),
    ("post", "Consulate Zenda", "post=ZENDA", {"05ZENDA11", "06ZENDA30"}),
    ("date", "2006", "date=2006", {"06STRELSAU20", "06ZENDA30"}),
    ("classification", "SECRET", "classification=SECRET", {"05ZENDA11"}),
    ("caption", "NOFORN", "caption=NOFORN", {"05ZENDA11"}),
    ("addressee", "AMEMBASSY BOGOTA", "addressee=AMEMBASSY+BOGOTA", {"05ZENDA11", "06STRELSAU20", "06ZENDA30"}),
    ("signer", "ROE", "signer=ROE", {"05ZENDA11", "06STRELSAU20", "06ZENDA30"}),
]


@pytest.mark.parametrize(("facet", "value", "parameter", "expected"), FACETS)
def test_a_value_narrows_and_is_given_up(
    archive: None, client: Client, facet: str, value: str, parameter: str, expected: set[str]
) -> None:
    before = search(client, q="salt OR toll")
    assert parameter in " ".join(before.hrefs(f"section[aria-labelledby=facet-{facet}] a"))
    page = choose(client, before, facet, value)
    assert set(found(page)) == expected
    (chosen,) = page.nodes(f"section[aria-labelledby=facet-{facet}] .chosen a")
    assert chosen.attributes["href"] == "/search/?q=salt+OR+toll"
    assert page.hrefs(".chips a") == ["/search/?q=salt+OR+toll"]
    assert f"q=salt+OR+toll&{parameter}" in page.hrefs(".findings h3 a")[0]


def test_a_country_narrows(client: Client) -> None:
    vocabulary.load()
    store(telegram("07LIMA1"), telegram("07BOGOTA2"))
    page = choose(client, search(client, q="barges"), "country", "Peru")
    assert found(page) == ["07LIMA1"]
    assert page.texts(".chips a") == ["Country Peru ×, remove this filter"]


def test_several_tags_all_or_any(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll", tag=["ECON", "PREL"])
    assert found(page) == ["05ZENDA11"]
    assert choices(page, "tag") == ["ECON ×, remove this filter 1", "PREL ×, remove this filter 1", "QR 1"]
    page = Page(client, page.hrefs(".mode a")[0])
    assert len(found(page)) == 3
    assert choices(page, "tag") == ["ECON ×, remove this filter 2", "PREL ×, remove this filter 2", "ETRD 1", "QR 1"]
    assert len(found(Page(client, page.hrefs(".mode a")[0]))) == 1


def test_of_any_tags_the_others_count_what_they_would_add(archive: None, client: Client) -> None:
    page = search(client, q="salt OR toll", tag="QR", tags="any")
    assert found(page) == ["05ZENDA11"]
    assert choices(page, "tag")[1:] == ["ECON 2", "PREL 2", "ETRD 1"]
    assert len(found(choose(client, page, "tag", "ECON"))) == 2


def test_filters_need_no_words(archive: None, client: Client) -> None:
    page = search(client, post="ZENDA")
    assert found(page) == ["06ZENDA30", "05ZENDA11"]
    assert page.hrefs(".findings h3 a")[0] == "/cable/06ZENDA30/?post=ZENDA"


@pytest.mark.parametrize(
    "parameters",
    [
        {"tag": "QQQQ"},
        {"tag": ["ECON", "QQQQ"]},
        {"post": "\0"},
        {"post": "' OR 1=1"},
        {"signer": "x" * 5000},
        {"caption": "%"},
        {"tag": [f"T{number}" for number in range(50)]},
    ],
)
def test_values_that_nothing_has_find_nothing(
    archive: None, client: Client, parameters: dict[str, str | list[str]]
) -> None:
    page = Page(client, f"/search/?{urlencode({'q': 'salt', **parameters}, doseq=True)}")
    assert len(found(page)) == (2 if parameters == {"post": "\0"} else 0)


def test_a_date_that_is_none_is_told_and_narrows_nothing(archive: None, client: Client) -> None:
    page = search(client, q="salt", date="soon")
    assert len(found(page)) == 2
    assert page.text(".notice").startswith("“soon” is no date")


def test_what_narrows_stays_when_other_words_are_typed(archive: None, client: Client) -> None:
    page = search(client, q="salt", tag=["ECON", "PREL"], tags="any", order="oldest", date="2005", page="7")
    kept = [(node.attributes["name"], node.attributes["value"]) for node in page.nodes(".box input[type=hidden]")]
    assert kept == [("tag", "ECON"), ("tag", "PREL"), ("tags", "any"), ("date", "2005"), ("order", "oldest")]


def test_more_values_are_behind_more(client: Client) -> None:
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
        "/search/?q=salt+OR+toll&date=2006-07",
        "/search/?q=salt+OR+toll&date=2006-09",
    ]
    page = Page(client, page.hrefs(".bars a")[0])
    assert found(page) == ["06STRELSAU20"]
    assert [text for text in page.texts(".bars .hidden") if "none" not in text] == [
        "July 2006: 1 cable",
        "September 2006: 1 cable",
    ]
    assert page.hrefs(".bars a[aria-current]") == ["/search/?q=salt+OR+toll&date=2006-07"]
    assert page.texts(".chips a") == ["Date July 2006 ×, remove this filter"]


def test_cables_of_which_only_the_year_is_known_are_in_no_month(client: Client) -> None:
    outcomes(raw(telegram("07ZENDA1", date=None), "07ZENDA1"), raw(telegram("07ZENDA2", date="2007-01-01")))
    page = search(client, q="barges")
    assert [text for text in page.texts(".bars .hidden") if "none" not in text] == ["January 2007: 1 cable"]
    assert page.text("header .aside") == "1 of these is in no month: only its year is known."
    assert found(search(client, q="barges", date="2007-01")) == ["07ZENDA2"]


# What was not understood, took too long, or found nothing


def test_a_complaint_says_where_and_what_was_understood(archive: None, client: Client) -> None:
    page = search(client, q="salt (toll")
    assert page.text(".quibbles mark") in "(toll"
    assert page.text(".quibbles code") == "salt toll"
    assert page.hrefs(".quibbles a") == ["/search/?q=salt+toll"]
    assert page.nodes(".box input")[0].attributes["value"] == "salt (toll"


def test_nothing_understood_is_a_page_with_400(client: Client) -> None:
    page = search(client, status=400, q="((")
    assert "Nothing was understood" in page.text(".quibbles")
    assert not page.nodes("#list-title")


def test_nothing_found_says_what_to_try(archive: None, client: Client) -> None:
    page = search(client, q="salt marmot", post="ZENDA")
    assert page.text("#list-title") == "no cables"
    assert page.hrefs(".nothing a")[:2] == ["/search/?q=salt+marmot", "/search/?q=salt+OR+marmot&post=ZENDA"]


@contextmanager
def too_slow(milliseconds: int) -> Iterator[None]:
    """A bound that is reached at once."""
    raise TooSlowError
    yield


def test_a_search_that_takes_too_long_is_given_up_and_narrower_ones_are_named(
    archive: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cables.views.search.bounded", too_slow)
    page = search(client, status=503, q="salt")
    assert page.text("h1") == "The search took too long"
    assert "It was given up after 5 seconds" in page.text(".prose")
    assert page.hrefs(".wordings a") == [
        "/search/?q=subject%3Asalt",
        "/search/?q=salt&date=2005",
        "/search/?q=salt&date=2006",
        "/search/?q=salt&post=ZENDA",
        "/search/?q=salt&post=STRELSAU",
    ]


def test_beyond_the_bound_the_database_is_stopped(
    archive: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0",
        "postgresql": "SELECT pg_sleep(20)",
    }[connection.vendor]

    def stall(*arguments: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(slow)

    monkeypatch.setattr("cables.search.facets.count", stall)
    monkeypatch.setattr("django.conf.settings.SEARCH_TIMEOUT", 200)
    search(client, status=503, q="salt")
    monkeypatch.undo()
    assert len(found(search(client, q="salt"))) == 2


def test_more_hits_than_are_counted(many: list[str], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cables.search.hits", "cables.views.search"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 30)
        monkeypatch.setattr(f"{module}.NEWEST", 25)
    page = search(client, q="barges")
    assert page.text("#list-title") == "more than 30 cables"
    assert "the newest 25 alone are ranked" in page.text("header .aside")
    assert page.texts(".pages ol a") == ["1", "2"]
    assert choices(page, "post") == ["Consulate Zenda 25"]


# The words on the page of a cable


def test_the_words_are_marked_on_the_cables_page(archive: None, client: Client) -> None:
    page = Page(client, "/cable/05ZENDA11/?q=salt+barges&tag=ECON")
    assert page.texts("h1 mark") == ["Salt"]
    assert page.texts(".para mark") == ["barges", "Salt", "salt", "barges"]
    assert [node.attributes["id"] for node in page.nodes("h1 mark, .para mark")] == [
        f"hit-{number}" for number in range(1, 6)
    ]
    assert page.texts(".places p") == ["← Results for salt barges", "5 places marked: first · last"]
    assert page.hrefs(".places a") == ["/search/?q=salt+barges&tag=ECON", "#hit-1", "#hit-5"]


def test_steps_lead_from_place_to_place(archive: None, client: Client) -> None:
    page = Page(client, "/cable/05ZENDA11/?q=salt+barges")
    assert page.hrefs(".steps a") == [
        *("#hit-2",),
        *("#hit-1", "#hit-3"),
        *("#hit-2", "#hit-4"),
        *("#hit-3", "#hit-5"),
        *("#hit-4",),
    ]
    assert len(page.nodes(".para .steps.opening")) == 2


def test_words_within_a_mention_are_marked_in_its_link(archive: None, client: Client) -> None:
    page = Page(client, "/cable/06STRELSAU20/?q=reftel")
    assert page.texts(".para a.ref mark") == ["reftel"]
    assert page.hrefs(".para a.ref") == ["/cable/05ZENDA11/"]
    assert not page.nodes("a a")


def test_words_within_a_portion_are_marked_there_alone(archive: None, client: Client) -> None:
    assert Page(client, "/cable/05ZENDA11/?q=portion:U+barges").texts(".para mark") == ["barges"]


def test_beginnings_are_marked_as_they_are_found(archive: None, client: Client) -> None:
    assert Page(client, "/cable/05ZENDA11/?q=mine*").texts(".para mark") == ["miners"]


@pytest.mark.parametrize("typed", ["((", '"', "marmot", "tag:ECON", "-salt"])
def test_where_nothing_is_marked_the_page_is_as_ever(archive: None, client: Client, typed: str) -> None:
    page = Page(client, f"/cable/05ZENDA11/?{urlencode({'q': typed})}")
    assert not page.nodes("h1 mark, .text mark")
    assert page.nodes(".places")


def test_without_a_search_nothing_is_said_of_one(archive: None, client: Client) -> None:
    assert not Page(client, "/cable/05ZENDA11/").nodes(".places, h1 mark, .text mark, .steps")


# Queries


def count(client: Client, address: str) -> int:
    """How many queries it takes to answer."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("parameters", "limit"),
    [
        ("q=barges", 24),
        ("q=barges&order=newest", 25),
        ("q=barges&tag=PREL&tag=ECON&tags=any", 29),
        ("q=barges&date=2007-06", 29),
        ("q=barge*+tag:PREL", 25),
        ("q=tag:PREL", 21),
    ],
)
def test_the_number_of_queries_does_not_grow(client: Client, parameters: str, limit: int) -> None:
    store(telegram("07ZENDA1"), telegram("07ZENDA2"))
    few = count(client, f"/search/?{parameters}")
    store(
        *(
            telegram(
                f"07ZENDA{serial}",
                tags=f"PREL, ECON, PE, OVIP (ROE, JANE{serial})",
                refs=["ZENDA 1"],
                info=[f"RUEHZQ/AMEMBASSY TOWN{letter}" for letter in "ABCDEFGHIJ"],
                paragraphs=["(U) The barges came back."] * 9,
                signer=f"ROE{serial}",
            )
            for serial in range(3, 19)
        )
    )
    many = count(client, f"/search/?{parameters}")
    assert few == many
    assert many <= limit


def test_marks_cost_the_cables_page_a_query_at_most(archive: None, client: Client) -> None:
    plain = count(client, "/cable/05ZENDA11/")
    assert count(client, "/cable/05ZENDA11/?q=salt+barges") == plain
    assert count(client, "/cable/05ZENDA11/?q=mine*") == plain + 1


# Whatever is typed


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
