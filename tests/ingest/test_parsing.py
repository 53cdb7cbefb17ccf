"""Batches of texts that are parsed at once, and those that are stored at once."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import pytest

from cables.ingest import parsing
from cables.ingest.parsing import Item, KnownText, Read
from cables.sources import RawCable, RefusedItem
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches of few texts."""
    monkeypatch.setattr(parsing, "PARSED_AT_ONCE", 2)
    monkeypatch.setattr(parsing, "STORED_AT_ONCE", 3)


def items() -> Iterator[RawCable | RefusedItem]:
    for number in range(1, 8):
        yield raw(telegram(f"07LIMA{number}"), where=str(number))
    yield RefusedItem("8", "is a picture")


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("workers", [0, 1])
def test_batches_to_store_are_whole_batches_in_order(workers: int) -> None:
    batches: list[Sequence[Item]] = [
        *parsing.batches(items()),
        [KnownText("0", "07LIMA100"), KnownText("0", "07LIMA101")],
    ]
    batches_to_store = list(parsing.write_batches(parsing.parse_all(batches, workers, DEFAULT)))
    assert [[item.where for item in batch] for batch in batches_to_store] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["0", "0"],
    ]
    texts = {text.where: text for text in items() if isinstance(text, RawCable)}
    reads = [item for batch in batches_to_store for item in batch if item.where in "1234567"]
    assert [item.raw for item in reads if isinstance(item, Read)] == [texts[item.where] for item in reads]


def test_a_batch_ends_where_its_texts_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "CHARACTERS_AT_ONCE", 1)
    monkeypatch.setattr(parsing, "BYTES_AT_ONCE", 1)
    batches_to_store = parsing.write_batches(parsing.parse_all(parsing.batches(items()), 0, DEFAULT))
    assert [len(batch) for batch in batches_to_store] == [1] * 7 + [1]


def test_no_text_no_batch() -> None:
    assert list(parsing.write_batches(parsing.parse_all(parsing.batches([]), 2, DEFAULT))) == []


def test_the_text_is_stored_as_received() -> None:
    item = raw(telegram() + "\x00\r\n")
    read = parsing.read(item, DEFAULT)
    assert isinstance(read, Read)
    assert zlib.decompress(read.content) == item.content
    assert (read.size, read.checksum) == (len(item.content), parsing.checksum(item.content))
