"""Damage to the search index is reported and repaired."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cables.models import Cable
from cables.search.index import maintenance
from cables.search.index.document import documents
from cables.verification.difference import DifferenceKind
from tests.builders import stored_cable
from tests.ingest.archive import all_differences, state


@pytest.mark.usefixtures("archive")
class TestIndex:
    @pytest.fixture(autouse=True)
    def repaired(self, archive: None) -> Iterator[None]:
        """Repair the damage after each test: it is reported, and searches have the same results as before."""
        before = state()
        yield
        assert state() != before
        reported = all_differences()
        assert {each.kind for each in reported} == {DifferenceKind.INDEX}
        assert [each.mrn for each in reported] == self.damaged
        all_differences(repair=True)
        assert all_differences() == []
        assert state() == before

    damaged: list[str | None]

    def test_a_cable_missing_in_the_index(self) -> None:
        maintenance.remove([stored_cable("07LIMA20").pk])
        self.damaged = ["07LIMA20"]

    def test_words_of_another_cable(self) -> None:
        one, other = stored_cable("07LIMA20").pk, stored_cable("07LIMA22").pk
        by_cable = dict(documents([one, other]))
        maintenance.remove([other])
        maintenance.add([(other, maintenance.index_rows(by_cable[one]))])
        self.damaged = ["07LIMA22"]

    def test_words_of_a_cable_that_is_not_stored(self) -> None:
        maintenance.add([(10**6, maintenance.index_rows(documents([stored_cable("07LIMA20").pk])[0][1]))])
        self.damaged = [None]

    def test_an_empty_index(self) -> None:
        maintenance.clear()
        self.damaged = list(Cable.objects.order_by("pk").values_list("mrn", flat=True))
