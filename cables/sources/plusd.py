"""A page of PlusD, saved or copied as text: a block of keys and values, and the text of one cable.

Keys and values stand in cells, in divisions of their own or, in a copy, on lines; the text in a `pre`, or in a division
whose lines end with `<br>`. The keys are those of the National Archives' Message Attributes or near them, so that their
values have the names of these. The page's help has a `pre` too, with a public key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import BinaryIO, NamedTuple

from cables.sources.limits import Limits
from cables.sources.markup import Block, lines, page_blocks
from cables.sources.raw import RawCable, RefusedFileError, RefusedItem, extracted
from cables.sources.record import fold
from cables.sources.text import decode, published_id
from cables.telegram.message_attributes import NAMES

_FORMAT = "plusd"
_ID = "canonical id"
# Keys in lower case, and what their values are called.
_KEYS = {key.lower(): name for key, name in NAMES.items()} | {
    _ID: "canonical_id",
    "date": "created",
    "handling restrictions": "handling",  # those of the telegram; in Message Attributes the current ones
    "office action": "office",
    "type": "type",
}
# Those that no telegram has in its text. A block has the first of them, or three with the original classification.
_DISTINCTIVE = frozenset(
    {
        *(_ID, "original classification", "current classification", "handling restrictions", "character count"),
        *("executive order", "locator", "concepts", "enclosure", "film number", "draft date", "office origin"),
        *("office action", "archive status", "previous handling restrictions"),
    }
)
_FEWEST = 3
_KNOWN = "|".join(re.escape(key) for key in sorted({*_KEYS, *_DISTINCTIVE}, key=len, reverse=True))
_KEY = re.compile(rf"\s*(?:({_KNOWN})\s*(?::\s*(.*)|$)|([A-Z][\w ./'()-]{{1,80}}):\s*$)", re.IGNORECASE | re.DOTALL)
_PIECE = re.compile(r"[^\t\r\n]+")
_SEARCHED = 64 * 1024  # characters in which the block begins and ends
_LINE = re.compile(r"[^\n]*\n?")
_MOST_PIECES = 2000
_FARTHEST = 8  # lines between two keys: values wrap
_LONGEST_VALUE = 2000
# As PlusD says that there is no value: `-- N/A or Blank --`, `-- Not Assigned --`.
_NONE = re.compile(r"[-\s]*(?:n/a(?: or blank)?|not assigned|not available|blank|none)?[-\s]*", re.IGNORECASE)
_MARK = re.compile(r"canonical id|original classification", re.IGNORECASE)  # one of which every block has
_CANONICAL_ID = re.compile(r"\b((?:19|20)?[0-9]{2}[A-Z]{2,40}[0-9]{1,7}_[a-z][0-9]?)\b")
# Titles of the page's own, between the keys and the text.
_FURNITURE = frozenset(
    {
        *("content", "metadata", "print", "share", "show headers", "hide headers", "text", "raw content", "raw source"),
        *("raw text", "tagged text", "full text", "message text", "cable text"),
    }
)
_TEXT_LABEL = re.compile(r"(?<![\w-])(?:tagged|raw|cable|full|message)[-_]?(?:text|content)|text[-_]?content")
_ELEMENT = re.compile(r"\s*<(?:div|table|section|article|main|body|p|dl|ul)\b", re.IGNORECASE)
_HELP = "-----BEGIN PGP"
_FEWEST_BREAKS = 3  # of a division without a known name that has the text
_TELEGRAM = re.compile(
    r"^[ \t]*(?:FM |TO |PAGE \d|E\.?O\.? ?\d|TAGS|SUBJ|[ZOPR] \d{6}Z |(?:UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFF)\w*)",
    re.MULTILINE,
)


class KeyBlock(NamedTuple):
    """What the keys of a page state, by name, and where the block ends in the lines that it was read from."""

    stated: dict[str, str]
    end: int


class _Key(NamedTuple):
    """A key: its number among the pieces, itself in lower case, and what stands behind it in its piece."""

    piece: int
    key: str
    value: str


def is_copy(head: str) -> bool:
    """Return whether a plain text that begins so is the copy of a page."""
    return "anonical ID" in head and key_block(head) is not None


def is_fragment(head: str) -> bool:
    """Return whether a text that begins so is a part of a page, saved without the page around it."""
    return bool(_ELEMENT.match(head)) and "anonical ID" in head


def is_help(block: Block) -> bool:
    """Return whether a block is the public key of a page's help."""
    return _HELP in block.text


def cables(stream: BinaryIO, name: str, limits: Limits) -> Iterator[RawCable | RefusedItem]:
    """Yield the one cable of a page that was copied as text, or of one that was saved."""
    content = stream.read(limits.cable + 1)
    if len(content) > limits.cable:
        yield RefusedItem(name, f"is larger than {limits.cable:,} bytes", _FORMAT)
        return
    text = decode(content)[0].replace("\r\n", "\n")
    try:
        item = cable_of_page(page_blocks(text), name) if text.lstrip().startswith("<") else _cable_of_lines(text, name)
    except RefusedFileError as error:
        item = RefusedItem(name, str(error), _FORMAT)
    reason = "has no block of keys with a Canonical ID, as a page of PlusD has"
    yield item or RefusedItem(name, reason, _FORMAT)


