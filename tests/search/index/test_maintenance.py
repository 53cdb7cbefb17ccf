"""The rebuilt index is the one that imports have maintained."""

from __future__ import annotations

import pytest
from django.db import connection

from cables.ingest import service
from cables.search import backends
from cables.search.index import maintenance
from cables.search.query.nodes import Near, Phrase, Within, WordNode
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db

NODES = [
    WordNode("barg"),
    Phrase(("barg", "came", "back")),
    Near(("came", "friday"), 3),
    Within("S", WordNode("lantern")),
    Within("subject", WordNode("toll")),
]


def found() -> list[list[int]]:
    return [sorted(backends.reader().ids(node, 100)) for node in NODES]


def test_the_rebuilt_index_finds_the_same() -> None:
    store(
        telegram("07LIMA1"),
        telegram("07LIMA2", paragraphs=["(S) Lanterns burn.", "(C) The barges came back."], classification="SECRET"),
    )
    store(telegram("07LIMA1", subject="NO TOLL"))
    before = found()
    assert [len(ids) for ids in before] == [2, 2, 1, 1, 2]
    maintenance.clear()
    assert found() == [[], [], [], [], []]
    assert service.rebuild_search() == 2
    assert found() == before


def test_an_import_writes_large_segments_and_merges_few_of_them() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'cables_search_words'")
            assert cursor.fetchall() == [(None,)]  # what an import sets lasts as long as it
            return
        cursor.execute("SELECT k, v FROM cables_search_config WHERE k <> 'version' ORDER BY k")
        assert cursor.fetchall() == [("automerge", 8), ("hashsize", 64 * 2**20)]
