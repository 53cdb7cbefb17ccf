"""Columns of a SMART form: labels and values apart, as `pdftotext` without `-layout` gives the text of a PDF.

All labels stand one below the other, and all values below them. Which value is which label's is known by their order
and by forms that values of some labels have: values go on in further lines, and fields are empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cables.telegram.page_markings import CAPTIONS, MARKING
from cables.telegram.vocabulary import PRECEDENCES

FEWEST_LABELS, MOST_LABELS = 3, 40
MOST_LINES = 150
_PRECEDENCE = rf".*[ *](?:{'|'.join(PRECEDENCES)})\*?[;,]?"
_OFFICE = r"[A-Z][A-Z0-9/_&.-]{1,20}: ?[A-Z\[].*|\[.*"  # also with its name withheld: ZENDA:[    ] B6
_FORMS = {
    "mrn": re.compile(r"(?:\d\d|\d{4}) [A-Z][A-Z .'-]+ \d{1,7}"),
    "dtg": re.compile(r".{0,40}\d{6} ?Z ?[A-Z]{3} ?\d\d.*|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"),
    "from": re.compile(rf"(?!{_PRECEDENCE}$)(?:AM(?:EMBASSY|CONSUL|CONGEN)|SECSTATE|US[A-Z]{{2,12}}|WASHDC)\b.*"),
    "action": re.compile(_PRECEDENCE),
    "info": re.compile(_PRECEDENCE),
    "classification": re.compile(MARKING),
    "executive_order": re.compile(r"(?:E\.?O\.? ?)?1\d{4}\b.*"),
    "declassify": re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"),
    "reason": re.compile(r"1\.[4-7].*"),
    "tags": re.compile(r"(?:[A-Z]{2}|[A-Z]{4,5})(?:[,;]? (?:[A-Z]{2}|[A-Z]{4,5})|[,;])*"),
    "captions": re.compile(CAPTIONS),
    "references": re.compile(r"(?:\(?[A-Z][.):] ?)?(?:\d\d|\d{4}) ?[A-Z][A-Z .'-]+ \d{1,7}.*|\(?[A-Z][.):] .*"),
    "signature": re.compile(r"[A-Z][A-Z'.-]+(?: [A-Z][A-Z'.-]+){0,2}"),
    "dissemination_rule": re.compile(r"Archive Copy.*|.*\b(?:Rule|Copy|Distribution)\b.*"),
    **dict.fromkeys(("drafted_by", "cleared_by", "approved_by", "released_by"), re.compile(_OFFICE)),
}
# Labels whose values can have any words, and those whose values have several lines.
_FREE = frozenset({"pass_line", "subject", "classified_by", "derived_from", "declassify", "attachments", "from"})
_LISTS = frozenset({"action", "info", "references", "tags", "cleared_by", "attachments"})
_WRAPPED = _LISTS | {"subject", "pass_line", "captions", "classified_by"}
_FITS, _FREELY, _AGAIN, _EMPTY, _UNTITLED, _NEVER = 4, 0, -1, -2, -4, -20
_FEWEST_FITTING = 2  # labels but the last that have a value of their form


def fits(name: str, line: str) -> bool:
    """Return whether a line, its words with one blank between them, has the form of the values of a label."""
    form = _FORMS.get(name)
    return form is not None and form.fullmatch(line) is not None


def trailing_free(names: Sequence[str]) -> int:
    """Return how many labels at the end of a column have values of no form of their own, one at least."""
    count = 1
    while count < len(names) and names[-count] not in _FORMS and names[-count - 1] not in _FORMS:
        count += 1
    return count


def align(names: Sequence[str], lines: Sequence[str]) -> list[int] | None:
    """Return for each line below a column of labels the index of its label in `names`; None where it is no column.

    It is one only where several values have the form of their labels. Of all ways to divide the lines in order, it is
    the one in which most have it and fewest labels are empty. The time grows with the product of both lengths.
    """
    if not FEWEST_LABELS <= len(names) <= MOST_LABELS or not 0 < len(lines) <= MOST_LINES:
        return None
    # best[k]: the greatest sum for the lines so far if the last is the value of label k; `ways` leads back.
    empty = [_UNTITLED if name == "subject" else _EMPTY for name in names]
    best = [_first_score(names[k], lines[0]) + sum(empty[:k]) for k in range(len(names))]
    ways: list[list[int]] = []
    for line in lines[1:]:
        following, way = [], []
        reached, source = float("-inf"), 0  # of labels before k, with those between them empty
        for k, name in enumerate(names):
            again = best[k] + _again_score(name, line)
            further = reached + _first_score(name, line)
            following.append(max(again, further))
            way.append(k if again >= further else source)
            reached += empty[k]
            if best[k] > reached:
                reached, source = best[k], k
        best = following  # type: ignore[assignment]
        ways.append(way)
    last = max(range(len(names)), key=lambda k: best[k] + sum(empty[k + 1 :]))
    found = [last]
    for way in reversed(ways):
        found.append(way[found[-1]])
    found.reverse()
    fitting = {index for index, line in zip(found, lines, strict=True) if fits(names[index], line)}
    return found if len(fitting - {len(names) - 1}) >= _FEWEST_FITTING else None


def _first_score(name: str, line: str) -> int:
    if fits(name, line):
        return _FITS
    return _FREELY if name in _FREE or name not in _FORMS else _NEVER


def _again_score(name: str, line: str) -> int:
    """Return what it counts that a line is a further one of a value."""
    if name in _LISTS and fits(name, line):
        return _FITS
    return _AGAIN if name in _WRAPPED else _NEVER
