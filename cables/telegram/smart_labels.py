"""Labels of the fields of SMART telegrams, and where the form of one opens; `cables.telegram.smart` parses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cables.telegram.posts import despaced

# The labels, in capitals, by the name of their field; the first of a name is the form's own, others are older ones or
# what people write.
_NAMES = {
    "mrn": ("MRN", "MESSAGE REFERENCE NUMBER"),
    "dtg": ("DATE/DTG", "DATE / DTG", "DTG", "DATE"),
    "from": ("FROM",),
    "action": ("ACTION", "ACTION ADDRESSEES", "TO"),
    "info": ("INFO", "INFO ADDRESSEES"),
    "classification": ("CLASSIFICATION",),
    "executive_order": ("E.O.", "E.O", "EO", "EXECUTIVE ORDER"),
    "declassify": ("DECLASS DATE", "DECLASSIFY ON", "DECLASSIFICATION DATE", "DECLASS ON", "DECL DATE", "DECL"),
    "classified_by": ("CLASSIFIED BY",),
    "reason": ("REASON", "REASONS"),
    "derived_from": ("DERIVED FROM",),
    "tags": ("TAGS",),
    "captions": ("CAPTIONS", "CAPTION"),
    "references": ("REFERENCE", "REFERENCES", "REFERENCE(S)", "REF", "REFS"),
    "pass_line": ("PASS LINE", "PASS LINES", "PASSLINE"),
    "subject": ("SUBJECT", "SUBJ"),
    "signature": ("SIGNATURE",),
    "drafted_by": ("DRAFTED BY", "DRAFTER"),
    "cleared_by": ("CLEARED BY", "CLEARANCES"),
    "approved_by": ("APPROVED BY",),
    "released_by": ("RELEASED BY",),
    "attachments": ("ATTACHMENTS", "ATTACHMENT", "ATTACHMENT(S)"),
    "dissemination_rule": ("DISSEMINATION RULE", "DISSEMINATION RULES"),
}
LABELS = {label: name for name, labels in _NAMES.items() for label in labels}
HEADER = frozenset(
    {
        *("mrn", "dtg", "from", "action", "classification", "executive_order", "declassify", "classified_by", "reason"),
        *("derived_from", "tags", "captions", "references", "pass_line", "subject"),
    }
)
"""Fields that stand above the text alone."""
BELOW = frozenset(
    {"signature", "drafted_by", "cleared_by", "approved_by", "released_by", "attachments", "dissemination_rule"}
)
"""Fields that stand below the text."""


class FormNumber(NamedTuple):
    """The number of a cable with which a form opens: offsets of its line, and year in two digits, post and serial."""

    start: int
    end: int
    year: int
    post: str
    serial: int


class FieldLabel(NamedTuple):
    """A label at the beginning of a line: the name of its field, where it begins, and where its value does."""

    name: str
    start: int
    end: int


_KNOWN = "|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True))
# The order's number can stand between its label and the colon: `E.O. 13526: DECL: 2023/03/05`.
_LABEL = re.compile(
    rf"^[ \t]{{0,60}}(?:({_KNOWN})[ \t]{{0,30}}:|(E\.?O\.?)[ \t]{{1,8}}(?=1\d{{4}}[ \t]{{0,3}}(?::|DECL)))",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
# Any other label of the form: its value stands apart from it, or on the next line.
_OTHER_LABEL = re.compile(r"^[ \t]{0,60}([A-Z][A-Za-z/&.' -]{1,30}?)[ \t]{0,30}:(?=[ ]{2}|[ ]?\t|[ ]?$)", re.MULTILINE)
_MRN_LABEL = re.compile(r"^[ \t]{0,60}MRN[ \t]{0,30}:", re.MULTILINE | re.IGNORECASE | re.ASCII)
_CABLE = r"(\d\d|\d{4})[ \t-]{0,3}([A-Z][A-Z .'-]{1,40}?)[ \t-]{0,3}(\d{1,7})"
_OPENS = re.compile(
    rf"^[ \t]{{0,60}}(?:MRN[ \t]{{0,30}}:\s{{0,200}}{_CABLE}\b"
    r"|(?:DATE/DTG|DATE / DTG)[ \t]{0,30}:\s{0,200}[A-Z]{0,9}[ ,.]{0,3}\d)",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
_NUMBER = re.compile(rf"\s{{0,200}}{_CABLE}\b", re.IGNORECASE | re.ASCII)
_VALUE = re.compile(rf"^[ \t]{{0,60}}{_CABLE}[ \t]*$", re.MULTILINE | re.ASCII)
_COLUMN_LABEL = re.compile(r"^[ \t]{0,60}(?:MRN|DATE/DTG)[ \t]{0,30}:[ \t]*$", re.MULTILINE | re.IGNORECASE | re.ASCII)
_NUMBER_OR_TIME = re.compile(rf"{_VALUE.pattern}|\b\d{{6}} ?Z [A-Z]{{3}} \d\d[ \t]*$", re.MULTILINE | re.ASCII)
_CLASSICAL = re.compile(r"^[ \t]{0,40}(?:FM [A-Z]|V?ZCZC|\d{1,2}\.[ \t]+\()", re.MULTILINE | re.IGNORECASE | re.ASCII)
# What the heading of another layout has, where a number and dates of a database stand above it.
_OTHER_HEADING = re.compile(
    r"^[ \t]{0,40}(?:FM [A-Z]|V?ZCZC|[ZOPR]{1,2}(?: [ZOPR]{1,2})? \d{6}Z [A-Z]{3} \d\d"
    r"|(?:UNCLAS|U N C L A S|CONFIDENTIAL|C O N F I|SECRET|S E C R E T|LIMITED OFFICIAL)(?![^\n]{0,90}\bPAGE\b)"
    r"[^\n]{1,60} \d{2,7}[ \t]*$)",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
_SIGNS = [re.compile(sign) for sign in ("MRN", "DTG")]  # found sooner than by `in`
_WITHIN = 20_000  # characters from the beginning of a text in which a form opens
_ABOVE, _BELOW = 2_000, 12_000  # characters in which the other labels are looked for: lists of addressees are long
_LONGEST_BESIDE = 400  # characters of the value of a label above the number
_BELOW_NUMBER, _MOST_BELOW = 1_500, 6  # characters and labels below a number in which the others of its form stand
_FEWEST = 2  # other labels of the header that make a form of it
_NOT_WORDS = re.compile(r"[^a-z]+")


def _name(label: re.Match[str]) -> str:
    return LABELS[(label[1] or label[2]).upper()]


def find_labels(text: str, start: int, end: int, *, others: bool = False) -> Iterator[FieldLabel]:
    """Yield the labels between two offsets; with `others`, any label of that form, its field named by its words."""
    found = [FieldLabel(_name(each), each.start(), each.end()) for each in _LABEL.finditer(text, start, end)]
    if others:
        known = {label.start for label in found}
        found += [
            FieldLabel(_NOT_WORDS.sub("_", each[1].lower()).strip("_"), each.start(), each.end())
            for each in _OTHER_LABEL.finditer(text, start, end)
            if each.start() not in known
        ]
        found.sort(key=lambda label: label.start)
    yield from found


def find_opening(text: str) -> int | None:
    """Return the offset of the first label of a SMART telegram's form; None where the text has none.

    It has a number or a date-time group, two other labels of the header beside it, and neither a heading of another
    layout nor a paragraph above it or among its fields.
    """
    if not any(sign.search(text, 0, _WITHIN) for sign in _SIGNS):
        return None
    opens = _OPENS.search(text, 0, _WITHIN) or _find_column(text)
    if opens is None or _CLASSICAL.search(text, 0, opens.start()):
        return None
    labels = list(find_labels(text, max(0, opens.start() - _ABOVE), min(len(text), opens.end() + _BELOW), others=True))
    at = next(index for index, label in enumerate(labels) if label.start >= opens.start())
    first = at
    while first and _is_beside(text, labels[first - 1], labels[first].start):
        first -= 1
    names = {label.name for label in labels[first:] if label.name in HEADER} - {labels[at].name}
    title = next((label.start for label in labels[at:] if label.name == "subject"), opens.end() + _BELOW_NUMBER)
    if len(names) < _FEWEST or _OTHER_HEADING.search(text, opens.end(), title):
        return None
    return labels[first].start


def _find_column(text: str) -> re.Match[str] | None:
    """Return the first label of a form whose labels stand one below the other, its number among the values below."""
    first = _COLUMN_LABEL.search(text, 0, _WITHIN)
    return first if first and _number_of_column(text, first.end(), _NUMBER_OR_TIME) else None


def _number_of_column(text: str, start: int, value: re.Pattern[str] | None = None) -> re.Match[str] | None:
    """Return the number of a cable below the labels that stand one below the other from `start` on, or None."""
    at, count = start, 0
    for label in find_labels(text, at, at + _BELOW_NUMBER, others=True):
        if text[at : label.start].strip():
            break
        at, count = label.end, count + 1
    return (value or _VALUE).search(text, at, at + _BELOW_NUMBER) if count >= _FEWEST else None


def find_last_below(text: str, start: int, end: int) -> int | None:
    """Return the end of the last label between two offsets of a field that stands below the text, or None."""
    found = [label.end for label in find_labels(text, start, end) if label.name in BELOW]
    return found[-1] if found else None


def find_numbers(text: str, start: int = 0) -> Iterator[FormNumber]:
    """Yield the numbers of cables with which forms open from an offset on, in or below their label."""
    for label in _MRN_LABEL.finditer(text, start):
        found = _NUMBER.match(text, label.end())
        names: set[str] = set()
        for other in islice(_LABEL.finditer(text, label.end(), label.end() + _BELOW_NUMBER), _MOST_BELOW):
            name = _name(other)
            if name == "mrn":
                break
            names.add(name)
        if len(names & HEADER) >= _FEWEST and (found := found or _number_of_column(text, label.end())):
            yield FormNumber(label.start(), label.end(), int(found[1]) % 100, despaced(found[2]), int(found[3]))


def _is_beside(text: str, label: FieldLabel, following: int) -> bool:
    """Return whether a label can be one of the header, and nothing but its value stands before the next one."""
    value = text[label.end : following].strip()
    return label.name not in BELOW and len(value) < _LONGEST_BESIDE and "\n\n" not in value
