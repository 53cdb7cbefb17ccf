"""The sentence around an offset in a text, as shown for a citation."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 360  # characters shown of one sentence; longer ones are cut at a word
SHORTEST = 30  # a sentence with fewer characters besides the mention itself is shown with the one before it
BRACKETS = ("(", "[")  # "(Ref B)" after a full stop belongs to the sentence before it
REACH = 2 * LONGEST  # how far on either side a text is looked at

STOP = re.compile(r"[.?!][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9¶-])|\n[ \t]*\n")
ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Amb|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Pres|Prof|Jr|Sr|St|No|Nos|Sept?|Oct|Nov"
    r"|Dec|Jan|Feb|Aug|Inc|Corp|Ltd|Dept|vs|etc|para|paras|approx|cf))\Z",
    re.IGNORECASE,
)
SPACES = re.compile(r"\s+")
WORD_BREAK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class CitingExcerpt:
    """A sentence in three parts, line breaks as spaces: `hit` is the mention itself, `…` stands for what was cut."""

    before: str
    hit: str
    after: str


def around(text: str, start: int, end: int) -> CitingExcerpt:
    """Return the sentence of the text in which text[start:end] stands, of bounded length."""
    floor = max(0, start - REACH)
    ceiling = min(len(text), end + REACH)
    beginnings = [floor, *_beginnings(text, floor, start)]
    following = next(iter(_beginnings(text, end, ceiling)), ceiling)
    first = beginnings.pop()
    while beginnings and ((start - first) + (following - end) < SHORTEST or text[first:start].strip() in BRACKETS):
        first = beginnings.pop()
    before = _cut_left(text[first:start], whole=first > floor or floor == 0)
    after = _cut_right(text[end:following], whole=following < ceiling or ceiling == len(text))
    return CitingExcerpt(before, SPACES.sub(" ", text[start:end])[:LONGEST], after)


def _beginnings(text: str, start: int, end: int) -> list[int]:
    """Return the offsets at which sentences begin, after one that ends within text[start:end]."""
    return [
        stop.end()
        for stop in STOP.finditer(text, start, min(len(text), end + 2))
        if stop.end() <= end
        and not (text[stop.start()] == "." and ABBREVIATION.search(text, max(start, stop.start() - 8), stop.start()))
    ]


def _cut_left(text: str, whole: bool) -> str:
    """Return the text before the mention, cut from the left if it is long or was cut already."""
    plain = SPACES.sub(" ", text).lstrip()
    if len(plain) <= LONGEST // 2 and whole:
        return plain
    shown = plain[-(LONGEST // 2) :]
    space = WORD_BREAK.search(shown)
    return f"… {shown[space.end() :] if space else shown}"


def _cut_right(text: str, whole: bool) -> str:
    """Return the text after the mention, cut from the right if it is long or was cut already."""
    plain = SPACES.sub(" ", text).rstrip()
    if len(plain) <= LONGEST // 2 and whole:
        return plain
    shown = plain[: LONGEST // 2]
    space = shown.rfind(" ")
    return f"{shown[:space] if space > 0 else shown} …"
