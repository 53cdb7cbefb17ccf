"""Parameters of lists: each on every list, as page and as data; former names, cursors and orders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver

from cables.lists.parameters import (
    CABLES,
    LOG,
    MISSING,
    OCCURRENCES,
    PARAMETERS,
    SEARCH,
    ListQuery,
    known_parameters,
    taken,
)
from tests.builders import store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db

# Each list: the path of its page without the slash, what its query must have anyway, and its formats as data.
LISTS = {
    CABLES: ("/date", "", ("json", "csv", "atom")),
    SEARCH: ("/search", "q=barges", ("json", "csv", "atom")),
    OCCURRENCES: ("/concordance", "q=barges", ("json", "csv")),
    MISSING: ("/missing", "", ("json", "csv")),
    LOG: ("/log", "", ("json", "csv", "atom")),
}

# A good value of each parameter, or by list.
GOOD: dict[str, str | dict[str, str]] = {
    "q": "barges",
    "tag": "PREL",
    "tags": "any",
    "post": "ZENDA",
    "country": "Ruritania",
    "since": "2006",
    "until": "2008-02",
    "classification": "UNCLASSIFIED",
    "caption": "SIPDIS",
    "addressee": "SECSTATE WASHDC",
    "signer": "ROE",
    "order": {CABLES: "oldest", SEARCH: "newest", OCCURRENCES: "oldest", MISSING: "post", LOG: "newest"},
    "kind": "stored",
    "cable": "2007 ZENDA 1",
    "after": {
        CABLES: "2007-09-24.1",
        OCCURRENCES: "2007-09-24.1.2.3",
        MISSING: "1.07LIMA900",
        LOG: "9.9",
    },
    "before": {CABLES: "2007-09-24.1"},
    "page": "1",
}

# A malformed value of each parameter where there is one, with what is said of it: to programs after “name”, unless it
# names the parameter itself; to readers with what was done about it.
DATE = "“soon” is no date: write it as 2007, 2007-09 or 2007-09-24."
CLASS = "“HUSH” is not a classification: choose one from the list."
PLACE = "“{}” is no place in this list: take the address that its pages give."
MALFORMED = {
    "tag": [(CABLES, "QQQQ", "“QQQQ” is not among the TAGS. The page TAGS lists those that there are.")]
    + [(name, "A B C D E F G H I", "At most 8 TAGS can be combined.") for name in (CABLES, SEARCH, OCCURRENCES)],
    "tags": [(name, "some", "“tags” is all or any, not “some”.") for name in (SEARCH, OCCURRENCES)],
    "post": [(CABLES, "Nowhere", "“Nowhere” is not the code of a post. The page Posts lists those that there are.")],
    "since": [(name, "soon", DATE) for name in (CABLES, SEARCH, OCCURRENCES, MISSING)],
    "until": [(name, "soon", DATE) for name in (CABLES, SEARCH, OCCURRENCES, MISSING)]
    + [(name, "2005&since=2006", "2005 lies before 2006.") for name in (CABLES, SEARCH, OCCURRENCES, MISSING)],
    "date": [(name, "soon", DATE) for name in (CABLES, SEARCH, OCCURRENCES, MISSING)],
    "year": [(name, "soon", DATE) for name in (CABLES, SEARCH, OCCURRENCES, MISSING)],
    "classification": [(name, "HUSH", CLASS) for name in (CABLES, SEARCH, OCCURRENCES)],
    "caption": [(CABLES, "HUSH", "No cable bears the caption “HUSH”: choose one from the list.")],
    "order": [
        (CABLES, "odd", "“odd” is not an order of this list: it has newest, oldest, arrived."),
        (CABLES, "relevance", "“relevance” is not an order of this list: it has newest, oldest, arrived."),
        (SEARCH, "odd", "“odd” is not an order of this list: it has relevance, newest, oldest, arrived."),
        (OCCURRENCES, "newest", "“newest” is not an order of this list: it has oldest."),
        (MISSING, "newest", "“newest” is not an order of this list: it has citations, post."),
        (LOG, "oldest", "“oldest” is not an order of this list: it has newest."),
    ],
    "cable": [(LOG, "x", "“x” is not the number of a cable: write it as 07LIMA3229.")],
    "after": [(name, "x", PLACE.format("after")) for name in LISTS],
    "before": [(name, "x", PLACE.format("before")) for name in (CABLES, SEARCH)],
    "page": [(SEARCH, "0", "“page” is no page of this list: they are numbered from 1.")],
}
DAMAGED = "The address of this part of the list was damaged, so this is its beginning."


@pytest.fixture
def archive() -> None:
    """Store two cables, and a missing one that they cite."""
    store(
        telegram("07ZENDA1", tags="PREL, PGOV", refs=["LIMA 900"]),
        telegram("06ZENDA2", date="2006-02-03", tags="PREL", refs=["07 LIMA 900"]),
    )


def urls(of_list: str, query: str) -> Iterator[tuple[str, str]]:
    """Yield each format of a list, `page` first, with its URL for this query."""
    path, always, formats = LISTS[of_list]
    text = "&".join(filter(None, [always if not query.startswith("q=") else "", query]))
    yield "page", f"{path}/?{text}"
    yield from ((suffix, f"{path}.{suffix}?{text}") for suffix in formats)


def refused(client: Client, url: str) -> str:
    """Return the sentence with which data are refused."""
    response = client.get(url)
    assert response.status_code == 400, url
    return str(response.json()["error"]) if ".json" in url else response.content.decode().removesuffix("\n")


def value_of(name: str, of_list: str) -> str:
    """Return a good value of the parameter on the list; empty where its position is one of another order."""
    good = GOOD[name]
    return good if isinstance(good, str) else good.get(of_list, "")


@pytest.mark.usefixtures("archive")
def test_every_parameter_is_taken_by_its_lists_and_refused_by_the_others(client: Client) -> None:
    assert GOOD.keys() == PARAMETERS.keys()
    for of_list in LISTS:
        for name in PARAMETERS:
            value = value_of(name, of_list) or "x"
            if of_list in PARAMETERS[name].fields and value == "x":
                continue
            for form, url in urls(of_list, f"{name}={value}"):
                if of_list in PARAMETERS[name].fields:
                    response = client.get(url)
                    assert response.status_code == 200, url
                    assert b"It was left out" not in response.getvalue(), url
                elif form == "page":
                    notice = f"The address asked for “{name}”, which this list does not know: it was left out."
                    assert notice in Page(client, url).texts(".notice"), url
                else:
                    sentence = f"“{name}” is no parameter of this list: it takes {', '.join(taken(of_list))}."
                    assert refused(client, url) == sentence


@pytest.mark.usefixtures("archive")
def test_what_no_list_knows(client: Client) -> None:
    for of_list in LISTS:
        for form, url in urls(of_list, "colour=red"):
            if form == "page":
                page = Page(client, url)
                assert page.texts(".notice") == [
                    "The address asked for “colour”, which this list does not know: it was left out."
                ]
            else:
                assert refused(client, url).startswith("“colour” is no parameter of this list: it takes ")


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_value_is_refused_as_data_and_left_out_by_the_page(client: Client, name: str) -> None:
    for of_list, value, sentence in MALFORMED[name]:
        for form, url in urls(of_list, f"{name}={value}"):
            if form != "page":
                assert refused(client, url) == (sentence if f"“{name}”" in sentence else f"“{name}”: {sentence}")
                continue
            notice = DAMAGED if name in ("after", "before", "page") else f"{sentence} It was left out."
            assert Page(client, url).texts(".notice") == [notice], url


@pytest.mark.usefixtures("archive")
def test_what_is_taken_once_and_given_twice(client: Client) -> None:
    for form, url in urls(CABLES, "post=ZENDA&post=ZENDA"):
        sentence = "“post” stands in the address more than once, and is taken once."
        if form == "page":
            assert Page(client, url).texts(".notice") == [f"{sentence} The last one counts."]
        else:
            assert refused(client, url) == sentence


@pytest.mark.usefixtures("archive")
def test_former_names_lead_to_the_dialect_of_today(client: Client) -> None:
    for of_list in (CABLES, SEARCH, OCCURRENCES, MISSING):
        for query, expected in [
            ("date=2007", "since=2007&until=2007"),
            ("year=2006", "since=2006&until=2006"),
            ("date=2007-9", "since=2007-09&until=2007-09"),
            ("post=ZENDA&year=2006&after=x", "post=ZENDA&since=2006&until=2006&after=x"),
            ("since=2001&date=2007&until=2003", "since=2007&until=2007"),
        ]:
            former = [url for _, url in urls(of_list, query)]
            canonical = [url for _, url in urls(of_list, expected)]
            for url, target in zip(former, canonical, strict=True):
                response = client.get(url)
                assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.usefixtures("archive")
def test_a_page_about_something_does_not_take_it_as_a_filter(client: Client) -> None:
    for url, name in [
        ("/post/ZENDA.json?post=LIMA", "post"),
        ("/date/2006.json?since=2005", "since"),
        ("/date/2006/02.json?year=2006", "year"),
    ]:
        assert refused(client, url).startswith(f"“{name}” is no parameter of this list")


@pytest.mark.usefixtures("archive")
def test_a_position_of_another_order_is_none(client: Client) -> None:
    arrival = "2026-11-30T09:15:00.000000Z.1"
    for of_list, query in [
        (SEARCH, "after=2007-09-24.1"),
        (SEARCH, "order=oldest&page=2"),
        (SEARCH, f"order=newest&after={arrival}"),
        (CABLES, f"after={arrival}"),
        (CABLES, "order=arrived&before=2007-09-24.1"),
        (MISSING, "order=post&after=1.07LIMA900"),
        (MISSING, "after=LIMA.2007.900"),
    ]:
        for form, url in urls(of_list, query):
            if form == "page":
                page = Page(client, url)
                assert page.texts(".notice") == [DAMAGED], url
                assert page.nodes(".rows li, tbody tr"), url
            else:
                assert "is no place in this list" in refused(client, url)


def test_the_order_of_arrival(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for mrn in ("07ZENDA3", "05ZENDA1", "06ZENDA2"):
        store(telegram(mrn, date=f"20{mrn[:2]}-03-04", tags="PREL"))
    monkeypatch.setattr("cables.lists.listing.JSON_PAGE_SIZE", 2)
    monkeypatch.setattr("cables.lists.listing.BATCH", 2)
    for path, query in (("/date", ""), ("/tag/PREL", ""), ("/search", "q=barges&"), ("/post/ZENDA", "tag=PREL&")):
        seen: list[str] = []
        url = f"{path}.json?{query}order=arrived"
        while url:
            data = client.get(url).json()
            seen += [cable["mrn"] for cable in data["cables"]]
            url = data["next"]
        assert seen == ["06ZENDA2", "05ZENDA1", "07ZENDA3"], path
        assert Page(client, f"{path}/?{query}order=arrived").texts(".rows .id") == seen
        lines = client.get(f"{path}.csv?{query}order=arrived").getvalue().decode().splitlines()
        assert [line[:8].rstrip(",") for line in lines[1:]] == seen


def test_missing_cables_by_post(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    store(telegram("07ZENDA1", refs=["LIMA 900", "06 LIMA 1000", "BOGOTA 7", "LIMA 90"]))
    monkeypatch.setattr("cables.lists.listing.JSON_PAGE_SIZE", 1)
    seen: list[str] = []
    url = "/missing.json?order=post"
    while url:
        data = client.get(url).json()
        seen += [cable["mrn"] for cable in data["cables"]]
        url = data["next"]
    assert seen == ["07BOGOTA7", "06LIMA1000", "07LIMA90", "07LIMA900"]
    assert Page(client, "/missing/?order=post").texts("tbody th") == seen


def test_urls_have_the_parameters_in_the_order_of_the_table() -> None:
    data = QueryDict("signer=ROE&page=2&order=oldest&post=zenda&q=a+b&colour=red&since=2007-9")
    query = ListQuery(data, SEARCH, "/search/")
    assert query.url() == "/search/?q=a+b&post=ZENDA&since=2007-09&signer=ROE&order=oldest"
    assert query.url(since=None, after="x") == "/search/?q=a+b&post=ZENDA&signer=ROE&order=oldest&after=x"
    assert query.url("/search.csv", order=None, q="") == "/search.csv?post=ZENDA&since=2007-09&signer=ROE"


def test_the_parameters_that_a_page_knows() -> None:
    for name in ("tag", "tag-json", "date-index-atom", "post-csv", "day"):
        assert known_parameters(name) == set(taken(CABLES))
    assert known_parameters("search-csv") == set(taken(SEARCH))
    assert known_parameters("cable") == {*taken(SEARCH), "revision", "as"}
    assert known_parameters("cable-json") == {"revision"}
    assert known_parameters("about") == set()
    for pattern in get_resolver("cables.urls").url_patterns:
        assert known_parameters(str(getattr(pattern, "name", ""))) is not None
