"""Batches of texts that are parsed at once, and those that are stored at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from cables.ingest import batches, parsing
from cables.ingest.parsing import BatchItem, KnownText, Read
from cables.sources import RawCable, RefusedItem
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches of few texts."""
    monkeypatch.setattr(batches, "PARSED_AT_ONCE", 2)
    monkeypatch.setattr(batches, "STORED_AT_ONCE", 3)


def items() -> Iterator[RawCable | RefusedItem]:
    for number in range(1, 8):
        yield raw(telegram(f"07LIMA{number}"), where=str(number))
    yield RefusedItem("8", "is a picture")


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("workers", [0, 1])
def test_to_store_are_whole_batches_in_order(workers: int) -> None:
    to_parse: list[Sequence[BatchItem]] = [
        *batches.to_parse(items()),
        [KnownText("0", "07LIMA100"), KnownText("0", "07LIMA101")],
    ]
    to_store = list(batches.to_store(parsing.parse_all(to_parse, workers, DEFAULT)))
    assert [[item.where for item in batch] for batch in to_store] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["0", "0"],
    ]
    texts = {text.where: text for text in items() if isinstance(text, RawCable)}
    reads = [item for batch in to_store for item in batch if item.where in "1234567"]
    assert [item.raw for item in reads if isinstance(item, Read)] == [texts[item.where] for item in reads]


def test_a_batch_ends_where_its_texts_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHARACTERS_AT_ONCE", 1)
    monkeypatch.setattr(batches, "BYTES_AT_ONCE", 1)
    to_store = batches.to_store(parsing.parse_all(batches.to_parse(items()), 0, DEFAULT))
    assert [len(batch) for batch in to_store] == [1] * 7 + [1]


def test_no_text_no_batch() -> None:
    assert list(batches.to_store(parsing.parse_all(batches.to_parse([]), 2, DEFAULT))) == []
