"""SMART telegrams: the Department's layout from 2008 on, a form of labelled fields above and below the text.

`MRN:`, `Date/DTG:`, `From:`, `Action:`, `E.O.:`, `TAGS:`, `Captions:`, `Reference:`, `Pass Line:` and `Subject:` stand
above the text, `Signature:`, `Drafted By:`, `Cleared By:`, `Info:` and what became of the message below it. Labels are
padded with blanks or tabs, or have their value on the next line, as text layers of PDFs give it; values wrap, fields
are missing, and their order varies. Each page is marked with classification, captions and its number (`Page 1 of 3`),
which `cables.telegram.page_banners` takes out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cables.telegram import keywords, subject
from cables.telegram.caption import Captions, parse_captions
from cables.telegram.classification import ClassificationLine, level_of, match_classification_line
from cables.telegram.clean import line_end
from cables.telegram.message_heading import Heading, parse_date_time_group
from cables.telegram.page_markings import parse_marking
from cables.telegram.parts import Addressee
from cables.telegram.smart_columns import FEWEST_LABELS, MOST_LABELS, MOST_LINES, align, fits, trailing_free
from cables.telegram.smart_labels import BELOW, HEADER, FieldLabel, find_labels, find_opening
from cables.telegram.vocabulary import CLASSIFICATIONS, PRECEDENCES, Vocabulary


class SmartField(NamedTuple):
    """A field: its name, and the offsets of its label and of its value, each with where it begins and ends."""

    name: str
    label: int
    label_end: int
    start: int
    end: int


class SmartForm(NamedTuple):
    """The fields of a SMART telegram in the order of the text, and the body between them, as offsets.

    `marking` is the classification above the first field, `top` the captions there. `remains` is what stands below the
    first field under the body and belongs to none.
    """

    fields: tuple[SmartField, ...]
    marking: ClassificationLine | None
    top: tuple[str, ...]
    body: int
    body_end: int
    remains: tuple[tuple[int, int], ...]

    def of(self, *names: str) -> list[SmartField]:
        """Return the fields of these names, of which a telegram may have several."""
        return [field for field in self.fields if field.name in names]

    def classifier(self) -> SmartField | None:
        """Return who classified the telegram, or from what that is derived, with the reasons that follow."""
        for field, following in zip(self.fields, [*self.fields[1:], None], strict=True):
            if field.name == "classified_by" or (field.name == "derived_from" and not self.of("classified_by")):
                return field._replace(end=following.end) if following and following.name == "reason" else field
        return None


HEADING = frozenset({"mrn", "dtg", "from", "action", "info"})  # what a message heading has in other layouts
SHOWN = HEADER | HEADING | {"signature"}  # what is read into parts of the telegram; all else is stated
# What a page shows of that, beside what the drafting block of other telegrams states (`cables.telegram.drafting`).
NAMES = {
    name: name
    for name in (
        *("released_by", "reason", "derived_from", "attachments", "dissemination_rule", "info_office"),
        *("sensitivity", "message_type", "filed_date", "retention"),
    )
}
_LISTS = frozenset({"action", "info"})
_REPEATED = frozenset({"references", "pass_line"})
_JOINED = frozenset({"cleared_by", "attachments", "info", "action"})  # values of which each line can be an entry
_PRECEDENCE = "|".join(sorted(PRECEDENCES, key=len, reverse=True))
_HAS_PRECEDENCE = re.compile(rf"[^\n]{{3,120}}?[ \t*]({_PRECEDENCE})\b", re.IGNORECASE)
_ENDS_ADDRESSEE = re.compile(rf"[\s,*]({_PRECEDENCE})\b[\s*;,]*")
_DTG = re.compile(r"\d{4,8} ?Z")
_ENTRY = re.compile(r"[ \t]*(?:\(?[A-Z][.):]|(?:\d\d|\d{4})[ \t]{1,3}[A-Z][A-Z .]{2,30}[ \t]\d)")
_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_NUMBERED = re.compile(r"\n[ \t]*(?:¶[ \t]*)?\d{1,2}[ \t]?[.)](?!\d)")
_FILLED_LINE = re.compile(r"[^\s][^\n]*")
_NEXT_WORD = re.compile(r"\s*")
_LONGEST_VALUE = 20_000
_SHORT = 300  # of what stands between two fields of the heading and is neither
_LINES_ABOVE = 12
_OFFICE = re.compile(r"(?:AM(?:EMBASSY|CONSUL|CONGEN)|SECSTATE|US[A-Z]{2,12}|REO|AIT)\b", re.IGNORECASE)
_BETWEEN_CAPTIONS = re.compile(r"[,;/]")
_PERSON = re.compile(r"[A-Z][A-Za-z0-9/_&. -]{0,30}:\s?\S")  # POL:Roe, Jane


def find_form(text: str, upper: str) -> SmartForm | None:
    """Return the form of a SMART telegram's cleaned text, None of any other text; `upper` is the text in capitals."""
    opening = find_opening(text)
    if opening is None:
        return None
    first = keywords.first_paragraph(upper, opening)
    header = _header(text, upper, opening, first)
    body = max(field.end for field in header)
    below, body_end, remains = _below(text, upper, body)
    marking, top = _marking(upper, opening)
    return SmartForm((*header, *below), marking, top, body, body_end, remains)


