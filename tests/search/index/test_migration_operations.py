"""Migration operations for the search index, on an archive that has cables."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from cables.search import backends
from cables.search.index.migration_operations import IndexReadings
from cables.search.query.nodes import Phrase, WordNode
from cables.verification.index import IndexVerification
from tests.builders import store, stored_cable, telegram

pytestmark = pytest.mark.django_db

MRNS = ["07LIMA1", "07LIMA2", "07LIMA3", "07LIMA4"]


def found(*stems: str) -> list[int]:
    """Return which of the cables have the word or phrase, by their places."""
    node = Phrase(stems) if len(stems) > 1 else WordNode(*stems)
    ids = backends.reader().ids(node, 100)
    return [place for place, mrn in enumerate(MRNS) if stored_cable(mrn).pk in ids]


def differing() -> list[int]:
    verification = IndexVerification()
    verification.batch(sorted(stored_cable(mrn).pk for mrn in MRNS))
    verification.finish()
    return verification.differing


def test_cables_that_were_indexed_as_sent_alone_are_indexed_in_both_readings() -> None:
    store(
        telegram(MRNS[0], paragraphs=["(C) The trade negotia-\ntions failed.", "(U) Nothing."]),
        telegram(MRNS[1], paragraphs=["(U) They sold &salt and pears8 there."]),
        telegram(MRNS[2], paragraphs=["(U) Salt & pears, 18 barges."]),
        telegram(MRNS[3]),
    )
    editor, state = SimpleNamespace(connection=connection), SimpleNamespace(apps=apps)
    both = ([0], [0], [1, 2], [1])
    asked = (("trade", "negoti"), ("negotia",), ("pear",), ("pears8",))
    assert tuple(found(*stems) for stems in asked) == both
    assert differing() == []
    operation = IndexReadings()
    operation.database_backwards("cables", editor, state, state)
    assert tuple(found(*stems) for stems in asked) == ([], [0], [2], [1])
    assert differing() == [stored_cable(mrn).pk for mrn in MRNS[:2]]
    operation.database_forwards("cables", editor, state, state)
    assert tuple(found(*stems) for stems in asked) == both
    assert differing() == []
