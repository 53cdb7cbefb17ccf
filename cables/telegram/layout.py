"""Where the parts of a cleaned text stand: heading, classification line, caption block, keyword fields, body.

The keywords (E.O., TAGS, SUBJECT, REF, Classified By) come in any order, in the middle of lines, glued to the
word before, and far down; a blank line alone ends nothing. So each is looked for by itself, first where a line
begins, and a field ends at the next keyword, the classification line, the first paragraph or where its own
module says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from cables.telegram import caption, classification, classifier, executive_order, heading, openings, subject, tags
from cables.telegram.classification import ClassificationLine

Key = re.Match[str]
Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A keyword field of the cleaned text: where its keyword begins, and where its content begins and ends."""

    keyword: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Offsets into the cleaned text; `upper` is that text in capitals, offset for offset.

    The heading is what stands before `heading_end`, the caption block what stands in `captions`.
    """

    upper: str
    heading_end: int
    classification: ClassificationLine | None
    captions: tuple[int, int]
    executive_order: Field | None
    tags: Field | None
    subject: Field | None
    references: Field | None
    classified_by: Field | None
    body: int


_ANYTHING = re.compile("")
_NOTHING = re.compile("(?!)")
_SUBJECT = re.compile(r"SUBJ(?:E?C?T?S?|ETC|ECCT)[ \t]{0,3}(?:[:;]|(?=[ \t\n]))")
_IS_TITLE = re.compile(r"(?![ \t]*(?:TO|OF|IS|ARE|WAS|WERE|HAS|MATTERS?)\b)")
_TAGS = re.compile(r"TAG(?:S|ES)?[ \t]{0,3}(?:[:;.]|(?=[ \t\n]))")
_TAGS_BARE = re.compile(r"\bTAGS?\b[ \t]{0,3}[:;.]?")
_ORDER = re.compile(
    r"E[. ]{0,2}[O0][. :]{0,3}(?=1\d{4}(?!\d))|EXECUTIVE ORDER[ \t]{1,3}(?=1\d{4})"
    r"|E\.[O0]\.?[ \t]{0,3}:?(?=[ \t]{0,3}(?:N/A|DECL))"
)
_GOVERNS = re.compile(r"(?:1\d{4})?+(?![ \t]*(?:,|REASON|SECTION|1\.[2-8]))")
_DECLASSIFY = re.compile(r"DECL[A-Z]{0,8}[ \t]{0,3}(?:ON)?[ \t]{0,3}:")
_REFERENCES = re.compile(
    r"REF(?:S|\(S\)|'S|/S|TELS?|TEL\(S\)|ERENCES?(?=:))?(?![A-Z])[ \t]{0,4}(?:[:;=][ \t]{0,2}|(?=[ \t(.-]))"
)
_CLASSIFIED = re.compile(r"CLAS[A-Z.]{0,8}[ \t\n]{1,4}BY(?![A-Z])(?:[ \t]{0,3}:)?")
_DERIVED = re.compile(r"DERIVED[ \t]{1,3}FROM(?![A-Z])(?:[ \t]{0,3}:)?")
_PARAGRAPH = re.compile(
    r"\n[ \t]*(?:\([A-Z/]{1,8}\)[ \t]*)?¶?[ \t]*\d{1,2}(?:[ \t]?[.)](?!\d)|[ \t]{1,4}\([A-Z/]{1,8}\))"
    r"(?![ \t]{0,3}(?:\(?'?\d{2,4}\)?[ \t])?[A-Z][A-Z .]{2,24}\d{2,6}[ \t;,]*(?:\n|\Z))"
)
_GLUED_PARAGRAPH = re.compile(r"1\.[ \t]{0,3}\((?:U|SBU|C|S|TS|LOU)(?:/{1,2}[A-Z]{2,6})?\)")
_LABEL = re.compile(r"-?[ \t]*(?:¶[ \t]*)?(?:\(?([A-Z])[ \t]?[.):]|REF[ (]|\d{1,2}[.)][ \t])")
_CITING = re.compile(r"[^\n]*\d|[ \t]{0,3}\(?[A-Z][ \t]?[.):)]")
_COLON = re.compile(r"^[ \t]*([A-Z]{3,9})[ \t]{0,3}[:;]", re.MULTILINE)
_NEARLY = 0.75
_WINDOW = 200  # of what stands before and after blank lines, what is looked at
_LEVEL_LINE = re.compile(r"\n[ \t]*[CELNOSTU]")  # what a level begins with, its first letter lost or not
_LEVEL = re.compile(r"(?:UNCLAS|CONFIDENTIAL|SECRET|C O N F I|S E C R E|U N C L A)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_IN_BODY = re.compile(r"\W*(?:\d{1,2}\W*)?(?:\([A-Z/]{1,8}\)\W*)?(?:[A-Z]{6,12}[ -]{1,3}ENTIRE TEXT\W*)?\Z")
_GIVES_REASON = re.compile(r"[^\n]{0,120}?\n?[^\n]{0,120}?(?:\bREASON|1\.[2-8]|E\.O\.)")
_REASON = re.compile(r"REA\s?SONS?|1[.,] ?[2-7]|E\.O\.")


def capitals(text: str) -> str:
    """The text in capitals, letter for letter: one whose capital takes two (ß) stays as it is."""
    upper = text.upper()
    if len(upper) == len(text):
        return upper
    return "".join(capital if len(capital := letter.upper()) == 1 else letter for letter in text)


def find(text: str) -> Layout:
    """The layout of a cleaned text. A fragment is laid out as far as it goes."""
    upper = capitals(text)
    keys, first = _keys(text, upper)
    line = _classification_line(upper, min((key.start() for key in keys.values()), default=first), first)
    cited_from = line.end if line and keys and all(line.start < key.start() for key in keys.values()) else 0
    if references := _keyword(_REFERENCES, upper, cited_from, first, _CITING):
        keys["references"] = references
    if classified := (
        _keyword(_CLASSIFIED, upper, cited_from, first, within=_GIVES_REASON)
        or _classified_in_body(text, upper, first)
        or _keyword(_DERIVED, upper, cited_from, first)
    ):
        keys["classified_by"] = classified
    starts = [key.start() for key in keys.values()]
    top = min(starts, default=first)
    bounds = sorted([first, *starts, *((line.start,) if line else ())])
    fields = {name: _field(name, key, upper, bounds, first) for name, key in keys.items()}
    if line and line.start <= top:
        heading_end, start = line.start, line.end
    else:
        heading_end = heading.extent(upper, min(top, line.start) if line else top)
        start = line.end if line else heading_end
    limit = next((bound for bound in bounds if bound >= start), first)
    captions = (start, limit if limit in starts else caption.extent(upper, start, limit))
    return Layout(
        upper=upper,
        heading_end=heading_end,
        classification=line,
        captions=captions,
        executive_order=fields.get("executive_order"),
        tags=fields.get("tags"),
        subject=fields.get("subject"),
        references=fields.get("references"),
        classified_by=fields.get("classified_by"),
        body=max(captions[1], *(field.end for field in fields.values() if field.keyword < first), 0),
    )


def _field(name: str, key: Key, upper: str, bounds: list[int], first: int) -> Field:
    """The field of a keyword: up to the next bound at most, and where its own module says that it ends."""
    start = key.end()
    if key.start() >= first:
        limit = _first_paragraph(upper, start)
    else:
        limit = next((bound for bound in bounds if bound > key.start()), len(upper))
    start = min(start, limit)
    if name == "executive_order":
        end = executive_order.extent(upper, start, limit)
    elif name == "tags":
        end = tags.extent(upper, start, limit)
    elif name == "subject":
        end = subject.extent(upper, start, limit, keyword_follows=limit < first)
    elif name == "classified_by":
        end = classifier.extent(upper, start, limit)
    else:
        end = _references_end(upper, start, limit)
    return Field(key.start(), start, end)


def _keys(text: str, upper: str) -> tuple[dict[str, Key], int]:
    """The keywords SUBJECT, TAGS and E.O., and where the first paragraph begins after them."""
    size = len(upper)
    tags_key = _keyword(_TAGS, upper, 0, size)
    order_key = _keyword(_ORDER, upper, 0, size, _GOVERNS, _GOVERNS)
    if order_key and not _begins_line(upper, order_key.start()) and order_key.start() > _first_paragraph(upper, 0):
        order_key = None
    subject_key = _keyword(_SUBJECT, upper, 0, size, _IS_TITLE)
    first = _first_paragraph(upper, min((key.end() for key in (tags_key, order_key) if key), default=0))
    if subject_key and subject_key.start() > first and not _is_late_field(text, subject_key):
        subject_key = None
    if subject_key:
        first = _first_paragraph(upper, subject_key.end())
    else:
        subject_key = _misspelt("SUBJECT", upper, tags_key or order_key, first)
    if tags_key and tags_key.start() > first:
        tags_key = None
    if order_key and order_key.start() > first:
        order_key = None
    order_key = order_key or _DECLASSIFY.search(upper, 0, first)
    if tags_key is None and order_key:
        line_end = upper.find("\n", order_key.end())
        tags_key = _TAGS_BARE.search(upper, order_key.end(), first if line_end < 0 else min(first, line_end))
        tags_key = tags_key or _misspelt("TAGS", upper, order_key, first)
    found = {"executive_order": order_key, "tags": tags_key, "subject": subject_key}
    return {name: key for name, key in found.items() if key}, first


def _keyword(
    pattern: Pattern, upper: str, start: int, end: int, bare: Pattern = _ANYTHING, within: Pattern = _NOTHING
) -> Key | None:
    """The keyword's first match that begins a line, else its first within a line.

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


