"""Damage done to the search index on purpose is found and mended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cables.models import Cable
from cables.search.index import maintenance
from cables.search.index.document import documents
from cables.verification.difference import DifferenceKind
from tests.builders import held
from tests.ingest.archive import found, state


@pytest.mark.usefixtures("archive")
class TestIndex:
    @pytest.fixture(autouse=True)
    def mended(self, archive: None) -> Iterator[None]:
        """After each test: the damage is found, mended, and searches find what they found."""
        before = state()
        yield
        assert state() != before
        told = found()
        assert {each.kind for each in told} == {DifferenceKind.INDEX}
        assert [each.mrn for each in told] == self.damaged
        found(repair=True)
        assert found() == []
        assert state() == before

    damaged: list[str | None]

    def test_a_cable_that_cannot_be_found(self) -> None:
        maintenance.remove([held("07LIMA20").pk])
        self.damaged = ["07LIMA20"]

    def test_words_of_another_cable(self) -> None:
        one, other = held("07LIMA20").pk, held("07LIMA22").pk
        made = dict(documents([one, other]))
        maintenance.remove([other])
        maintenance.add([(other, maintenance.index_rows(made[one]))])
        self.damaged = ["07LIMA22"]

    def test_words_of_a_cable_that_is_not_held(self) -> None:
        maintenance.add([(10**6, maintenance.index_rows(documents([held("07LIMA20").pk])[0][1]))])
        self.damaged = [None]

    def test_an_empty_index(self) -> None:
        maintenance.clear()
        self.damaged = list(Cable.objects.order_by("pk").values_list("mrn", flat=True))
