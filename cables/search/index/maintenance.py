"""Upkeep of the search index: cables put in and taken out, in the transaction that stores them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cables.db.lookups import in_batches
from cables.models import Cable
from cables.search import backends
from cables.search.index.document import Document, documents

REINDEXED = 500  # cables read at once when the search index is rebuilt

IndexRows = tuple[tuple[Any, ...], ...]  # the rows of one cable, without its id, as the database at hand takes them


def index_rows(document: Document) -> IndexRows:
    """Return the rows of a document for the index of the database at hand."""
    return backends.writer().rows(document)


def add(cables: Iterable[tuple[int, IndexRows]]) -> None:
    """Put cables in: (id, index rows). None of them may be in already."""
    backends.writer().add((cable, *row) for cable, rows in cables for row in rows)


def flush() -> None:
    """Merge the rows that were added lately into the index proper, without which each search reads them one by one."""
    backends.writer().flush()


def remove(cables: Sequence[int]) -> None:
    """Take cables out, given by id, before their rows change."""
    if cables:
        backends.writer().remove(cables)


def learn(words: Mapping[str, str]) -> None:
    """Store words that differ from their stem, with it, for searches by the beginning of a word."""
    backends.writer().learn(words)


def clear() -> None:
    """Empty the index."""
    backends.writer().clear()


def reindex(progress: Callable[[], object]) -> int:
    """Rebuild the index from the rows, calling `progress` for each cable; return how many there are."""
    done = 0
    clear()
    for batch in in_batches(Cable.objects.order_by("pk").values_list("pk", flat=True).iterator(), REINDEXED):
        indexed = documents(batch)
        add((cable, index_rows(document)) for cable, document in indexed)
        learn({word: stem for _, document in indexed for word, stem in document.words.items()})
        done += len(batch)
        for _ in batch:
            progress()
    return done
