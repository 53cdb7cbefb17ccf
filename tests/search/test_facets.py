"""Facets of hits, compared with a count of the rows one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cables.ingest import vocabulary
from cables.lists.criteria import Criteria
from cables.lists.parameters import LONGEST, SEARCH, ListQuery
from cables.models import Cable
from cables.periods import Period
from cables.search import facets
from cables.search.facets import FacetValue
from cables.search.results import Hits
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.stored_archives import stored_once

pytestmark = pytest.mark.django_db


@stored_once
def archive() -> list[int]:
    """Return the ids of some cables that differ in everything that is counted."""
    vocabulary.load()
    store(
        telegram("06LIMA1", date="2006-02-01", tags="PREL, SNAR, PE", captions=["SIPDIS", "NOFORN"], signer="ROE"),
        telegram("06LIMA2", date="2006-02-09", tags="PREL, OVIP (ROE, JANE)", classification="S E C R E T"),
        telegram("07BOGOTA3", date="2007-03-01", tags="SNAR, PREL", signer="DOE", info=[]),
        telegram(
            "07ZENDA4",
            date="2007-03-02",
            tags=None,
            info=["RUEHZQ/AMEMBASSY BOGOTA PRIORITY 0042", "RUEHZQ/AMEMBASSY BOGOTA PRIORITY 0042"],
            signer=None,
        ),
    )
    outcomes(raw(telegram("07LIMA5", date=None, captions=[]), "07LIMA5"))
    return list(Cable.objects.values_list("pk", flat=True))


def listed(values: Sequence[FacetValue]) -> dict[str, int]:
    """Return the counts by key."""
    return {value.key: value.cables for value in values}


def test_every_facet_equals_a_count_of_the_rows(archive: list[int]) -> None:
    counted = facets.count(archive)
    cables = Cable.objects.select_related("post").in_bulk(archive).values()

    def values_of(kind: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for cable in cables:
            values = {
                "tags": {row.tag.slug for row in cable.cable_tags.select_related("tag")},
                "captions": set(cable.captions),
                "addressees": {row.name for row in cable.addressees.all()},
                "posts": {cable.post.code},
                "countries": {cable.post.country},
                "years": {str(cable.date.year)},
                "classifications": {cable.classification},
                "signers": {cable.signer},
            }[kind]
            found.update(value for value in values if value)
        return dict(found)

    for kind in ("tags", "captions", "addressees", "posts", "countries", "years", "classifications", "signers"):
        assert listed(getattr(counted, kind)) == values_of(kind), kind
    assert counted.months == {(2006, 2): 2, (2007, 3): 2, (2007, 0): 1}
    assert counted.months == facets.by_month(archive)


def test_every_count_equals_the_hits_of_its_filter(archive: list[int]) -> None:
    counted = facets.count(archive)
    parameters = {
        "tags": "tag={0}",
        "posts": "post={0}",
        "countries": "country={0}",
        "years": "since={0}&until={0}",
        "classifications": "classification={0}",
        "captions": "caption={0}",
        "addressees": "addressee={0}",
        "signers": "signer={0}",
    }
    for facet, parameter in parameters.items():
        for value in getattr(counted, facet):
            assert Hits(None, criteria(parameter.format(quote(value.key))).condition()).count == value.cables, value
    for month in ((2006, 2), (2007, 3)):
        assert Hits(None, Criteria().dated(Period(*month)).condition()).count == counted.months[month]


def test_the_most_frequent_are_first_and_equals_by_name(archive: list[int]) -> None:
    counted = facets.count(archive)
    assert [(value.key, value.cables) for value in counted.tags[:3]] == [("PREL", 4), ("PE", 2), ("SNAR", 2)]
    assert counted.tags[0].meaning == "External Political Relations"
    assert [(value.name, value.meaning) for value in counted.posts][:1] == [("Embassy Lima", "Peru")]


def test_of_very_many_values_some_are_returned_and_the_chosen(
    archive: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 2)
    assert [value.key for value in facets.count(archive).tags] == ["PREL", "PE"]
    assert [value.key for value in facets.count(archive, chosen=["person-roe-jane"]).tags] == [
        *("PREL", "PE"),
        "person-roe-jane",
    ]


def test_tags_may_be_counted_in_other_hits(archive: list[int]) -> None:
    bogota = [stored_cable("07BOGOTA3").pk]
    counted = facets.count(archive, bogota)
    assert listed(counted.tags) == {"PREL": 1, "SNAR": 1}
    assert listed(counted.posts)["LIMA"] == 3


def test_no_hits_have_no_facets() -> None:
    counted = facets.count([])
    assert not counted.tags and not counted.posts and not counted.months


def test_the_number_of_queries_does_not_grow(archive: list[int]) -> None:
    one = [stored_cable("06LIMA1").pk]
    with CaptureQueriesContext(connection) as few:
        facets.count(one)
    with CaptureQueriesContext(connection) as many:
        facets.count(archive)
    assert len(few) == len(many) == 8


def test_values_shown_at_first_and_after_more() -> None:
    values = [FacetValue(str(number), str(number), "", 30 - number) for number in range(15)]
    front, more = facets.parted(values, ["12"])
    assert [value.key for value in front] == [*map(str, range(10)), "12"]
    assert [value.key for value in more] == ["10", "11", "13", "14"]


# Filters


def criteria(query: str) -> Criteria:
    """Return the criteria of a search by the query of its URL."""
    return ListQuery(QueryDict(query), SEARCH, "/search/").criteria


def test_a_url_is_parsed_and_formatted_the_same(archive: list[int]) -> None:
    url = "/search/?tag=PREL&tag=SNAR&tags=any&post=LIMA&country=Peru&since=2007-03&until=2007-03&signer=ROE"
    query = ListQuery(QueryDict(url.partition("?")[2]), SEARCH, "/search/")
    read = query.criteria
    assert [tag.slug for tag in read.tags] == ["PREL", "SNAR"]
    assert read.any_tag and read.since == read.until == Period(2007, 3)
    assert query.url() == url
    assert not criteria("tags=any&order=newest&q=salt")


def test_all_tags_or_any(archive: list[int]) -> None:
    assert Hits(None, criteria("tag=PREL&tag=SNAR").condition()).count == 2
    assert Hits(None, criteria("tag=PREL&tag=SNAR&tags=any").condition()).count == 4
    assert Hits(None, criteria("tag=prel").condition()).count == 4


@pytest.mark.parametrize("date", ["soon", "2007-13", "99", "2007-02-30", "٢٠٠٧x"])
def test_an_invalid_date_is_ignored_and_reported(date: str) -> None:
    for name in ("since", "until", "date", "year"):
        parameters = QueryDict(mutable=True)
        parameters[name] = date
        query = ListQuery(parameters, SEARCH, "/search/")
        assert not query.criteria
        assert query.refusal.startswith(f"“{name}”: “{date}” is no date")
        assert query.notices[0].startswith(f"“{date}” is no date")


@pytest.mark.django_db
def test_characters_that_no_database_stores_are_removed_from_values() -> None:
    read = criteria("post=LI%00MA&signer=+ROE+&tag=&tag=%00")
    assert read.post
    assert (read.post.code, read.signer, read.tags) == ("LIMA", "ROE", ())
    assert len(criteria(f"signer={'x' * 5000}").signer) == LONGEST
    many = ListQuery(QueryDict("&".join(f"tag=T{number}" for number in range(50))), SEARCH, "/search/")
    assert (many.criteria.tags, many.refusal) == ((), "“tag”: At most 8 TAGS can be combined.")