def _header(text: str, upper: str, opening: int, first: int) -> list[SmartField]:
    """Return the fields above the text, of which the first paragraph begins at `first`.

    Below the subject only fields of the heading go on with it that have not been, and lists of addressees.
    """
    fields: list[SmartField] = []
    seen: set[str] = set()
    labels = list(find_labels(text, opening, first, others=True))
    tried = 0  # labels before which no further column can begin
    for index, label in enumerate(labels):
        following = labels[index + 1] if index + 1 < len(labels) else None
        limit = min(following.start if following else first, label.end + _LONGEST_VALUE)
        if len(fields) > index:
            continue
        seen.add(label.name)
        if index >= tried:
            column = labels[index : index + MOST_LABELS + 1]
            tried = index + _count_alone(text, column)
            if columns := _columns(text, column, first):
                fields += columns
                seen |= {field.name for field in columns}
                if tried == len(labels) or not _is_next(text, labels[tried], seen):
                    break
                continue
        end = _value_end(label, text, upper, limit)
        rest = text[end:limit].strip()
        goes_on = following is not None and _is_next(text, following, seen)
        if following and rest:
            goes_on = goes_on and "subject" not in seen and following.name in HEADER and len(rest) <= _SHORT
        fields.append(SmartField(label.name, label.start, label.end, label.end, limit if goes_on else end))
        if not goes_on:
            break
    return fields


def _columns(text: str, labels: Sequence[FieldLabel], limit: int) -> list[SmartField]:
    """Return the fields of labels without a value, one below the other, if their values stand below the last of them.

    These are looked for up to the next label, of the last up to `limit`.
    """
    count = _count_alone(text, labels)
    names = [label.name for label in labels[:count]]
    if count < FEWEST_LABELS:
        return []
    end = labels[count].start if count < len(labels) else limit
    values = _lines_of_column(text, names, labels[count - 1].end, end)
    indices = align(names, [_words(text, value) for value in values])
    if indices is None:
        return []
    fields = []
    for index, label in enumerate(labels[:count]):
        own = [value for value, owner in zip(values, indices, strict=True) if owner == index]
        start, end = (own[0][0], own[-1][1]) if own else (label.end, label.end)
        fields.append(SmartField(label.name, label.start, label.end, start, end))
    return fields


def _count_alone(text: str, labels: Sequence[FieldLabel]) -> int:
    """Return how many labels stand one below the other without a value between, as many as a column can have."""
    count = 1
    while count < min(len(labels), MOST_LABELS) and not text[labels[count - 1].end : labels[count].start].strip():
        count += 1
    return count


def _words(text: str, line: tuple[int, int]) -> str:
    return " ".join(text[line[0] : min(line[1], line[0] + _SHORT)].split())