def _is_late_field(text: str, key: Key) -> bool:
    """Whether a keyword after the first paragraph is a field all the same: in capitals where a line begins."""
    return text[key.start() : key.start() + 4].isupper() and _begins_line(key.string, key.start())


def _misspelt(keyword: str, upper: str, after: Key | None, end: int) -> Key | None:
    """A word with a colon where a line begins that is nearly `keyword`, below the field `after`."""
    start = after.end() if after else 0
    for found in _COLON.finditer(upper, start, min(end, start + 1500)):
        if SequenceMatcher(None, found[1], keyword).ratio() >= _NEARLY:
            return found
    return None


def _first_paragraph(upper: str, start: int) -> int:
    """Where the first numbered paragraph after `start` begins: where a line does, or glued to a field."""
    found = _PARAGRAPH.search(upper, start)
    if start == 0 and _PARAGRAPH.match("\n" + upper[:80]):
        return 0
    first = found.start() + 1 if found else len(upper)
    glued = _GLUED_PARAGRAPH.search(upper, start, min(first, start + 3000))
    while glued and (glued.start() == 0 or not upper[glued.start() - 1].isspace()):
        glued = _GLUED_PARAGRAPH.search(upper, glued.end(), min(first, start + 3000))
    return glued.start() if glued else first