def cable_of_page(page: Sequence[Block], name: str) -> RawCable | RefusedItem | None:
    """Return the cable of a page, None where it is none of PlusD."""
    if not any(_MARK.search(piece) for block in page for _, piece in block.pieces):
        return None
    text = _text(page)
    about = "\n".join(lines(block for block in page if block is not text and block.name != "pre"))
    if found := key_block(about):
        return _cable(text.text if text else "", found.stated, about, name)
    preformatted = (block.text for block in page if block.name == "pre")
    return next((item for text in preformatted if (item := _cable_of_lines(text, name))), None)


def _cable_of_lines(text: str, name: str) -> RawCable | RefusedItem | None:
    """Return the cable of a copy, None where it has no block of keys."""
    found = key_block(text)
    return _cable(text[found.end :], found.stated, text, name) if found else None


def key_block(text: str) -> KeyBlock | None:
    """Return the block of keys in lines of text, None where there is none.

    A value stands behind its key or below it, and goes on up to the next key. A copy has keys and values in columns.
    """
    filled = (found for found in _PIECE.finditer(text, 0, _SEARCHED) if not found[0].isspace())
    pieces = list(islice(filled, _MOST_PIECES))
    keys = _keys([piece[0] for piece in pieces])
    if not keys:
        return None
    stated: dict[str, str] = {}
    end = pieces[keys[-1].piece].end()
    for key, following in pairwise([*keys, None]):
        assert key is not None  # noqa: S101 - the last of a pair alone
        limit = following.piece if following else len(pieces)
        words = [key.value.strip()] if key.value.strip() else []
        for number in range(key.piece + 1, limit):
            piece = pieces[number]
            if following is None and (
                text.count("\n", end, piece.start()) > 1 or not _goes_on(words, piece[0], key.key)
            ):
                break
            words.append(piece[0].strip())
            end = max(end, piece.end())
        name = _KEYS.get(key.key) or fold(key.key)
        value = " ".join(" ".join(words).split())[:_LONGEST_VALUE]
        if not _NONE.fullmatch(value):
            stated.setdefault(name, value)
    if "concepts" in stated:  # separated as the National Archives do it, by which they are searched
        stated["concepts"] = ", ".join(filter(None, (each.strip() for each in stated["concepts"].split("|"))))
    return KeyBlock(stated, _skip_furniture(text, end))


def _goes_on(words: Sequence[str], piece: str, key: str) -> bool:
    """Return whether a piece belongs to the value of the last key, behind which the text may follow."""
    if not words:
        return piece.strip().lower() not in _FURNITURE and (key in _KEYS or bool(_CANONICAL_ID.search(piece)))
    return words[-1].endswith("|") or piece.lstrip().startswith("|")


def _keys(pieces: Sequence[str]) -> list[_Key]:
    """Return the keys of the block, in order: those that stand near one another, and are enough to be one."""
    group: list[_Key] = []
    for number, piece in enumerate(pieces):
        found = _KEY.match(piece)
        if found is None or (found[1] is None and not group):
            continue
        if group and number - group[-1].piece > _FARTHEST:
            if _is_block(group):
                break
            group = []
        raw = found[1] or found[3]
        key = raw.lower()
        # SUBJECT and the like are a telegram's own; TAGS are both.
        if key not in {known.key for known in group} and (found[1] is None or not raw.isupper() or key == "tags"):
            group.append(_Key(number, key, found[2] or ""))
    return _to_last(group) if _is_block(group) else []


def _is_block(group: Sequence[_Key]) -> bool:
    keys = {each.key for each in group}
    return _ID in keys or ("original classification" in keys and len(keys & _DISTINCTIVE) >= _FEWEST)


def _to_last(group: Sequence[_Key]) -> list[_Key]:
    """Return the keys up to the last that no telegram has, and those that follow at once: others are the text's."""
    last = max(number for number, each in enumerate(group) if each.key in _DISTINCTIVE)
    for before, after in pairwise(group[last:]):
        if after.piece - before.piece > (1 if before.value.strip() else 2):
            break
        last += 1
    return list(group[: last + 1])


def _skip_furniture(text: str, start: int) -> int:
    """Return where the text begins: on the first line behind the block that is no title of the page's own."""
    for line in _LINE.finditer(text, start):
        words = line[0].strip()
        if words and words.lower() not in _FURNITURE:
            return line.start()
    return len(text)


def _text(page: Sequence[Block]) -> Block | None:
    """Return the block that has the text of a cable, or what stands in its place; None where there is none."""
    named = [block for block in page if _TEXT_LABEL.search(block.label)]
    others = [block for block in page if block.name == "pre" or block.breaks >= _FEWEST_BREAKS]
    filled = [block for block in (*named, *others) if block.text.strip() and not is_help(block)]
    candidates = [block for block in filled if not key_block(block.text)]
    telegrams = (block for block in candidates if _TELEGRAM.search(block.text))
    return next(telegrams, candidates[0] if candidates else None)


def _cable(text: str, stated: dict[str, str], page: str, name: str) -> RawCable:
    """Return the cable of a text. Of a record without text (`cables.telegram.textless`) it is what stands in place of
    that, or nothing."""
    text = text if text.strip() else ""
    shown, content = extracted(text)
    number = stated.get("canonical_id")
    if number is None and (found := _CANONICAL_ID.search(page)):
        number = found[1]
    facts = {fact: extracted(value)[0] for fact, value in stated.items()}
    return RawCable(
        shown,
        content,
        "utf-8",
        name,
        _FORMAT,
        published_id=extracted(number or "")[0] or published_id(name),
        stated=facts,
    )
