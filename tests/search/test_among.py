"""Many ids as one value."""

from __future__ import annotations

import pytest

from cables.models import Tag
from cables.search.among import joined
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("chosen", [[], ["ECON"], ["PREL", "ECON"]])
def test_rows_with_these_ids(chosen: list[str]) -> None:
    store(telegram("07ZENDA1", tags="ECON, PREL, SNAR"))
    ids = list(Tag.objects.filter(code__in=chosen).values_list("pk", flat=True))
    assert {tag.code for tag in Tag.objects.filter(pk__among=joined([*ids, *ids, 10**12]))} == set(chosen)
