"""Division of a text that has several telegrams, one below the other.

A further telegram begins at a heading with another number (`cables.telegram.further_headings`). The form of a further
SMART telegram is certain below the last page of the one before, or below the fields that follow its text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cables.telegram.clean import capitals
from cables.telegram.further_headings import CONTEXT, LINES_BACK, LONGEST_LINE, QUOTES, further_headings
from cables.telegram.page_markings import CAPTIONS, FOLIO, MARKING
from cables.telegram.smart_labels import BELOW, LABELS, find_last_below, find_numbers, find_opening


class Division(NamedTuple):
    """Offsets at which the telegrams of a text begin, the first 0, and that of a heading of which it is not certain."""

    starts: tuple[int, ...]
    doubtful: int | None = None


_FOLIO = re.compile(FOLIO)
_PAGE = re.compile(r"(\d{1,3}) of (\d{1,3})", re.IGNORECASE)
_MARKED = re.compile(rf"{MARKING}|{CAPTIONS}")
_LEVEL = re.compile(MARKING)
_OTHER = re.compile(r"([A-Z][A-Za-z/&.' -]{1,30}): \S.{0,80}")  # another field of a form, above its number
_NUMBERED = re.compile(r"\n[ \t]*\d{1,2}[.)][ \t]")


def divide(text: str) -> Division:
    """Return where the telegrams of a text begin; of a text with one heading or none that is where it begins."""
    if find_opening(text) is not None:
        return _divide_forms(text)
    starts = [0]
    for heading, start in further_headings(capitals(text)):
        if start is not None:
            starts.append(start)
        elif not heading.is_bare:
            return Division((0,), heading.start)
    return Division(tuple(starts))


def _divide_forms(text: str) -> Division:
    """Return where the SMART telegrams of a text begin."""
    starts = [0]
    before = None
    for form in find_numbers(text):
        if before and (form.year, form.post, form.serial) != (before.year, before.post, before.serial):
            top, is_last_page = _top(text, form.start, before.end)
            if is_last_page or _is_below_form(text, before.end, top):
                starts.append(top)
            elif QUOTES.search(capitals(text[max(before.end, form.start - CONTEXT) : form.start])):
                before = before._replace(end=form.end)
                continue
            else:
                return Division((0,), form.start)
        before = form
    return Division(tuple(starts))


def _top(text: str, number: int, floor: int) -> tuple[int, bool]:
    """Return where the first page begins of the form that has its number at an offset: at its marking, if it has one.

    And whether the last page of another telegram ends there.
    """
    top = at = number
    marked = False
    for _ in range(LINES_BACK):
        if at <= floor:
            break
        start = text.rfind("\n", floor, at - 1) + 1 or floor
        words = " ".join(text[start : min(at, start + LONGEST_LINE)].split())
        page = _PAGE.search(words) if _FOLIO.fullmatch(words) else None
        if page and page[1] == page[2]:
            return top, True
        label = _OTHER.fullmatch(words) if top == at else None
        is_level = _LEVEL.match(words) is not None
        if label is None and words and not (page or is_level or _MARKED.fullmatch(words)):
            break
        if label and LABELS.get(label[1].upper()) in BELOW:
            break
        if label or ((is_level or page) and not marked):
            top, marked = start, label is None
        at = start
    return top, False


def _is_below_form(text: str, start: int, end: int) -> bool:
    """Return whether the fields that stand below a text do so between two offsets, with no paragraph below them."""
    below = find_last_below(text, start, end)
    return below is not None and _NUMBERED.search(text, below, end) is None