def _classified_in_body(text: str, upper: str, first: int) -> Key | None:
    """The statement within a paragraph (`1. (U) Classified by ...`): where it opens one and gives its reasons."""
    for found in _CLASSIFIED.finditer(upper, first):
        line = upper.rfind("\n", max(0, found.start() - 80), found.start()) + 1
        opens = (line or found.start() < 80) and _IN_BODY.match(upper[line : found.start()])
        if opens and text[found.start()].isupper() and _REASON.search(upper, found.end(), found.end() + 250):
            return found
    return None


def _classification_line(upper: str, top: int, first: int) -> ClassificationLine | None:
    """The last classification line with a serial above the first keyword, else the first before the first paragraph.

    Else one within a line, or one with the level alone above the keywords.
    """
    best = alone = None
    for start in chain((0,), (line.start() + 1 for line in _LEVEL_LINE.finditer(upper, 0, first))):
        if best and start >= top:
            break
        found = classification.match(upper, start)
        if found and found.serial is not None:
            best = found
        elif found and alone is None and start < top:
            alone = found
    if best:
        return best
    for word in _LEVEL.finditer(upper, 0, first):
        found = classification.match(upper, word.start())
        if found and found.serial is not None:
            return found
    return alone if alone and (top < len(upper) or not upper[: alone.start].strip()) else None


def _references_end(upper: str, start: int, limit: int) -> int:
    """Where the REF block ends: before a remark or a summary, or at blank lines that no further entry follows."""
    if found := openings.WITHIN.search(upper, start, limit):
        limit = found.start()
    for blank in _BLANK_LINES.finditer(upper, start, limit):
        before = upper[max(start, blank.start() - _WINDOW) : blank.start()].strip()
        if before and not _goes_on(before, upper[blank.end() : min(limit, blank.end() + _WINDOW)]):
            return blank.start()
    return limit


def _goes_on(before: str, after: str) -> bool:
    """Whether a REF block goes on from `before` blank lines to what stands `after` them."""
    if not after or before[-1] in ",;" or before.endswith((" AND", "&")):
        return True
    if after[0].isdigit() and not before[-1].isdigit() and before[-1].isalpha():
        return True  # the serial of the post before
    label = _LABEL.match(after)
    if label is None:
        return False
    line = after.split("\n", 1)[0]
    if label[1] and label[1] in "CSU" and "(" in label[0]:  # a portion mark, unless its letter is next in turn
        return f"{chr(ord(label[1]) - 1)})" in before and len(line) < 70
    return len(line) < 90 or any(letter.isdigit() for letter in line)
