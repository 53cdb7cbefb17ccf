"""Division of a raw cable whose text has several telegrams, whatever file, page or record it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cables.sources.raw import TELEGRAMS_IN_FILE, RawCable, RefusedItem, extracted
from cables.telegram import mrn, parse
from cables.telegram.division import divide
from cables.telegram.vocabulary import Vocabulary


def telegrams_of_each(
    items: Iterable[RawCable | RefusedItem], vocabulary: Vocabulary
) -> Iterator[RawCable | RefusedItem]:
    """Yield the items in order, those that have several telegrams divided."""
    for item in items:
        yield from telegrams_of(item, vocabulary) if isinstance(item, RawCable) else [item]


def telegrams_of(raw: RawCable, vocabulary: Vocabulary) -> Iterator[RawCable | RefusedItem]:
    """Yield a raw cable as it is, or its telegrams where a further one begins for certain.

    Where that is not certain it is refused, unless its source says which cable it is. Of several telegrams each is
    extracted text, whose place is the line on which it begins, in a document with pages the page. What the source says
    of a cable (its id and what it states beside it) goes to the one of that number, or to the first; a file is beside
    each.
    """
    division = divide(raw.text)
    if len(division.starts) > 1:
        yield from _divided(raw, division.starts, vocabulary)
    elif division.doubtful is not None and raw.published_id is None:
        where, what = _place(raw, division.doubtful), "page" if _has_pages(raw) else "line"
        reason = f"seems to have a second telegram, whose heading is on {what} {where}"
        yield RefusedItem(raw.where, f"{reason}: put each into a file or record of its own", raw.format)
    else:
        yield raw


def _divided(raw: RawCable, starts: Sequence[int], vocabulary: Vocabulary) -> Iterator[RawCable]:
    """Yield the telegrams that begin at these offsets of the text."""
    texts = [raw.text[start:end] for start, end in zip(starts, [*starts[1:], len(raw.text)], strict=True)]
    owner = _owner(raw, texts, vocabulary)
    for number, (start, text) in enumerate(zip(starts, texts, strict=True)):
        piece, content = extracted(text)
        where = f"{raw.where}{'#page=' if _has_pages(raw) else ':'}{_place(raw, start)}"
        telegram = RawCable(piece, content, "utf-8", where, raw.format, file=raw.file, extractor=raw.extractor)
        if raw.file:
            telegram = replace(telegram, stated={**raw.stated, TELEGRAMS_IN_FILE: str(len(texts))})
        elif number == owner:
            telegram = replace(telegram, published_id=raw.published_id, hint=raw.hint, stated=raw.stated)
        yield telegram


def _owner(raw: RawCable, texts: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return which of the texts is the cable that the source says it is; the first where none is."""
    stated = raw.published_id or raw.hint
    wanted = mrn.normalise(stated, vocabulary).mrn if stated and not raw.file else None
    if wanted is None:
        return 0
    return next((number for number, text in enumerate(texts) if parse(text, vocabulary=vocabulary).mrn == wanted), 0)


def _place(raw: RawCable, offset: int) -> int:
    """Return the line of a text, or the page of a document that has pages, on which the telegram at `offset` begins."""
    if not _has_pages(raw):
        return raw.text.count("\n", 0, offset) + 1
    while offset < len(raw.text) and raw.text[offset].isspace():
        offset += 1
    return raw.text.count("\f", 0, offset) + 1


def _has_pages(raw: RawCable) -> bool:
    """Return whether the text is that of a document with a form feed after each page."""
    return raw.file is not None and "\f" in raw.text
