"""Hits are the same by every query plan; the plan depends on how many there are."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import TestCase

from cables.ingest import vocabulary
from cables.lists.parameters import SEARCH, ListQuery
from cables.models import Cable
from cables.search import results
from cables.search.query import fields
from cables.search.query.parser import parse_query
from cables.search.results import Hits
from tests.builders import outcomes, raw, store, telegram

SALT, DAM, TOLL, UNDATED = "06ZENDA1", "07ZENDA2", "07LIMA3", "07LIMA4"

FOUND: list[tuple[str, str, list[str]]] = [
    ("salt", "", [SALT, DAM]),
    ("barge", "", [SALT, UNDATED, DAM, TOLL]),
    ("tag:PREL", "", [SALT, DAM]),
    ("-tag:PREL", "", [UNDATED, TOLL]),
    ("barge tag:PREL", "", [SALT, DAM]),
    ("salt -tag:ECON", "", [SALT]),
    ("salt OR tag:SNAR", "", [SALT, DAM, TOLL]),
    ("(salt OR tag:SNAR) date:2007", "", [DAM, TOLL]),
    ("-(salt OR caption:NOFORN)", "", [UNDATED]),
    ("to:BOGOTA (caption:NOFORN OR salt)", "", [DAM, TOLL]),
    ("ref:06ZENDA1 OR by:DOE", "", [DAM, TOLL]),
    ("", "addressee=AMEMBASSY BOGOTA", [DAM, TOLL]),
    ("barge", "caption=NOFORN", [TOLL]),
    ("barge", "signer=DOE", [TOLL]),
    ("barge", "tag=PREL&tag=ECON", [DAM]),
    ("tag:PREL", "tag=SNAR&tag=ECON&tags=any", [DAM]),
    ("salt", "country=Peru", []),
    ("barge", "post=LIMA&since=2007&until=2007", [UNDATED, TOLL]),
]


DENSE: list[tuple[list[int], bool]] = [
    ([7], True),
    ([1, 3, 4, 6, 7, 9], True),
    ([9, 1, 900, 3, 4, 6, 7, 10], True),
    ([1, 4, 7, 10, 13, 16], False),
    ([1, 2, 900, 1_800, 2_700, 9_000], False),
]


@pytest.mark.parametrize(("ids", "expected"), DENSE)
def test_density(ids: list[int], expected: bool) -> None:
    assert results.dense(ids) is expected


SCATTERED: list[tuple[int, int, bool]] = [
    (20, 251_287, True),  # every twentieth cable has the words
    (10, 251_287, True),
    (5, 251_287, False),
    (5, 60_000, True),
    (2, 20_000, False),
    (20, 3_000_000, False),
]


@pytest.mark.parametrize(("every", "cables", "expected"), SCATTERED)
def test_scattered_words_are_in_few_of_many_cables(every: int, cables: int, expected: bool) -> None:
    assert results.scattered(range(0, 3_001 * every, every), cables) is expected


class HitsTest(TestCase):
    """Four cables with barges, of two posts and years."""

    @classmethod
    def setUpTestData(cls) -> None:
        vocabulary.load()
        store(
            telegram(SALT, date="2006-05-01", tags="PREL", subject="SALT BARGES", info=[]),
            telegram(DAM, date="2007-03-01", tags="PREL, ECON", subject="SALT", refs=["06 ZENDA 1"]),
            telegram(TOLL, date="2007-09-01", tags="SNAR", captions=["NOFORN"], signer="DOE"),
        )
        outcomes(raw(telegram(UNDATED, date=None, tags=None, captions=[], info=[]), UNDATED))

    def hits(self, typed: str, filters: str) -> Hits:
        return Hits(parse_query(typed).node, ListQuery(QueryDict(filters), SEARCH, "/search/").criteria.condition())

    def mrns(self, ids: list[int]) -> set[str]:
        return set(Cable.objects.filter(pk__in=ids).values_list("mrn", flat=True))

    def test_the_hits_are_the_same_by_every_plan(self) -> None:
        for most_listed, look in ((0, 0), (1, results.A_LOOK), (fields.MOST_LISTED, results.A_LOOK)):
            for most_counted in (0, 1, results.MOST_COUNTED):
                for typed, filters, expected in FOUND:
                    with (
                        self.subTest(typed, filters=filters, listed=most_listed, counted=most_counted),
                        mock.patch.object(fields, "MOST_LISTED", most_listed),
                        mock.patch.object(results, "MOST_COUNTED", most_counted),
                        mock.patch.object(results, "A_LOOK", look),
                    ):
                        found = self.hits(typed, filters)
                        by_date = found.cables().order_by("date", "pk").values_list("mrn", flat=True)
                        self.assertEqual(list(by_date), expected)
                        self.assertEqual(found.capped, len(expected) > most_counted)
                        self.assertEqual(found.count, min(len(expected), most_counted))
                        self.assertEqual(self.mrns(found.counted), set(expected))
                        self.assertEqual(self.mrns(found.by_relevance(0, 9)), set(expected))

    def test_phrases_are_not_scattered(self) -> None:
        for typed, expected in (
            ("barge", connection.vendor == "postgresql"),
            ("barge salt", connection.vendor == "postgresql"),
            ('"salt barges"', False),
            ('barge OR "salt barges"', False),
            ("subject:barges", False),
        ):
            with (
                self.subTest(typed),
                mock.patch.object(results, "MOST_COUNTED", 0),
                mock.patch.object(results, "A_LOOK", 0),
                mock.patch.object(results, "scattered", return_value=False) as scattered,
            ):
                self.assertTrue(self.hits(typed, "").counted)
                self.assertEqual(scattered.called, expected)
