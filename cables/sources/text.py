"""Plain text file: one cable, or several one below the other, in whichever encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from cables.sources.division import telegrams_of
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.telegram import mrn
from cables.telegram.vocabulary import DEFAULT, Vocabulary

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS_SIGNS = re.compile(rb"[\x80-\x9f]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
NO_TEXT = "is not text, and of no form that is known: save or export it as plain text, and import that"
_BINARY_SHARE = 50  # one unprintable character in so many: no text


def cables(
    stream: BinaryIO, name: str, limits: Limits, vocabulary: Vocabulary = DEFAULT
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cable of a text file, its id taken from a name such as `07LIMA3229.txt`; or its cables."""
    content = stream.read(limits.cable + 1)
    if len(content) > limits.cable:
        yield RefusedItem(name, f"is larger than {limits.cable:,} bytes", "text")
        return
    text, encoding = decode(content)
    if len(_UNPRINTABLE.findall(text[:8192])) * _BINARY_SHARE > min(len(text), 8192):
        yield RefusedItem(name, NO_TEXT, "text")
    elif not text.strip():
        yield RefusedItem(name, "is empty", "text")
    else:
        text = text.replace("\0", "\ufffd")
        number = published_id(name, vocabulary)
        yield from telegrams_of(RawCable(text, content, encoding, name, "text", published_id=number), vocabulary)


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; never fails.

    A byte order mark decides; UTF-16 without one shows by its NULs; then UTF-8, also with a few bad bytes (shown as
    U+FFFD) among more good sequences; what is left is Windows-1252 where it has that set's extra characters, or
    Latin-1.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    nuls = content[:4096].count(0)
    if nuls * 3 > min(len(content), 4096):
        encoding = "utf-16-le" if content[1:4096:2].count(0) * 2 > nuls else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    return decode_line(content)


def decode_line(content: bytes) -> tuple[str, str]:
    """Decode a line, or whatever else cannot be in UTF-16, as `decode` does."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        lenient = content.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    foreign = len(lenient) - len(lenient.encode("ascii", "ignore"))
    if foreign - bad > bad:
        return lenient, "utf-8"
    if _WINDOWS_SIGNS.search(content):
        return content.decode("cp1252", "replace"), "cp1252"
    return content.decode("latin-1"), "latin-1"


def published_id(name: str, vocabulary: Vocabulary = DEFAULT) -> str | None:
    """Return the id in a file name such as `07LIMA3229.txt`.

    None where the name is no id, or one of an unknown post and not in the canonical form either.
    """
    stem = PurePosixPath(name.replace("\\", "/")).name.partition(".")[0]
    reading = mrn.normalise(stem, vocabulary)
    return stem if reading.mrn and (reading.known_post or reading.mrn == stem) else None
