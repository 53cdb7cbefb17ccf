"""The index built anew is the one that ingest kept."""

from __future__ import annotations

import pytest
from django.db import connection

from cables.ingest import service
from cables.search import engine, index
from cables.search.nodes import Near, Phrase, Within, Word
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db

NODES = [
    Word("barg"),
    Phrase(("barg", "came", "back")),
    Near(("came", "friday"), 3),
    Within("S", Word("lantern")),
    Within("subject", Word("toll")),
]


def found() -> list[list[int]]:
    return [sorted(engine.ids(node, 100)) for node in NODES]


def test_built_anew_it_finds_the_same() -> None:
    store(
        telegram("07LIMA1"),
        telegram("07LIMA2", paragraphs=["(S) Lanterns burn.", "(C) The barges came back."], classification="SECRET"),
    )
    store(telegram("07LIMA1", subject="NO TOLL"))
    before = found()
    assert [len(ids) for ids in before] == [2, 2, 1, 1, 2]
    index.clear()
    assert found() == [[], [], [], [], []]
    assert service.rebuild_search() == 2
    assert found() == before


def test_put_in_order_it_is_in_one_piece_and_finds_the_same() -> None:
    for number in range(1, 7):
        store(telegram(f"07LIMA{number}", paragraphs=["(S) Lanterns burn.", "(C) The barges came back."]))
    before = found()
    assert connection.vendor == "postgresql" or pieces() > 1
    index.settle(whole=True)
    while index.settle():
        pass
    assert found() == before
    assert connection.vendor == "postgresql" or pieces() == 1


def pieces() -> int:
    """In how many pieces FTS5 keeps the index: each has a number, which the ids of its pages begin with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT id >> 37) FROM cables_search_data WHERE id > 10")
        return int(cursor.fetchone()[0])
