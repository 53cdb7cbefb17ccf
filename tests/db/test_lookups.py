"""Lookups of many keys as one parameter."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from cables.db.lookups import json_list, read_number, stored_ids
from cables.models import Alias, Cable, DividedNumber, Reference, Tag
from cables.telegram.vocabulary import DEFAULT
from tests.builders import store, stored_cable, telegram

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive() -> None:
    store(telegram("07LIMA1"), telegram("07LIMA2", refs=["LIMA 1"]), telegram("07LIMA3", refs=["LIMA 1"]))


def test_more_keys_than_a_statement_takes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    many = [f"07LIMA{number}" for number in range(2, 70_000)]
    ids = {mrn: stored_cable(mrn).pk for mrn in ("07LIMA2", "07LIMA3")}
    with django_assert_num_queries(1):
        assert stored_ids(many) == ids


def test_numbers_and_none_at_all() -> None:
    ids = {stored_cable("07LIMA1").pk, stored_cable("07LIMA3").pk}
    assert set(Cable.objects.filter(pk__one_of=ids).values_list("mrn", flat=True)) == {"07LIMA1", "07LIMA3"}
    assert set(Cable.objects.filter(~Q(pk__one_of=ids)).values_list("mrn", flat=True)) == {"07LIMA2"}
    assert Reference.objects.get(~Q(cable__id__one_of=ids)).cable.mrn == "07LIMA2"
    assert not Cable.objects.filter(pk__one_of=[]).exists()
    assert not Cable.objects.filter(mrn__one_of=[]).exists()


def test_keys_with_quotation_marks_and_backslashes() -> None:
    assert stored_ids(["07LIMA1", "'", '"', "\\", "{1,2}", "Écu"]).keys() == {"07LIMA1"}


@pytest.mark.parametrize("chosen", [[], ["ECON"], ["PREL", "ECON"]])
def test_rows_with_these_ids(chosen: list[str]) -> None:
    store(telegram("07ZENDA1", tags="ECON, PREL, SNAR"))
    ids = list(Tag.objects.filter(code__in=chosen).values_list("pk", flat=True))
    assert {tag.code for tag in Tag.objects.filter(pk__by_key=json_list([*ids, *ids, 10**12]))} == set(chosen)


def test_numbers_on_record_are_not_mended(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Alias.objects.create(mrn="07PART1", target_mrn="07LIMA1")
    DividedNumber.objects.create(mrn="07PART2", number=1, target_mrn="07LIMA1")
    for serial in (1, 2):
        with django_assert_num_queries(1):
            reading = read_number(f"07 part {serial}", DEFAULT)
        assert (reading.mrn, reading.post, reading.confidence) == (f"07PART{serial}", "PART", "normalised")
        assert read_number(f"07PART{serial}", DEFAULT).confidence == "exact"
    with django_assert_num_queries(1):
        assert read_number("07PART3", DEFAULT).mrn == "07PARTO3"
    with django_assert_num_queries(0):
        assert [read_number(typed, DEFAULT).mrn for typed in ("07 lima 3", "07ZENDA9", "salt")] == [
            "07LIMA3",
            "07ZENDA9",
            None,
        ]
