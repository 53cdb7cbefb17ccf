"""Keywords of the header (SUBJECT, TAGS, E.O., REF, Classified By), and what opens the body after them.

They come in any order, in the middle of lines, glued to the word before, and far down. So each is looked for by itself
in the text in capitals, first where a line begins, then within a line, and at last with a letter wrong.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from cables.telegram.classification import find_second_heading

KeywordMatch = re.Match[str]
Pattern = re.Pattern[str]

_ANYTHING = re.compile("")
_NOTHING = re.compile("(?!)")
_SUBJECT = re.compile(r"SUBJ(?:E?C?T?S?|ETC|ECCT)[ \t]{0,3}(?:[:;]|(?=[ \t\n]))")
_RE = re.compile(r"^[ \t]*RE[ \t]{0,2}[:;]", re.MULTILINE)
_FROM_TAGS = 400  # characters in which `RE:` stands instead of SUBJECT
_IS_TITLE = re.compile(r"(?![ \t]*(?:TO|OF|IS|ARE|WAS|WERE|HAS|MATTERS?)\b)")
_TAGS = re.compile(r"TAG(?:S|ES| S(?=:))?[ \t]{0,3}(?:[:;.,=]|(?=[ \t\n]))")
_TAGS_BARE = re.compile(r"\bTAGS?\b[ \t]{0,3}[:;.]?")
_ORDER = re.compile(
    r"E[. ]{0,2}[O0]M?[. :]{0,3}(?=1\d{4}(?!\d))|EXECUTIVE ORDER[ \t]{1,3}(?=1\d{4})"
    r"|E\.[O0]\.?[ \t]{0,3}:?(?=[ \t]{0,3}(?:N/A|DECL))"
)
_GOVERNS = re.compile(r"(?:1\d{4})?+(?![ \t]*(?:,|REASON|SECTION|1\.[2-8]))")
_FROM_STAMP = 2_000  # characters in which the heading stands below a stamp
_STAMPED = re.compile(r"1\d{4}[ \t.,;]*\n")  # the order's number alone, as whoever releases a telegram stamps it
_DECLASSIFY = re.compile(r"DECL[A-Z]{0,8}[ \t]{0,3}(?:ON)?[ \t]{0,3}:")
_REFERENCES = re.compile(
    r"REF(?:S|\(S\)|'S|/S|TELS?|TEL\(S\)|ERENCES?(?=:))?(?![A-Z])[ \t]{0,4}(?:[:;=][ \t]{0,2}|(?=[ \t(.-]))"
)
# Entries of a REF block whose keyword was lost or garbled: `(B) LIMA 215;`, `Q: A) LIMA 199; B) QUITO 12`.
_ENTRIES = re.compile(
    r"(?:(?:^|(?<=\n))[ \t]{0,8}|(?<=[ \t])[A-Z]{1,3}:[ \t]{0,3})"
    r"(?=(?:\([A-D]\)|[A-D][.)])[ \t]{1,3}(?:['’(]?\d\d(?:\d\d)?\)?[ \t]{1,2})?"
    r"[A-Z][A-Z.]{2,}(?:[ \t][A-Z][A-Z.]+){0,3}[ \t]{1,3}\d{2,7}[ \t]?(?:[;,.]|\n|\Z))"
)
_FROM_LAST_KEYWORD = 600  # characters in which such entries are looked for
_CLASSIFIED = re.compile(r"CLAS[A-Z.]{0,8}[ \t\n]{1,4}BY(?![A-Z])(?:[ \t]{0,3}:)?")
_DERIVED = re.compile(r"DERIVED[ \t]{1,3}FROM(?![A-Z])(?:[ \t]{0,3}:)?")
_PARAGRAPH = re.compile(
    r"\n[ \t]*(?:\([A-Z/]{1,8}\)[ \t]*)?(?:¶[ \t]*)?\d{1,2}(?:[ \t]?[.)](?!\d)|[ \t]{1,4}\([A-Z/]{1,8}\))"
    r"(?![ \t]{0,3}(?:\(?'?\d{2,4}\)?[ \t])?[A-Z][A-Z .]{2,24}\d{2,6}[ \t;,]*(?:\n|\Z))"
)
_GLUED_PARAGRAPH = re.compile(r"1\.[ \t]{0,3}\((?:U|SBU|C|S|TS|LOU)(?:/{1,2}[A-Z]{2,6})?\)")
_CITING = re.compile(r"[^\n]*\d|[ \t]{0,3}\(?[A-Z][ \t]?[.):)]")
_COLON = re.compile(r"^[ \t]*([A-Z]{3,9}|[A-Z]{1,8} [A-Z]{1,8})[ \t]{0,3}[:;]", re.MULTILINE)
_NEARLY = 0.75
_IN_BODY = re.compile(r"\W*(?:\d{1,2}\W*)?(?:\([A-Z/]{1,8}\)\W*)?(?:[A-Z]{6,12}[ -]{1,3}ENTIRE TEXT\W*)?\Z")
_GIVES_REASON = re.compile(r".{0,240}?(?:\bREASON|1\.[2-8]|E\.O\.)", re.DOTALL)
_REASON = re.compile(r"REA\s?SONS?|1[.,] ?[2-7]|E\.O\.")

_HANDLING = (
    r"SENSITIVE[ ,]{1,2}BUT[ ,]{1,2}UNCL|NOT FOR INTERNET|(?:THIS|THE FOLLOWING) (?:CABLE|MESSAGE|TELEGRAM|IS)\b|"
    r"ENTIRE TEXT|PLEASE (?:PROTECT|HANDLE)|COUNTRY TEAM[. ]|\((?:SBU|U|LOU)\)[ \t]*(?![A-Z0-9 ]{1,24}\d)"
)
_SECTION_HEADING = r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|COMMENT)(?: (?:AND|&) [A-Z ]{4,20})?[ \t]*(?:[:.\n-]|\Z)"
# What opens a body without being numbered: rules, portion markings, remarks on handling, a summary's heading. A header
# field that no keyword ends, ends where a line begins in one of these ways.
OPENING_LINE = re.compile(
    rf"[ \t]*(?:[-=*_]{{4,}}|¶|{_HANDLING}|{_SECTION_HEADING}|"
    r"\((?:C|S|TS)(?:/{1,2}[A-Z]+)?\)[ \t]*[^\n]{40}|\d{1,2}[.)][ \t]*\("
    r"|PARTICIPANTS?[ \t]*:|ACTION REQUEST|C O R R E C T E D|(?:NOFORN|SIPDIS|SENSITIVE)[ \t]*(?:\n|\Z))"
)
"""Matches at the beginning of a line, of the text in capitals, that belongs to no header field."""

OPENING_WITHIN = re.compile(rf"{_HANDLING}|[-=*_]{{4,}}|{_SECTION_HEADING}")
"""Finds, within a line in capitals, where a remark on handling or a summary is run on after a field."""


def find_header_keywords(text: str, upper: str) -> tuple[dict[str, KeywordMatch], int]:
    """Return the keywords `subject`, `tags` and `executive_order` of a text, and where its first paragraph begins.

    A keyword after that paragraph is one of the text, but for a SUBJECT in capitals where a line begins. Where a
    database's index stands above or within the heading, or the header stands twice (7 cables), the last header counts.
    """
    found, first = _header_keywords(text, upper, 0)
    top = min(found.values(), key=lambda key: key.start(), default=None)
    if top is None or upper.find(top[0][:3], top.end(), first) < 0:
        return found, first
    heading = find_second_heading(upper, top.end(), first)
    again, first_again = _header_keywords(text, upper, heading.end) if heading else ({}, first)
    return (again, first_again) if found.keys() <= again.keys() else (found, first)


def _header_keywords(text: str, upper: str, start: int) -> tuple[dict[str, KeywordMatch], int]:
    """Return the keywords from `start` on, and where the first paragraph below them begins."""
    size = len(upper)
    tags_key = _keyword(_TAGS, upper, start, size)
    order_key = _keyword(_ORDER, upper, start, size, _GOVERNS, _GOVERNS)
    if order_key and _is_stamp(upper, order_key):
        order_key = _keyword(_ORDER, upper, order_key.end(), size, _GOVERNS, _GOVERNS)
    if order_key and not _begins_line(upper, order_key.start()) and order_key.start() > first_paragraph(upper, start):
        order_key = None
    subject_key = _keyword(_SUBJECT, upper, start, size, _IS_TITLE)
    first = first_paragraph(upper, min((key.end() for key in (tags_key, order_key) if key), default=start))
    if subject_key and subject_key.start() > first and not _is_late_field(text, subject_key):
        subject_key = None
    if subject_key:
        first = first_paragraph(upper, subject_key.end())
    else:
        above = tags_key or order_key
        subject_key = _misspelt("SUBJECT", upper, above, first)
        if subject_key is None and above:
            subject_key = _RE.search(upper, above.end(), min(first, above.end() + _FROM_TAGS))
    if tags_key and tags_key.start() > first:
        tags_key = None
    if order_key and order_key.start() > first:
        order_key = None
    order_key = order_key or _DECLASSIFY.search(upper, start, first)
    if tags_key is None and order_key:
        line_end = upper.find("\n", order_key.end())
        tags_key = _TAGS_BARE.search(upper, order_key.end(), first if line_end < 0 else min(first, line_end))
        tags_key = tags_key or _misspelt("TAGS", upper, order_key, first)
    found = {"executive_order": order_key, "tags": tags_key, "subject": subject_key}
    return {name: key for name, key in found.items() if key}, first


def find_references_keyword(upper: str, start: int, end: int, after: int | None = None) -> KeywordMatch | None:
    """Return the REF keyword between `start` and `end`; without one, what stands before the entries of a REF block.

    Such entries are looked for `after` the last keyword of the header, if it has any.
    """
    found = _keyword(_REFERENCES, upper, start, end, _CITING)
    if found or after is None:
        return found
    return _ENTRIES.search(upper, after, min(end, after + _FROM_LAST_KEYWORD))


def find_classified_by_keyword(text: str, upper: str, start: int, first: int) -> KeywordMatch | None:
    """Return the keyword of the classifier's statement, in the header before `first` or opening a later paragraph."""
    return (
        _keyword(_CLASSIFIED, upper, start, first, within=_GIVES_REASON)
        or _classified_in_body(text, upper, first)
        or _keyword(_DERIVED, upper, start, first)
    )


