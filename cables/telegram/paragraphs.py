"""Paragraphs of the body, numbered or not, with their portion markings and the headings above them.

Letters and items within a paragraph stay in it. What is not numbered, before the first number or under a heading of
its own, is split at its blank lines. Every character of the body but rules and marks is in the text or heading of a
paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import NamedTuple

from cables.telegram import paragraph_headings, paragraph_numbers, portion_marks
from cables.telegram.paragraph_numbers import Mark
from cables.telegram.parts import OffsetProblem, Paragraph

_LIST_WINDOW = 4000  # characters back in which the second item of a list (A), (B), (C) is looked for

_MARK_ALONE = re.compile(rf"\n[ \t]*\n[ \t]*\((?={portion_marks.MARK}\)[ \t\n])")
_PORTION = re.compile(rf"\(({portion_marks.MARK})\){portion_marks.STOP_ALONE}[ \t]*\n?")
_SPACE = re.compile(r"[ \t\n]*")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_GOES_ON = re.compile(r"[a-z]|[-*•]|[A-Za-z0-9]{1,2}[.)]")


@dataclass(slots=True)
class _ParagraphDraft:
    number: int | None
    mark: str | None
    heading: str | None
    start: int
    end: int


# Publishers put a pilcrow before what they took for a paragraph's number or letter at the beginning of a line: a
# year, a day, an item of a list (120 cables of 1,295). Where line ends were lost, one stands within the line.
_PILCROW = re.compile("¶")
_BEFORE_WORD = re.compile(r"¶[ \t]*(?=[A-Za-z0-9(])")
_BEFORE_MARK = re.compile(r"¶(?=(?:\d{1,4}|[A-Z])[.)])")


def find_pilcrows(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the cleaned text that are pilcrows of a publisher within the texts of paragraphs, in order."""
    for paragraph in paragraphs:
        for pilcrow in _PILCROW.finditer(paragraph.text) if "¶" in paragraph.text else ():
            before = at = pilcrow.start()
            while before and paragraph.text[before - 1] in " \t":
                before -= 1
            if before == 0 or paragraph.text[before - 1] == "\n":
                found = _BEFORE_WORD.match(paragraph.text, at)
            else:
                found = _BEFORE_MARK.match(paragraph.text, at) if before < at else None
            if found:
                yield paragraph.start + found.start(), paragraph.start + found.end()


def without_pilcrows(paragraphs: Iterable[Paragraph], pilcrows: Sequence[tuple[int, int]]) -> Iterator[Paragraph]:
    """Yield the paragraphs as they are in the cleaned text without the spans `pilcrows`."""
    removed = at = 0
    for paragraph in paragraphs:
        start, pieces, last = paragraph.start - removed, [], 0
        while at < len(pilcrows) and pilcrows[at][0] < paragraph.start + len(paragraph.text):
            begin, end = pilcrows[at]
            pieces.append(paragraph.text[last : begin - paragraph.start])
            last = end - paragraph.start
            removed += end - begin
            at += 1
        text = "".join([*pieces, paragraph.text[last:]]) if pieces else paragraph.text
        yield paragraph._replace(start=start, text=text) if text is not paragraph.text or removed else paragraph


def split_body(text: str, start: int, end: int) -> tuple[list[Paragraph], list[OffsetProblem]]:
    """Return the paragraphs of the body of a cleaned text, and the numbers that claim to be marks but do not fit.

    `text[p.start : p.start + len(p.text)] == p.text` is true of each paragraph p.
    """
    marks, unfitting = paragraph_numbers.find_marks(text, start, end)
    drafts: list[_ParagraphDraft] = []
    pending: list[str] = []  # headings of the next paragraph
    beginnings = _beginnings(text, start, end, marks)
    for beginning, following in zip_longest(beginnings, beginnings[1:]):
        unnumbered = beginning.number is None
        heading = None
        if following is None:
            own = paragraph_headings.without_rules(text, beginning.text, end)
        else:
            own, heading = paragraph_headings.split_heading(text, beginning.text, following.start, opens=unnumbered)
        if unnumbered:
            _add_blocks(drafts, text, beginning.text, own, pending)
        else:
            at = beginning.text
            if text[at : at + 1].isspace():
                at = min(_end_of(_SPACE, text, at), own)
            drafts.append(_ParagraphDraft(beginning.number, beginning.portion, _pop_heading(pending), at, own))
        if heading:
            pending.append(heading)
    problems = [
        OffsetProblem("paragraph-out-of-sequence", mark.start, f"{mark.number} does not fit the sequence of paragraphs")
        for mark in unfitting
    ]
    return _paragraphs(drafts, text), problems