def _lines_of_column(text: str, names: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines of a column of values between two offsets.

    It ends at blank lines below a line that has the form of no label's values; where a paragraph or label bounds it,
    below as many of these as labels at the end of the column have such values.
    """
    lines: list[tuple[int, int]] = []
    loose = 0  # blocks of lines below the last line that has the form of a label's value
    allowed = trailing_free(names) if end < len(text) else 1
    for found in _FILLED_LINE.finditer(text, start, min(end, start + _LONGEST_VALUE)):
        if len(lines) == MOST_LINES:
            break
        is_value = any(fits(name, _words(text, found.span())) for name in names)
        apart = bool(lines) and text.count("\n", lines[-1][1], found.start()) > 1
        if apart and loose >= allowed and not is_value:
            break
        loose = 0 if is_value else loose + (apart or loose == 0)
        lines.append(found.span())
    return lines


def _is_next(text: str, label: FieldLabel, seen: set[str]) -> bool:
    """Return whether a label can be the next of the heading, whose fields `seen` stand above it."""
    if label.name in _LISTS:
        return "subject" not in seen or _has_addressees(text, label, len(text))
    if label.name in _REPEATED:
        return True
    return label.name not in seen and ("subject" not in seen or label.name in HEADER)


def _has_addressees(text: str, label: FieldLabel, limit: int) -> bool:
    return _HAS_PRECEDENCE.match(text, _first_word(text, label.end, limit), limit) is not None


def _value_end(label: FieldLabel, text: str, upper: str, limit: int) -> int:
    """Return where the value ends that follows a label: at a blank line, unless an entry of its list follows that."""
    start = _first_word(text, label.end, limit)
    if start >= limit:
        return label.end
    if label.name == "subject":
        return _subject_end(text, upper, start, limit)
    end = line_end(text, start, limit)
    while end < limit:
        blank = _BLANK.match(text, end, limit)
        following = _first_word(text, end, limit) if blank else end + 1
        if following >= limit:
            break
        line = text[following : line_end(text, following, limit)]
        if blank and not _goes_on(label.name, line):
            break
        if not blank and keywords.OPENING_LINE.match(upper, following, limit):
            break
        end = following + len(line)
    return end


def _goes_on(name: str, line: str) -> bool:
    """Return whether a list of addressees or references goes on with a line below a blank one."""
    if name in _LISTS:
        return _HAS_PRECEDENCE.match(line) is not None
    return name == "references" and _ENTRY.match(line) is not None


def _subject_end(text: str, upper: str, start: int, limit: int) -> int:
    """Return where the title ends that begins at `start`: with the lines that are indented below it, if any."""
    first = end = line_end(text, start, limit)
    while end < limit and text[end + 1 : end + 3].isspace() and "\n" not in text[end + 1 : end + 3]:
        following = line_end(text, end + 1, limit)
        if not text[end:following].strip() or keywords.OPENING_LINE.match(upper, end + 1, limit):
            break
        end = following
    return end if end > first else subject.find_end(upper, start, limit)


def _first_word(text: str, start: int, limit: int) -> int:
    found = _NEXT_WORD.match(text, start, limit)
    return found.end() if found else start


def _below(text: str, upper: str, body: int) -> tuple[list[SmartField], int, tuple[tuple[int, int], ...]]:
    """Return the fields below the body that begins at `body`, where the body ends, and what remains below that."""
    labels = [label for label in find_labels(text, body, len(text), others=True) if label.name not in HEADER]
    at = _first_below(text, labels)
    if at is None:
        return [], len(text), ()
    labels = labels[at:]
    fields: list[SmartField] = []
    remains: list[tuple[int, int]] = []
    tried = 0  # labels before which no further column can begin
    for index, label in enumerate(labels):
        following = labels[index + 1] if index + 1 < len(labels) else None
        if len(fields) > index:
            continue
        if index >= tried:
            column = labels[index : index + MOST_LABELS + 1]
            tried = index + _count_alone(text, column)
            if columns := _columns(text, column, len(text)):
                fields += columns
                end = max(field.end for field in columns)
                if tried == len(labels) and _first_word(text, end, len(text)) < len(text):
                    remains.append((end, len(text)))
                continue
        limit = following.start if following else len(text)
        end = _value_end(label, text, upper, limit)
        if _first_word(text, end, limit) < limit:
            remains.append((end, limit))
        fields.append(SmartField(label.name, label.start, label.end, label.end, end))
    return fields, labels[0].start, tuple(remains)


def _first_below(text: str, labels: Sequence[FieldLabel]) -> int | None:
    """Return the index of the first label below the body: no paragraph is numbered below it, and no label comes twice.

    One that the text itself can have counts where addressees follow it (`Info:`), or below another.
    """
    numbered = [found.start() for found in _NUMBERED.finditer(text, labels[0].start)] if labels else []
    seen: set[str] = set()
    first, until = None, len(text)
    for index in range(len(labels) - 1, -1, -1):
        label = labels[index]
        attached = label.name == "attachments"  # which can be numbered
        if not attached and bisect_left(numbered, until) > bisect_left(numbered, label.end):
            break
        certain = label.name in BELOW and not attached
        if certain and label.name in seen:
            break
        if certain or (label.name == "info" and _has_addressees(text, label, until)):
            first = index
            seen.add(label.name)
        if attached or first == index:
            until = label.start
    return first


def _marking(upper: str, opening: int) -> tuple[ClassificationLine | None, tuple[str, ...]]:
    """Return the classification in the lines above the first field, and the captions there.

    Of several the highest counts: those who release a telegram print UNCLASSIFIED above or below what it was.
    """
    line, captions = None, dict[str, None]()
    end = opening - 1
    for _ in range(_LINES_ABOVE):
        if end <= 0:
            break
        start = upper.rfind("\n", 0, end) + 1
        words = " ".join(upper[start : min(end, start + _SHORT)].split())
        level, found = parse_marking(words)
        captions |= dict.fromkeys(found)
        if level and (line is None or CLASSIFICATIONS.index(level) > CLASSIFICATIONS.index(line.level)):
            matched = match_classification_line(upper, start)
            line = ClassificationLine(start, matched.end if matched else end, level)
        end = start - 1
    return line, tuple(captions)


def parse_heading(upper: str, form: SmartForm) -> Heading:
    """Return what the form states of number, time, sender and addressees; names are turned round, the office first."""
    heading = Heading(end=form.body)
    for field in form.of("dtg")[:1]:
        words = _joined(upper, field)
        heading.dtg = parse_date_time_group(words)
        if heading.dtg or _DTG.search(words):
            heading.dtg_offset = field.start
    heading.number = next((_joined(upper, field) for field in form.of("mrn")), None)
    for field in form.of("from")[:1]:
        addressees = _addressees(upper[field.start : field.end])
        heading.sender = addressees[0].name if addressees else None
    for field in form.of("action"):
        heading.to += _addressees(upper[field.start : field.end])
    for field in form.of("info"):
        heading.info += _addressees(upper[field.start : field.end])
    heading.precedence = next((each.precedence for each in heading.to if each.precedence), None)
    second = next((each.precedence for each in heading.info if each.precedence), None)
    heading.info_precedence = second if second != heading.precedence else None
    return heading


def _addressees(value: str) -> list[Addressee]:
    """Return the addressees of a value in capitals, each ended by its precedence, a semicolon or its line.

    `WASHDC, SECSTATE ROUTINE` is SECSTATE WASHDC; a name goes on in the next line up to its precedence.
    """
    found: list[Addressee] = []
    at = 0
    for precedence in _ENDS_ADDRESSEE.finditer(value):
        found += _named(value[at : precedence.start()], precedence[1])
        at = precedence.end()
    found += _named(value[at:], None)
    return found


def _named(names: str, precedence: str | None) -> Iterator[Addressee]:
    """Yield the addressees of which the last has the precedence; lines that each have a place are one each."""
    lines = [line for line in names.split("\n") if line.strip()]
    apart = precedence is None or all("," in line for line in lines)
    entries = (entry for part in (lines if apart else [names]) for entry in part.split(";"))
    found = [name for entry in entries if (name := _turned(" ".join(entry.split()).strip(" ,*.")))]
    for name in found:
        yield Addressee(None, name, precedence=precedence if name is found[-1] else None)


def _turned(name: str) -> str:
    """Return the name of an addressee with its office before its place."""
    place, comma, office = name.rpartition(",")
    if not comma or _OFFICE.match(place):
        return " ".join(name.replace(",", " ").split())
    return " ".join(f"{office} {place}".replace(",", " ").split())


def parse_form_captions(text: str, form: SmartForm, markings: Sequence[str], vocabulary: Vocabulary) -> Captions:
    """Return the captions of the form and of its pages, each once, and whom the pass line names.

    What the field of captions has is a caption, whether the vocabulary knows it or not.
    """
    content = "\n".join(text[field.start : field.end] for field in form.of("captions"))
    stated = parse_captions(content, vocabulary)
    unknown = (word.strip().upper() for words in stated.attention for word in _BETWEEN_CAPTIONS.split(words))
    captions = dict.fromkeys((*stated.captions, *(word for word in unknown if word not in ("", "NONE", "N/A"))))
    for marked in (form.top, *(parse_marking(marking.upper())[1] for marking in markings)):
        captions |= dict.fromkeys(marked)
    passed = (_joined(text, field) for field in form.of("pass_line"))
    return Captions(tuple(captions), tuple(filter(None, passed)), stated.corrected_copy)


def classification(text: str, form: SmartForm, markings: Sequence[str]) -> str | None:
    """Return the classification: the one that the form states, else that of the lines above it, else of its pages."""
    stated = (level_of(_joined(text, field)) for field in form.of("classification"))
    pages = filter(None, (parse_marking(marking.upper())[0] for marking in markings))
    above = form.marking.level if form.marking else None
    return next(filter(None, (*stated, above)), None) or max(pages, key=CLASSIFICATIONS.index, default=None)


def executive_order(text: str, form: SmartForm) -> str:
    """Return the order and the date of declassification as an E.O. line has them: `13526 DECL: 2022/03/05`."""
    order = " ".join(_joined(text, field) for field in form.of("executive_order"))
    if date := " ".join(_joined(text, field) for field in form.of("declassify")):
        order = f"{order.rstrip(':;,. ')} DECL: {date}".strip()
    return order


def stated(text: str, form: SmartForm) -> dict[str, str]:
    """Return what the form states of how the telegram was written and handled, and fields that nothing else reads.

    Each by its name in `cables.telegram.smart_labels`, or the words of its label; clearances and the like are joined by
    semicolons.
    """
    found: dict[str, str] = {}
    classifier = form.classifier()
    for field in form.fields:
        beside = field.name in ("reason", "derived_from") and not (
            classifier and classifier.label <= field.label < classifier.end
        )
        if field.name in SHOWN and not beside:
            continue
        if value := _entries(text, field) if field.name in _JOINED else _joined(text, field):
            found[field.name] = f"{found[field.name]}; {value}" if field.name in found else value
    return found


def signer(text: str, form: SmartForm) -> str | None:
    """Return who signed, of the form; None where it does not say."""
    return next((name for field in form.of("signature") if (name := _joined(text, field).strip(" .,"))), None)


def written_date(upper: str, form: SmartForm) -> str:
    """Return the value of the form's date as a prelude of a text has it: `DATE: MAR 05, 2012 / 051530Z MAR 12`."""
    return next((f"DATE: {_joined(upper, field)}" for field in form.of("dtg")), "")


def _joined(text: str, field: SmartField) -> str:
    return " ".join(text[field.start : field.end].split())


def _entries(text: str, field: SmartField) -> str:
    """Return the entries of a value, one a line, joined by semicolons; a line that names no office goes on with one."""
    joined = ""
    persons = field.name == "cleared_by"
    for line in text[field.start : field.end].split("\n"):
        words = " ".join(line.split()).strip(" ;")
        if words:
            apart = not persons or _PERSON.match(words) or ":" not in joined
            joined += f"; {words}" if joined and apart else f" {words}" if joined else words
    return joined
