"""Message attributes: what the National Archives state of a telegram, in the lines that follow its text.

`Message Attributes`, then some 75 lines of a key and a value, flush or the title centred; values wrap, and the stamps
of pages stand between them. Nothing from the title on belongs to the telegram.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

TITLE = "Message Attributes"
MESSAGE_TITLE = "Message Text"

# The keys whose values are kept, and what these are called, in the order in which they are shown.
NAMES = {
    "Document Number": "document_number",
    "Document Source": "document_source",
    "Film Number": "film_number",
    "Locator": "locator",
    "Draft Date": "draft_date",
    "Sent Date": "sent_date",
    "Drafter": "drafter",
    "From": "from",
    "To": "to",
    "Office": "office",
    "Original Classification": "classification",
    "Original Handling Restrictions": "handling",
    "Current Classification": "current_classification",
    "Current Handling Restrictions": "current_handling",
    "Handling Restrictions": "current_handling",
    "Channel Indicators": "channel",
    "Executive Order": "executive_order",
    "Subject": "subject",
    "TAGS": "tags",
    "Concepts": "concepts",
    "Reference": "references",
    "Enclosure": "enclosure",
    "Errors": "errors",
    "Page Count": "page_count",
    "Line Count": "line_count",
    "Review Action": "review_action",
    "Review Date": "review_date",
    "Review Exemptions": "exemptions",
    "Review Withdrawn Fields": "withdrawn_fields",
    "Markings": "markings",
}
# Keys whose values say how the National Archives keep the record, or nothing.
_OTHER_KEYS = frozenset(
    {
        *("Automatic Decaptioning", "Capture Date", "Control Number", "Copy", "Decaption Date", "Decaption Note"),
        *("Document Unique ID", "Expiration", "Format", "ISecure", "Image Path", "Legacy Key", "Message ID"),
        *("Retention", "SAS ID", "Secure", "Status", "Type", "vdkvgwkey"),
        *(f"Disposition {word}" for word in ("Action", "Approved on Date", "Authority", "Case Number", "Comment")),
        *(f"Disposition {word}" for word in ("Date", "Event", "History", "Reason", "Remarks")),
        *(f"Litigation {word}" for word in ("Code IDs", "Codes", "History")),
        *(f"Original Previous {word}" for word in ("Classification", "Handling Restrictions")),
        *(f"Previous {word}" for word in ("Channel Indicators", "Classification", "Handling Restrictions")),
        *(f"Review {word}" for word in ("Authority", "Comment", "Content Flags", "Event", "History", "Markings")),
        *(f"Review {word}" for word in ("Media Identifier", "Referrals", "Release Date", "Release Event")),
        "Review Transfer Date",
    }
)
_TITLE_LINE = re.compile(rf"[ \t\f]*{TITLE}[ \t\r]*\n")
_MESSAGE_LINE = re.compile(rf"\n[ \t\f]*{MESSAGE_TITLE}[ \t\r]*\n")
_KEY = re.compile(r"^[ \t\f]*([A-Za-z][A-Za-z ]{1,40}):[ \t]*", re.MULTILINE)
_OPENING = 400  # characters below the title in which keys are looked for
_LONGEST_VALUE = 2000
# No value: both ways of saying so are found, `n/a` in 30 of some 75 lines of a record.
_NONE = frozenset({"", "n/a", "none"})
_STAMP = re.compile(r"[^\n]*declassified/released\b", re.IGNORECASE)


class _Line(NamedTuple):
    key: str
    start: int
    end: int


def end_of_attributes(text: str, start: int) -> int | None:
    """Return where the message attributes end whose title is the line at `start`; None where none follow it.

    They end with the text, or where `Message Text` is the title of the next record.
    """
    title = _TITLE_LINE.match(text, start)
    if title is None:
        return None
    keys = _KEY.findall(text, title.end(), title.end() + _OPENING)
    if sum(key in NAMES or key in _OTHER_KEYS for key in keys) < 2:
        return None
    following = _MESSAGE_LINE.search(text, title.end())
    return following.start() + 1 if following else len(text)


def parse_attributes(text: str, start: int, end: int) -> dict[str, str]:
    """Return what the message attributes between `start` and `end` state, by the names of `NAMES`, in their order.

    A value goes on in the lines below it up to the next key, to a blank line or a stamp. Of a key that comes twice, the
    first value counts.
    """
    stated: dict[str, str] = {}
    known = [
        _Line(found[1], found.start(), found.end())
        for found in _KEY.finditer(text, start, end)
        if found[1] in NAMES or found[1] in _OTHER_KEYS
    ]
    for line, following in zip(known, [*known[1:], None], strict=True):
        if name := NAMES.get(line.key):
            limit = min(following.start if following else end, line.end + _LONGEST_VALUE)
            value = _value(text[line.end : limit])
            if value.lower() not in _NONE:
                stated.setdefault(name, value)
    return {name: stated[name] for name in dict.fromkeys(NAMES.values()) if name in stated}


def _value(text: str) -> str:
    first, *further = text.split("\n")
    words = first.split()
    for line in further:
        if not line.strip() or _STAMP.match(line):
            break
        words += line.split()
    return " ".join(words).replace("\\'", "'")  # as their database escaped it


def is_held_elsewhere(stated: Mapping[str, str]) -> bool:
    """Return whether a record's text is not on line, by its locator (`TEXT ON MICROFILM`)."""
    locator = stated.get("locator", "").upper()
    return bool(locator) and "ON-LINE" not in locator and "ONLINE" not in locator
