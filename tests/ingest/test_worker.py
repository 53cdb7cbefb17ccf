"""Collection of garbage in an import: seldom, which is enough since parsed texts leave none that needs it."""

from __future__ import annotations

import gc

import pytest

from cables.ingest import parsing
from cables.ingest.worker import COLLECTED, rare_collection
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram

TEXTS = [
    telegram("07LIMA1", refs=["LIMA 7", "QUITO 5"], paragraphs=["(U) One. " * 50, "(C) See ref A and Quito 5."]),
    "SUBJECT: NO NUMBER\n\nNo telegram.",
    "",
]


def test_it_is_rare_in_the_block_alone() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), rare_collection():
        assert gc.get_threshold()[0] == COLLECTED > before[0]
        raise ZeroDivisionError
    assert gc.get_threshold() == before


def test_texts_are_parsed_without_cycles() -> None:
    def parse() -> None:
        parsing.parse_batch([raw(text, where=str(number)) for number, text in enumerate(TEXTS)], DEFAULT)

    parse()  # patterns and tables are made at first use
    gc.collect()
    with rare_collection():
        parse()
    assert gc.collect() == 0
