"""Results of a source: a raw cable, or an item refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TELEGRAMS_IN_FILE = "telegrams_in_file"  # the name of what is stated of a document that has several


@dataclass(frozen=True, slots=True)
class RawCable:
    """One cable before it is parsed.

    `content` are the bytes that the checksum and the `.txt` of the cable cover, `text` is what they say in
    `encoding`: a plain text file unchanged (a byte order mark stays in `content`), the text taken out of
    a page, a CSV row or a JSON line in UTF-8. `published_id` is what the source calls the cable, `hint` an id that
    counts only where the text has none. `stated` is what the source says beside the text:
    classification, origin, created, released. `where` is the file, archive member or line. `corrections` are what an
    editor has in place of the text (see `cables.telegram.overrides`). Where the text was extracted from a file that is
    no text, such as a PDF, `file` are its bytes, and `extractor` is the name and version of what did that. `members`
    has the parts of a record (`cables.sources.record.PARTS`), each with the column or member it was taken from.
    """

    text: str
    content: bytes
    encoding: str
    where: str
    format: str
    published_id: str | None = None
    hint: str | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    corrections: Mapping[str, str | None] = field(default_factory=dict)
    file: bytes | None = None
    extractor: str | None = None
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that could not be read, and the reason in a sentence; `format` where it was known.

    Where a table or a record has no text by the names that are known, `members` are the names that it has.
    """

    where: str
    reason: str
    format: str | None = None
    members: tuple[str, ...] = ()


class RefusedFileError(Exception):
    """A file from which no text can be extracted; the message is the reason of a RefusedItem."""


def extracted(text: str) -> tuple[str, bytes]:
    """Return the text of a page, row or line as it is stored, and its bytes in UTF-8.

    What no database and no UTF-8 file can hold (NUL, half a surrogate pair, which JSON can spell) becomes U+FFFD.
    """
    text = text.replace("\0", "\ufffd")
    content = text.encode("utf-8", "surrogatepass")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
        content = text.encode("utf-8")
    return text, content