def first_paragraph(upper: str, start: int) -> int:
    """Return where the first numbered paragraph after `start` begins: at a line's beginning, or glued to a field."""
    found = _PARAGRAPH.search(upper, start)
    if start == 0 and _PARAGRAPH.match("\n" + upper[:80]):
        return 0
    first = found.start() + 1 if found else len(upper)
    glued = _GLUED_PARAGRAPH.search(upper, start, min(first, start + 3000))
    while glued and (glued.start() == 0 or not upper[glued.start() - 1].isspace()):
        glued = _GLUED_PARAGRAPH.search(upper, glued.end(), min(first, start + 3000))
    return glued.start() if glued else first


def _keyword(
    pattern: Pattern, upper: str, start: int, end: int, bare: Pattern = _ANYTHING, within: Pattern = _NOTHING
) -> KeywordMatch | None:
    """Return the keyword's first match that begins a line, else its first within a line.

    Where it has no colon, what follows must match `bare`, and within a line `within`.
    """
    first = None
    for found in pattern.finditer(upper, start, end):
        colon = found[0].rstrip()[-1] in ":;="
        if _begins_line(upper, found.start()):
            if colon or bare.match(upper, found.end()):
                return found
        elif first is None and (colon or within.match(upper, found.end())):
            first = found
    return first


