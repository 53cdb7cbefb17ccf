"""Redaction marks: what the publisher of a text put in place of what it left out."""

from __future__ import annotations

import re

# 2,038 rows of capital X in 201 published cables, of 12 and more; rows of small x begin at five.
_CAPITALS = re.compile("XXXXXX*")  # as X{5,}, but begun with a literal, which makes the search fast
_SMALL = re.compile("xxxxxx*")
_WORDS = re.compile(r"\[[^\[\]]{0,80}(?:removed|redacted|deleted|withheld)[^\[\]]{0,20}\]", re.IGNORECASE)


def count_marks(text: str) -> int:
    """Return how many redaction marks of its publisher a text has: `XXXXXXXXXXXX`, `xxxxx`, `[NAME REMOVED]`."""
    found = len(_CAPITALS.findall(text)) if "XXXXX" in text else 0
    found += len(_SMALL.findall(text)) if "xxxxx" in text else 0
    return found + (len(_WORDS.findall(text)) if "[" in text else 0)
