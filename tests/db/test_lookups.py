"""Lookups of many keys as one parameter."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from cables.db.lookups import json_list, stored_ids
from cables.models import Cable, Reference, Tag
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
