"""A file that is not text, such as a PDF: its text is extracted, the file itself comes with each cable of it.

A mail can have other files attached to it, which are read as files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cables.sources import extraction
from cables.sources.division import telegrams_of
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedFileError, RefusedItem, extracted
from cables.sources.text import published_id
from cables.telegram.vocabulary import DEFAULT, Vocabulary


class Attached(NamedTuple):
    """A file within the file."""

    name: str
    content: bytes


def cables(
    stream: BinaryIO, name: str, limits: Limits, format: str, vocabulary: Vocabulary = DEFAULT
) -> Iterator[RawCable | RefusedItem | Attached]:
    """Yield the cable of a file of that format, its id taken from a name such as `07LIMA3229.pdf`, or its cables; and
    the files within it.

    A file that has others within it does not come with its text: a redaction of one of their cables would not seal it.
    """
    content = stream.read(limits.document + 1)
    if len(content) > limits.document:
        yield RefusedItem(name, f"is larger than {limits.document:,} bytes", format)
        return
    try:
        found = extraction.extract(format, content, limits)
    except RefusedFileError as error:
        yield RefusedItem(name, str(error), format)
        return
    text, raw = extracted(found.text)
    number = published_id(name, vocabulary)
    file, extractor = (None, None) if found.files else (content, found.extractor)
    if text.strip():
        document = RawCable(
            text, raw, "utf-8", name, format, number, stated=found.stated, file=file, extractor=extractor
        )
        yield from telegrams_of(document, vocabulary)
    yield from (Attached(*each) for each in found.files)
