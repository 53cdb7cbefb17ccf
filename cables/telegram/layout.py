"""Layout of a cleaned text: heading, classification line, caption block, keyword fields, body.

The keywords (E.O., TAGS, SUBJECT, REF, Classified By) come in any order, in the middle of lines, glued to the
word before, and far down; a blank line alone ends nothing. So each is looked for by itself, first where a line
begins, and a field ends at the next keyword, the classification line, the first paragraph or where its own
module says: each has a `find_end`, which takes the text in capitals, the offset where the content begins and the
greatest offset where it may end, and returns the offset where it ends. SMART telegrams have a form with a label for
each field instead (`cables.telegram.smart`). All offsets count characters of the cleaned text, of which the text in
capitals has as many.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from cables.telegram import caption, classification, executive_order, keywords, message_heading, smart, subject, tags
from cables.telegram import classified_by as classifier
from cables.telegram.classification import ClassificationLine
from cables.telegram.clean import capitals, line_end
from cables.telegram.further_headings import find_further
from cables.telegram.smart import SmartField, SmartForm
from cables.telegram.vocabulary import Vocabulary


class KeywordField(NamedTuple):
    """A keyword field of the cleaned text: offsets of its keyword, and of the beginning and end of its content."""

    keyword: int
    start: int
    end: int


class Layout(NamedTuple):
    """Offsets into the cleaned text; `upper` is that text in capitals, offset for offset.

    The heading is what stands before `heading_end`, the caption block what stands in `captions`; `attention` are lines
    below the fields that name who shall have the text. `form` has the fields of a SMART telegram. At `end` the text of
    the telegram ends, of which alone `upper` is: below it stands a further telegram that the text has as well.
    """

    upper: str
    heading_end: int
    classification: ClassificationLine | None
    captions: tuple[int, int]
    executive_order: KeywordField | None
    tags: KeywordField | None
    subject: KeywordField | None
    references: KeywordField | None
    classified_by: KeywordField | None
    attention: tuple[int, int]
    body: int
    end: int
    form: SmartForm | None = None


_LABEL = re.compile(r"-?[ \t]*(?:¶[ \t]*)?(?:\(?([A-Z])[ \t]?[.):]|REF[ (]|\d{1,2}[.)][ \t])")
_ENTRY_END = re.compile(r"(?:\d|\)|\bNOTAL|[A-Z]{3}\.)[ \t]*\Z")
_PROSE = re.compile(r"[ \t]*(?![A-Z]-?\d)(?:[A-Z$'/-][A-Z0-9$'’,/()-]*[ \t]+){4}")
_CITED = re.compile(r"[A-Z]{3}[ \t]{1,3}\d{3,6}\b(?![,.]\d)|\b(?:TEL|E-?MAIL|LETTER|DTG|MEMO|REPORT|DATED)")
_PROSE_LENGTH = 40
_WINDOW = 200  # of what stands before and after blank lines, what is looked at
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
# An entry broken off before its number: after its label (`B.`), a year (`B. 03`) or some words (`C. NEW`), or before
# its date; and a line that is a cable's number as a whole. Texts that were typed in double spacing have such.
_BROKEN_OFF = re.compile(
    r"(?:(?:^|\s)\(?[A-Z][.):](?:\s{1,3}['’]?\d\d(?:\d\d)?)?(?:\s[A-Z][A-Z.]{2,})*|\b(?:OF|DTG|DTD|DATED))\Z"
)
_NUMBER_AHEAD = re.compile(r"[^\n]{0,40}\d")
_WHOLE_NUMBER = re.compile(
    r"(?!PARA|PART|PAGE|SECTION|SUMMARY|COMMENT|NO\b)(?:['’(]?\d\d(?:\d\d)?\)?[ \t]{1,2})?"
    r"[A-Z][A-Z.]{2,}(?:[ \t][A-Z][A-Z.]+){0,3}[ \t]{1,3}\d{2,7}[ \t]*(?:\(?NOTAL\)?|\(\d\d\))?[ \t;,.]*(?:\n|\Z)"
)


def find_layout(text: str, vocabulary: Vocabulary) -> Layout:
    """Return the layout of a cleaned text, of a fragment as far as it goes."""
    upper = capitals(text)
    if form := smart.find_form(text, upper):
        return _layout_of_form(upper, form)
    if further := find_further(upper):
        text, upper = text[:further], upper[:further]
    keys, first = keywords.find_header_keywords(text, upper)
    top = min((key.start() for key in keys.values()), default=first)
    line = classification.find_classification_line(upper, top, first)
    cited_from = line.end if line and keys and line.start < top else 0
    last = max((key.end() for key in keys.values()), default=None)
    if references := keywords.find_references_keyword(upper, cited_from, first, last):
        keys["references"] = references
    if classified_by := keywords.find_classified_by_keyword(text, upper, cited_from, first):
        keys["classified_by"] = classified_by
    starts = [key.start() for key in keys.values()]
    top = min(starts, default=first)
    bounds = sorted([first, *starts, *((line.start,) if line else ())])
    fields = {name: _field(name, key, upper, bounds, first, vocabulary) for name, key in keys.items()}
    if line and line.start <= top:
        heading_end, start = classification.find_first_of_number(upper, line).start, line.end
    else:
        heading_end = message_heading.find_end(upper, min(top, line.start) if line else top)
        start = line.end if line else heading_end
    limit = next(iter(bounds[bisect_left(bounds, start) :]), first)
    captions = (start, limit if limit in starts else caption.find_end(upper, start, limit, vocabulary))
    fields_end = max(captions[1], *(field.end for field in fields.values() if field.keyword < first), 0)
    body = caption.find_attention_end(text, fields_end, first) if fields and first < len(text) else fields_end
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
        attention=(fields_end, body),
        body=body,
        end=len(text),
    )


def _layout_of_form(upper: str, form: SmartForm) -> Layout:
    """Return the layout of a SMART telegram; of fields that come again the first counts here."""

    def field(*names: str) -> KeywordField | None:
        return next((_keyword_field(found) for found in form.of(*names)), None)

    opening = form.fields[0].label
    captions, attention = field("captions"), field("pass_line")
    by = form.classifier()
    return Layout(
        upper=upper,
        heading_end=next((found.label for found in form.fields if found.name not in smart.HEADING), form.body),
        classification=form.marking,
        captions=(captions.keyword, captions.end) if captions else (opening, opening),
        executive_order=field("executive_order", "declassify"),
        tags=field("tags"),
        subject=field("subject"),
        references=field("references"),
        classified_by=_keyword_field(by) if by else None,
        attention=(attention.keyword, attention.end) if attention else (form.body, form.body),
        body=form.body,
        end=len(upper),
        form=form,
    )


def _keyword_field(found: SmartField) -> KeywordField:
    """Return a field of a form, which begins with its value where that stands apart from its label."""
    return KeywordField(found.label if found.start == found.label_end else found.start, found.start, found.end)


def _field(
    name: str, key: keywords.KeywordMatch, upper: str, bounds: list[int], first: int, vocabulary: Vocabulary
) -> KeywordField:
    """Return the field of a keyword, which ends at the next bound at the latest, and where its own module says."""
    start = key.end()
    if key.start() >= first:
        limit = keywords.first_paragraph(upper, start)
    else:
        limit = bounds[bisect_right(bounds, key.start())]  # at last `first`
    start = min(start, limit)
    if name == "executive_order":
        end = executive_order.find_end(upper, start, limit)
    elif name == "tags":
        end = tags.find_end(upper, start, limit, vocabulary)
    elif name == "subject":
        end = subject.find_end(upper, start, limit, keyword_follows=limit < first)
    elif name == "classified_by":
        end = classifier.find_end(upper, start, limit)
    else:
        end = _references_end(upper, start, limit)
    return KeywordField(key.start(), start, end)


def _references_end(upper: str, start: int, limit: int) -> int:
    """Return where the REF block ends: before a remark or a summary, or at blank lines without a further entry."""
    if found := keywords.OPENING_WITHIN.search(upper, start, limit):
        limit = found.start()
    limit = _prose_below(upper, start, limit)
    for blank in _BLANK_LINES.finditer(upper, start, limit):
        before = upper[max(start, blank.start() - _WINDOW) : blank.start()].strip()
        if before and not _goes_on(before, upper[blank.end() : min(limit, blank.end() + _WINDOW)]):
            return blank.start()
    return limit


def _prose_below(upper: str, start: int, limit: int) -> int:
    """Return where prose follows a REF block at once, without a blank line (29 of 362 downloads), else `limit`.

    It follows an entry that is complete, has no label, and five words or more that name no cable.
    """
    end = line_end(upper, start, limit)
    while end < limit:
        following = line_end(upper, end + 1, limit)
        line = upper[end + 1 : min(following, end + 1 + _WINDOW)]
        if (
            _PROSE.match(line)
            and (len(line) >= _PROSE_LENGTH or line.endswith("."))
            and not _CITED.search(line)
            and _ENTRY_END.search(upper, max(start, end - _WINDOW), end)
        ):
            return end
        end = following
    return limit


def _goes_on(before: str, after: str) -> bool:
    """Return whether a REF block goes on from `before` blank lines to what stands `after` them."""
    if not after or before[-1] in ",;" or before.endswith((" AND", "&")):
        return True
    if _WHOLE_NUMBER.match(after) or (_BROKEN_OFF.search(before[-40:]) and _NUMBER_AHEAD.match(after)):
        return True
    if after[0].isdigit() and not before[-1].isdigit() and before[-1].isalpha():
        return True  # the serial of the post before
    label = _LABEL.match(after)
    if label is None:
        return False
    line = after.split("\n", 1)[0]
    if label[1] and label[1] in "CSU" and "(" in label[0]:  # a portion marking, unless its letter is next in turn
        return f"{chr(ord(label[1]) - 1)})" in before and len(line) < 70
    return len(line) < 90 or any(letter.isdigit() for letter in line)