def _begins_line(upper: str, position: int) -> bool:
    floor = max(0, position - 12)
    line = upper.rfind("\n", floor, position) + 1
    return (line > 0 or floor == 0) and not upper[max(line, floor) : position].strip(" \t¶-*>_.")


def _is_stamp(upper: str, key: KeywordMatch) -> bool:
    """Return whether an order is a stamp: its number alone stands on a line above the heading."""
    if not _STAMPED.match(upper, key.end()) or not _begins_line(upper, key.start()):
        return False
    return upper.find("\nFM ", 0, key.start()) < 0 <= upper.find("\nFM ", key.end(), key.end() + _FROM_STAMP)


def _is_late_field(text: str, key: KeywordMatch) -> bool:
    """Return whether a keyword after the first paragraph is a field: in capitals, with a colon, beginning a line."""
    capitals = text[key.start() : key.start() + 4].isupper()
    return capitals and key[0].rstrip()[-1] == ":" and _begins_line(key.string, key.start())


def _misspelt(keyword: str, upper: str, after: KeywordMatch | None, end: int) -> KeywordMatch | None:
    """Return a word with a colon that begins a line and is nearly `keyword`, below the field `after`."""
    start = after.end() if after else 0
    for found in _COLON.finditer(upper, start, min(end, start + 1500)):
        if SequenceMatcher(None, found[1].replace(" ", ""), keyword).ratio() >= _NEARLY:
            return found
    return None


def _classified_in_body(text: str, upper: str, first: int) -> KeywordMatch | None:
    """Return the statement that opens a paragraph (`1. (U) Classified by ...`) and gives its reasons."""
    for found in _CLASSIFIED.finditer(upper, first):
        line = upper.rfind("\n", max(0, found.start() - 80), found.start()) + 1
        opens = (line or found.start() < 80) and _IN_BODY.match(upper[line : found.start()])
        if opens and text[found.start()].isupper() and _REASON.search(upper, found.end(), found.end() + 250):
            return found
    return None
