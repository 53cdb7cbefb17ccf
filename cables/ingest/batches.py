"""Batches of an import: how many texts are parsed at once, and how many are stored in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cables.ingest.parsing import ParsedItem, Read, Textless
from cables.sources import RawCable, RefusedItem

Item = RawCable | Read | Textless | RefusedItem
PARSED_AT_ONCE = 250  # cables
CHARACTERS_AT_ONCE = 4_000_000  # of text, so that a batch of giant cables stays small in memory
STORED_AT_ONCE = 1_000  # cables, half of what is parsed ahead: so that the next batch is parsed while one is written
BYTES_AT_ONCE = 24_000_000


def to_parse(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in order, in batches to be parsed, bounded both in number and in characters."""
    batch: list[Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text) + len(item.file or b"") if isinstance(item, RawCable) else 0
        if len(batch) >= PARSED_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def to_store(parsed: Iterable[list[ParsedItem]]) -> Iterator[list[ParsedItem]]:
    """Join parsed batches to those that are stored at once: large, since the index is written in large segments."""
    batch: list[ParsedItem] = []
    size = 0
    for more in parsed:
        batch += more
        size += sum(item.size + len(item.raw.file or b"") for item in more if isinstance(item, Read))
        if len(batch) >= STORED_AT_ONCE or size >= BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
