"""The labels of a REF block's entries, in all their forms, and the block cut at them.

`A.` (seen in 235 cables), `A)` 58, `(A)` 26, the label twice (`A. A)`, `A. (A)`, `A. A.`, `A. A:`) 33, lower case 4,
a pilcrow before it 231; further `A:`, `A.)`, `A -`, `REF A`, a letter alone, and numbers: `(1)`, `1.`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Label(NamedTuple):
    """A label in capitals, from where to where it stands, and whether a sign or REF sets it off from the text."""

    name: str
    start: int
    end: int
    strong: bool


_SIGNS = r"[ \t]?[.:)](?![A-Z]\.)[):]?"
_LABEL = re.compile(
    rf"(?<![A-Za-z_'’./&])(?P<mark>¶[ \t]?)?(?P<ref>REF(?:TEL)?[ \t]{{1,2}})?"
    rf"(?:\([ \t]?(?P<paren>[A-Z]|[0-9]{{1,2}})[ \t]?\)[.:]?"
    rf"|(?P<bare>[A-Z]|(?<![0-9])[0-9]{{1,2}})(?P<end>{_SIGNS}|[ \t]{{1,2}}[-–](?=[ \t])|(?=\s)))\s*",
    re.IGNORECASE,
)
# The drafter's own label behind the one that the software put: `A. A) KYIV 02080`, `A. REF A STATE 122`.
_AGAIN = re.compile(
    rf"(?:\(([A-Z])\)[.:]?|([A-Z]){_SIGNS}|REF(?:TEL)?[ \t]{{1,2}}([A-Z])(?:{_SIGNS}|(?=[ \t])))\s*", re.IGNORECASE
)
# What begins like an entry for a cable: perhaps a year, the words of a name, a number or its redaction.
_NUMBER_AHEAD = re.compile(
    r"[\s¶]*(?:(?:\(?['’]?(?:[0-9O][0-9]|(?:19|20)[0-9]{2})\)?)[ \t]{0,2})?"
    r"[A-Z][A-Z'’][A-Z.'’]*+(?:[ \t\n-]{1,8}(?![A-Z][.):])[A-Z][A-Z.'’]*+){0,4}[\s:#-]{0,8}(?:O?[0-9]|X{4})",
    re.IGNORECASE,
)
_REDACTED = re.compile(r"X{5,}", re.IGNORECASE)
_PORTION_MARKS = frozenset("CSU")


def cut(block: str) -> Iterator[tuple[str | None, str]]:
    """The entries of a block, each with its label; what stands before the first label has None."""
    name, start = None, 0
    for label in _labels(block):
        if name or any(sign.isalnum() for sign in block[start : label.start]):
            yield name, block[start : label.start]
        name, start = label.name, label.end
    yield name, block[start:]


def _labels(block: str) -> Iterator[Label]:
    """The labels in sequence, and others where an entry clearly begins."""
    last, last_end, at = "", 0, 0
    while match := _LABEL.search(block, at):
        mark, ref, paren, bare, sign = match.groups()
        label = Label((paren or bare).upper(), match.start(), match.end(), bool(mark or ref or paren or sign))
        if not _begins_entry(block, label, last, last_end):
            at = match.start("paren" if paren else "bare") + 1
            continue
        last, last_end = label.name, label.end
        while (again := _AGAIN.match(block, last_end)) and (again[1] or again[2] or again[3]).upper() == last:
            last_end = again.end()
        yield label._replace(end=last_end)
        at = last_end


def _begins_entry(block: str, label: Label, last: str, last_end: int) -> bool:
    name = label.name
    if last and label.start == last_end:
        return False  # a portion mark behind the label: B. (C) LIMA 55
    if name.isdecimal():
        expected = str(int(last) + 1) if last.isdecimal() else "" if last else "1"
    elif last.isdecimal():
        return False
    else:
        expected = chr(ord(last) + 1) if last else "A"
    before = block[max(last_end, label.start - 40) : label.start].rstrip(" \t-¶")
    starts_line = not before or before.endswith("\n")
    if name == expected and label.strong and starts_line:
        return True
    number_ahead = _NUMBER_AHEAD.match(block, label.end, label.end + 120) is not None
    if name == expected:
        ends_entry = _ends_entry(block, last_end, label.start)
        return (number_ahead or (last != "" and ends_entry)) if label.strong else (number_ahead and ends_entry)
    if not label.strong or name.isdecimal():
        return False
    if starts_line:
        return name not in _PORTION_MARKS if not last else name >= last or (number_ahead and name == "A")
    return last != "" and number_ahead and last <= name <= chr(ord(last) + 4)


def _ends_entry(block: str, start: int, end: int) -> bool:
    """Whether the text before a label reads like a whole entry: it holds a number or ends with a sign or a gap."""
    before = block[max(start, end - 200) : end]
    stripped = before.rstrip()
    return (
        stripped == ""
        or stripped[-1] in ",;.)"
        or before.endswith(("  ", "\n"))
        or any(sign.isdecimal() for sign in before)
        or _REDACTED.search(before) is not None
    )
