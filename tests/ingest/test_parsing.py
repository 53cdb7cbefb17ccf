"""Texts on their way to the tables: chunks that are parsed at once, portions that are stored at once."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import pytest

from cables.ingest import parsing
from cables.ingest.parsing import Came, Known, Read
from cables.sources import RawCable, RefusedItem
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and portions of few texts."""
    monkeypatch.setattr(parsing, "CHUNK_CABLES", 2)
    monkeypatch.setattr(parsing, "PORTION_CABLES", 3)


def items() -> Iterator[RawCable | RefusedItem]:
    for number in range(1, 8):
        yield raw(telegram(f"07LIMA{number}"), where=str(number))
    yield RefusedItem("8", "is a picture")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("workers", [0, 1])
def test_portions_hold_whole_chunks_in_order(workers: int) -> None:
    chunks: list[Sequence[Came]] = [*parsing.chunks(items()), [Known("0", "07LIMA100"), Known("0", "07LIMA101")]]
    portions = list(parsing.portions(parsing.read_all(chunks, workers, DEFAULT)))
    assert [[item.where for item in portion] for portion in portions] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["0", "0"],
    ]
    assert all(isinstance(item, Read) for portion in portions for item in portion if item.where in "1234567")


def test_a_portion_ends_where_its_texts_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "CHUNK_CHARACTERS", 1)
    monkeypatch.setattr(parsing, "PORTION_BYTES", 1)
    portions = parsing.portions(parsing.read_all(parsing.chunks(items()), 0, DEFAULT))
    assert [len(portion) for portion in portions] == [1] * 7 + [1]


def test_no_text_no_portion() -> None:
    assert list(parsing.portions(parsing.read_all(parsing.chunks([]), 2, DEFAULT))) == []


def test_the_text_is_kept_as_it_came() -> None:
    item = raw(telegram() + "\x00\r\n")
    read = parsing.read(item, DEFAULT)
    assert isinstance(read, Read)
    assert zlib.decompress(read.content) == item.content
    assert (read.size, read.checksum) == (len(item.content), parsing.checksum(item.content))
