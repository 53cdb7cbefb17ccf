"""Numbered marks of paragraphs: the numbers at the beginning of a line that count, and those that are text.

One mark has many spellings: `¶2. (C)`, `2.(C)`, `2. text`, `2 (C)`, `2) text`, `(C) 2.`, and within a line where line
ends were lost: `... he said. 2. (C)`. A list in a paragraph is numbered the same way, and a pilcrow also stands
before years and resolutions (`¶2003. Despite`, 54 cables): a number counts where it fits the sequence, and of two
that fit the one that looks more like a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from cables.telegram import portion_marks

HIGHEST = 250  # the longest directives have some hundred paragraphs

# What a mark is worth as evidence, and what a step from the number before costs or earns.
_PORTION, _PILCROW, _STOP, _BLANK_LINE = 4, 1, 1, 1
_STEPS = ((1, 2), (0, -4), (2, -1), (3, -2))
_FIRST, _LATER, _RESTART = 3, -2, -8
_PLAIN = _PORTION + _STOP + _BLANK_LINE


class Mark(NamedTuple):
    """A number that may be a paragraph's, from `start` to where the paragraph's `text` begins."""

    start: int
    text: int
    number: int
    portion: str | None
    stop: bool
    pilcrow: bool = False
    bracket: bool = False  # `2)` with nothing else about it
    within: bool = False  # a line, not at its beginning


_P = rf"(?i:{portion_marks.MARK})"
_BEGINNING = (
    rf"[ \t]*+(?=[(¶\d])(?:\(({_P})\)[ \t]*)?(¶[ \t]*)?(\d{{1,6}})(?!\d)([ \t]?[.)](?!\d))?"
    rf"(?:[ \t.,:-]{{0,6}}(?:[(\[]?({_P})[)\]]{portion_marks.STOP_ALONE}|((?i:{portion_marks.FOR_ENTIRE_TEXT}))[).]?))?"
    r"[ \t]*"
)
_FIRST_LINE = re.compile(_BEGINNING)
_LINE = re.compile("\n" + _BEGINNING)  # it begins with a literal, which makes the search fast
_WITHIN = re.compile(rf"\.[ \t]?\(({_P})\)[ \t]*")
_NUMBER_BEFORE = re.compile(r"[^\s\d][ \t]{1,4}(¶?[ \t]?(\d{1,3}))\Z")


def find_marks(text: str, start: int, end: int) -> tuple[list[Mark], list[Mark]]:
    """Return the marks between `start` and `end` that number a paragraph, and those that do not fit the sequence.

    Of the latter, some are among the former.
    """
    marks = sorted([*_at_line_starts(text, start, end), *_within_lines(text, start, end)])
    if not all(mark.bracket for mark in marks):
        marks = [mark for mark in marks if not mark.bracket]
    if len(marks) <= HIGHEST and all(mark.number == place for place, mark in enumerate(marks, 1)):
        return marks, []  # as most cables have them: nothing to choose between
    fitting = _fitting(marks, [_worth(text, start, mark) for mark in marks])
    fitting = list(_with_lost(text, fitting))
    chosen = set(fitting)
    plain = [mark for mark in marks if mark not in chosen and _is_plain(text, start, mark)]
    unfitting = []
    before: Mark | None = None
    for mark in marks:
        if mark in chosen:
            before = None
            continue
        # Of a list only the first number is worth a word.
        if (mark.portion or mark.pilcrow) and not (before and mark.number == before.number + 1):
            unfitting.append(mark)
        before = mark
    return sorted([*fitting, *plain]) if plain else fitting, unfitting


def _is_plain(text: str, start: int, mark: Mark) -> bool:
    """Return whether a mark numbers a paragraph though it repeats, jumps or goes back (16 cables of 1,295).

    It has a portion marking and stands after a blank line.
    """
    return bool(mark.portion) and mark.number <= HIGHEST and _worth(text, start, mark) >= _PLAIN


def _at_line_starts(text: str, start: int, end: int) -> Iterator[Mark]:
    first = _FIRST_LINE.match(text, start, end)
    for match in chain((first,) if first else (), _LINE.finditer(text, start, end)):
        before, pilcrow, number, stop, after, entire = match.groups()
        portion = before or after or entire
        if not stop and not portion and not pilcrow:
            continue
        begin = match.start() if match is first else match.start() + 1
        bracket = bool(stop and stop[-1] == ")" and not portion and not pilcrow)
        yield Mark(begin, match.end(), int(number), portion, bool(stop), bool(pilcrow), bracket)


def _within_lines(text: str, start: int, end: int) -> Iterator[Mark]:
    for match in _WITHIN.finditer(text, start, end):
        stop = match.start()
        if "\n" in text[stop - 3 : stop]:
            continue  # the mark of a line's beginning
        if number := _NUMBER_BEFORE.search(text, max(start, stop - 10), stop):
            yield Mark(number.start(1), match.end(), int(number[2]), match[1], stop=True, within=True)


def _worth(text: str, start: int, mark: Mark) -> int:
    """Return the weight as evidence of a mark of the body from `start` on, also by what stands before its line."""
    worth = (_PORTION if mark.portion else 0) + (_PILCROW if mark.pilcrow else 0) + (_STOP if mark.stop else 0)
    if not mark.within:
        before = text[max(start, mark.start - 40) : mark.start]
        after_blank = before[:-1].rstrip(" \t")[-1:] in ("", "\n")
        worth += _BLANK_LINE if after_blank or before.rstrip(" \t\n")[-1:] in "-=" else 0
    return worth


def _fitting(marks: list[Mark], worths: list[int]) -> list[Mark]:
    """Return the best sequence through the marks: each step is worth its mark and what the step earns.

    Numbers go up by one; a number that repeats, or up to two that are missing, are accepted where the mark is
    plain; starting over at 1 (a second cable in the text) where plain marks follow.
    """
    best: dict[int, tuple[int, int]] = {}  # by last number: worth of the sequence, index of its last mark
    top = (0, -1)
    before = [-1] * len(marks)
    listed = _listed(marks)
    for position, (mark, own) in enumerate(zip(marks, worths, strict=True)):
        number = mark.number
        if number > HIGHEST or position in listed:
            continue
        worth, origin = (_FIRST if number == 1 else _LATER if number > 3 else 0), -1
        for step, earned in _STEPS:
            known = best.get(number - step)
            if known and known[0] + earned > worth:
                worth, origin = known[0] + earned, known[1]
        if number <= 2 and mark.portion and top[0] + _RESTART > worth:
            worth, origin = top[0] + _RESTART, top[1]
        worth += own
        before[position] = origin
        if worth > 0 and (number not in best or worth > best[number][0]):
            best[number] = (worth, position)
            if worth > top[0]:
                top = (worth, position)
    fitting = []
    position = top[1]
    while position >= 0:
        fitting.append(marks[position])
        position = before[position]
    fitting.reverse()
    return fitting


def _with_lost(text: str, fitting: list[Mark]) -> Iterator[Mark]:
    """Yield the marks, and where one number is missing, one that opens a sentence within a line, if there is such."""
    before: Mark | None = None
    for mark in fitting:
        if before and mark.number == before.number + 2:
            lost = re.compile(rf"[.!?\"”')] {{1,3}}(¶?{before.number + 1}\. {{1,3}})(?=[A-Z\"“])")
            if found := lost.search(text, before.text, mark.start):
                yield Mark(found.start(1), found.end(1), before.number + 1, None, stop=True)
        yield mark
        before = mark


def _listed(marks: list[Mark]) -> set[int]:
    """Return the indexes of marks that number a list: among portion markings, 1 2 3 without any after the first."""
    if sum(1 for mark in marks if mark.portion) < 2:
        return set()
    listed: set[int] = set()
    portion_seen = False
    for position, mark in enumerate(marks):
        if mark.portion:
            portion_seen = True
        elif portion_seen and (
            mark.number == 1 or (position - 1 in listed and mark.number == marks[position - 1].number + 1)
        ):
            listed.add(position)
    return listed