def split_afterword(text: str, start: int, end: int) -> list[Paragraph]:
    """Return what stands below a signature as paragraphs without numbers, split at its blank lines."""
    drafts: list[_ParagraphDraft] = []
    if start < end:
        end = paragraph_headings.without_rules(text, start, end)  # so that the last block is text, and no heading
        _add_blocks(drafts, text, start, end, [])
    return _paragraphs(drafts, text)


class _Unnumbered(NamedTuple):
    """The beginning of unnumbered text, with the attributes that it has in common with a mark."""

    start: int
    text: int
    number: None = None
    portion: None = None


def _beginnings(text: str, start: int, end: int, marks: list[Mark]) -> list[Mark | _Unnumbered]:
    """Return the body's own beginning, the marks, and between them what has a portion marking or a heading alone."""
    beginnings: list[Mark | _Unnumbered] = [_Unnumbered(start, start)]
    ruled = paragraph_headings.find_rules(text, start, end)
    alone = [match.end() - 1 for match in _MARK_ALONE.finditer(text, start, end)]
    if not ruled and not alone:
        return beginnings + marks
    for mark in marks:
        beginnings += _unnumbered(text, beginnings[-1].text, mark.start, ruled, alone)
        beginnings.append(mark)
    beginnings += _unnumbered(text, beginnings[-1].text, end, ruled, alone)
    return beginnings


def _unnumbered(text: str, start: int, end: int, ruled: list[tuple[int, int]], alone: list[int]) -> list[_Unnumbered]:
    """Return what begins without a number between `start` and `end`.

    `ruled` are the body's rules and `alone` its portion markings without a number, both in order.
    """
    here = ruled[bisect_left(ruled, (start, 0)) : bisect_left(ruled, (end, 0))]
    marked = alone[bisect_left(alone, start) : bisect_left(alone, end)]
    if not here and not marked:
        return []
    offsets = set(paragraph_headings.find_sections(text, start, end, here))
    for offset in marked:
        # The third item of a list (A), (B), (C) is no portion marking.
        item_before = f"({chr(ord(text[offset + 1]) - 1)})"
        if text[offset + 2] != ")" or item_before not in text[max(start, offset - _LIST_WINDOW) : offset]:
            offsets.add(offset)
    return [_Unnumbered(offset, offset) for offset in sorted(offsets)]


def _add_blocks(drafts: list[_ParagraphDraft], text: str, start: int, end: int, pending: list[str]) -> None:
    """Add unnumbered text, split at its blank lines, each block under the headings pending before it.

    A block that begins in lower case or as an item of a list goes on with the paragraph before it.
    """
    opened = False
    for at, until in _blocks(text, start, end):
        if opened and _GOES_ON.match(text, at, until):
            drafts[-1].end = until
            continue
        opened = until == end or not paragraph_headings.looks_like_heading(text[at:until].split("\n"))
        if opened:
            portion = _PORTION.match(text, at, until)
            begin = portion.end() if portion else at
            drafts.append(_ParagraphDraft(None, portion and portion[1], _pop_heading(pending), begin, until))
        else:
            pending.append(text[at:until])


def _pop_heading(pending: list[str]) -> str | None:
    if not pending:
        return None
    heading = "\n".join(pending)
    pending.clear()
    return (_PILCROW.sub("", heading) if "¶" in heading else heading) or None


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Begin and end of what stands between blank lines, rules at its edges taken off."""
    at = start
    for gap in chain(_BLANK_LINES.finditer(text, start, end), (None,)):
        until = paragraph_headings.without_rules(text, at, gap.start() if gap else end)
        if until > at:
            yield paragraph_headings.after_rules(text, at, until), until
        at = gap.end() if gap else end


def _paragraphs(drafts: list[_ParagraphDraft], text: str) -> list[Paragraph]:
    """Return the paragraphs, portion markings normalised; one for the entire text counts where there is no other."""
    marks = [portion_marks.normalise_marking(draft.mark) if draft.mark else (None, False) for draft in drafts]
    default = next((portion for portion, entire in marks if entire), None)
    return [
        Paragraph(draft.number, portion or default, draft.heading, text[draft.start : draft.end], draft.start)
        for draft, (portion, _) in zip(drafts, marks, strict=True)
        if draft.number is not None or draft.start < draft.end
    ]


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
