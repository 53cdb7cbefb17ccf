"""Filters of a list: errors of its fields, and rows read from the narrowest index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cables.lists import counts
from cables.lists.counts import Counts
from cables.lists.criteria import Criteria
from cables.lists.parameters import CABLES, ListQuery
from cables.models import Cable, CableCaption, CableTag, Post, Tag
from cables.periods import Period
from tests.builders import outcomes, raw, store, telegram
from tests.stored_archives import stored_once

pytestmark = pytest.mark.django_db

# Post and serial, date (None: only the year is known), TAGS, captions, classification.
STORED_CABLES = [
    ("06ZENDA1", "2006-12-31", "PREL, PGOV", ["SIPDIS"], "UNCLAS"),
    ("07ZENDA2", "2007-01-01", "PREL", [], "C O N F I D E N T I A L"),
    ("07ZENDA3", None, "PREL, ECON", ["SIPDIS"], "UNCLAS"),
    ("07ZENDA4", "2007-03-15", "PGOV", ["SIPDIS", "NOFORN"], "S E C R E T"),
    ("07STRELSAU1", "2007-03-15", "PREL, PGOV, ECON", ["NOFORN"], "S E C R E T"),
    ("07STRELSAU2", "2007-03-31", "PREL", ["SIPDIS"], "UNCLAS"),
    ("07STRELSAU3", "2007-12-31", "ECON", [], "UNCLAS"),
    ("08STRELSAU4", "2008-01-01", "PREL, PGOV", ["SIPDIS"], "C O N F I D E N T I A L"),
    ("08STRELSAU5", None, "PREL", ["SIPDIS", "NOFORN"], "UNCLAS"),
]
CLASSES = {"UNCLAS": "UNCLASSIFIED", "C O N F I D E N T I A L": "CONFIDENTIAL", "S E C R E T": "SECRET"}

SPANS: list[tuple[Period | None, Period | None]] = [
    (None, None),
    (Period(2007), Period(2007)),
    (Period(2007), Period(2008)),
    (Period(2007, 1), Period(2007, 1)),
    (Period(2007, 3), Period(2007, 3)),
    (Period(2007, 3, 15), Period(2007, 3, 15)),
    (Period(2007, 1, 1), Period(2007, 1, 1)),
    (None, Period(2007, 3)),
    (Period(2007, 3), None),
    (Period(2007, 2), Period(2008, 1)),
]


@stored_once
def archive() -> None:
    taken = outcomes(
        *(
            raw(telegram(mrn, date=date, tags=tags, captions=captions, classification=classification), mrn)
            for mrn, date, tags, captions, classification in STORED_CABLES
        )
    )
    assert len(taken) == len(STORED_CABLES)
    assert Cable.objects.count() == len(STORED_CABLES)


def expected(criteria: Criteria) -> set[str]:
    """Return the MRNs that meet the criteria, by going through STORED_CABLES."""
    found = set()
    for mrn, date, tags, captions, classification in STORED_CABLES:
        year = 2000 + int(mrn[:2])
        since, until = criteria.since, criteria.until
        if date:
            within = (not since or since.first.isoformat() <= date) and (not until or date <= until.last.isoformat())
        else:
            first, last = Period(year, 1, 1).first, Period(year, 12, 31).last
            within = (not since or since.first <= first) and (not until or last <= until.last)
        if (
            within
            and all(tag.code in tags.split(", ") for tag in criteria.tags)
            and (not criteria.post or criteria.post.code in mrn)
            and (not criteria.classification or criteria.classification == CLASSES[classification])
            and (not criteria.caption or criteria.caption in captions)
        ):
            found.add(mrn)
    return found


def combinations() -> Iterator[Criteria]:
    """Yield every combination of a few criteria."""
    tags = {tag.code: tag for tag in Tag.objects.filter(code__in=["PREL", "PGOV", "ECON"])}
    yield from (
        Criteria(tuple(tags[code] for code in codes), post, classification, caption, *span)
        for codes, post, classification, caption, span in itertools.product(
            [(), ("PREL",), ("PREL", "PGOV")],
            [None, Post.objects.get(code="STRELSAU")],
            [None, "UNCLASSIFIED"],
            [None, "SIPDIS"],
            SPANS,
        )
    )


def mrns(criteria: Criteria) -> set[str]:
    rows = criteria.rows()
    found = list(rows.values_list(f"{rows.path}mrn", flat=True))
    assert len(found) == len(set(found))
    return set(found)


def test_rows_are_those_that_meet_every_criterion(archive: None) -> None:
    for criteria in combinations():
        assert mrns(criteria) == expected(criteria), criteria


def test_the_counts_agree_with_the_rows(archive: None) -> None:
    for criteria in combinations():
        taken = counts.count(criteria, criteria)
        assert (taken.total, taken.capped) == (len(expected(criteria)), False), criteria
        assert sum(taken.months.values()) == taken.total, criteria


def test_the_counts_around_a_month_know_its_whole_year(archive: None) -> None:
    for since in (Period(2007, 3), Period(2007, 3, 15)):
        criteria = Criteria(since=since, until=since)
        taken = counts.count(criteria, criteria.dated(Period(2007)))
        assert taken.total == len(expected(criteria))
        assert taken.months == {(2007, 0): 1, (2007, 1): 1, (2007, 3): 3, (2007, 12): 1}
        assert taken.years == {2007: 6}


def test_what_would_take_too_long_to_count_is_capped(archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "COUNTED_AT_MOST", 3)
    criteria = Criteria(tags=(Tag.objects.get(code="PREL"),), caption="SIPDIS")
    assert counts.count(criteria, criteria) == Counts(3, True, {})
    march = criteria.dated(Period(2007, 3))
    assert counts.count(march, criteria) == Counts(1, False, {})
    tallied = Criteria(tags=criteria.tags)
    assert counts.count(tallied, tallied).total == 7


@pytest.mark.parametrize(
    ("chosen", "model"),
    [
        ({"tag": "PREL", "post": "ZENDA"}, Cable),
        ({"tag": "ECON", "caption": "SIPDIS"}, CableTag),
        ({"tag": "PREL", "caption": "NOFORN"}, CableCaption),
        ({"tag": "PREL ECON"}, CableTag),
        ({"classification": "SECRET", "tag": "PREL"}, Cable),
        ({"since": "2007"}, Cable),
    ],
)
def test_the_list_is_read_from_the_narrowest(archive: None, chosen: dict[str, str], model: type) -> None:
    rows: Any = query(**chosen).filters.qs
    assert rows.model is model
    assert "DISTINCT" not in str(rows.query)


def query(**parameters: str) -> ListQuery:
    """Return the query of a list of cables with these parameters."""
    data = QueryDict(mutable=True)
    data.update(parameters)
    return ListQuery(data, CABLES, "/date/")


def test_parameters_are_read(archive: None) -> None:
    data = QueryDict("tag=prel&tag=PGOV,econ&post=Strelsau&since=2007-3&until=2008&classification=SECRET")
    criteria = ListQuery(data, CABLES, "/date/").criteria
    assert [tag.code for tag in criteria.tags] == ["PREL", "PGOV", "ECON"]
    assert criteria.post
    assert criteria.post.code == "STRELSAU"
    assert (criteria.since, criteria.until) == (Period(2007, 3), Period(2008))
    assert (criteria.classification, criteria.caption) == ("SECRET", None)


WRONG = [
    ("tag", "PREL QQQQ", "“QQQQ” is not among the TAGS. The page TAGS lists those that there are."),
    ("tag", " ".join("ABCDEFGHI"), "At most 8 TAGS can be combined."),
    ("tag", "P" * 401, "Ensure this value has at most 400 characters (it has 401)."),
    ("tag", "a\0b", "Null characters are not allowed."),
    ("post", "Nowhere", "“Nowhere” is not the code of a post. The page Posts lists those that there are."),
    ("since", "last year", "“last year” is no date: write it as 2007, 2007-09 or 2007-09-24."),
    ("until", "2007-02-30", "“2007-02-30” is no date: write it as 2007, 2007-09 or 2007-09-24."),
    ("classification", "HUSH", "“HUSH” is not a classification: choose one from the list."),
    ("caption", "HUSH", "No cable bears the caption “HUSH”: choose one from the list."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_what_is_not_understood_is_said_by_the_field(archive: None, name: str, value: str, sentence: str) -> None:
    wrong = query(**{name: value})
    assert wrong.filters.form.errors == {name: [sentence]}
    assert wrong.refusal == f"“{name}”: {sentence}"
    assert wrong.notices == [f"{sentence} It was left out."]
    assert wrong.criteria == Criteria()


def test_dates_that_end_before_they_begin(archive: None) -> None:
    wrong = query(since="2008", until="2007-03")
    assert wrong.filters.form.errors == {"until": ["March 2007 lies before 2008."]}
    assert not query(since="2007-03", until="2007").problems


def test_the_page_keeps_what_it_is_about(archive: None) -> None:
    prel = Tag.objects.get(code="PREL")
    criteria = Criteria(tags=(prel,)).and_also(query(tag="PREL ECON").criteria)
    assert [tag.code for tag in criteria.tags] == ["PREL", "ECON"]
    without = ListQuery(QueryDict("post=ZENDA"), CABLES, "/post/LIMA/", without=["post"])
    assert without.criteria == Criteria()
    assert "post" not in without.filters.form.fields


def test_a_slug_of_free_words_is_a_tag_too() -> None:
    store(telegram("07ZENDA1", tags="OVIP (ROE, JANE), SALT MINES"))
    slugs = list(Tag.objects.filter(kind__in=["person", "topic"]).order_by("kind").values_list("slug", flat=True))
    assert len(slugs) == 2
    assert len(mrns(query(tag=" ".join(slugs)).criteria)) == 1


def test_queries_do_not_grow_with_the_tags(archive: None) -> None:
    counts = []
    for tags in ("PREL", "PREL PGOV ECON"):
        with CaptureQueriesContext(connection) as queries:
            list(query(tag=tags, caption="SIPDIS").criteria.rows())
        counts.append(len(queries))
    assert counts[0] == counts[1]
