"""Parser of a telegram: every part of the text parsed by its own module, and the parts checked against each other."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from typing import NamedTuple

from cables.telegram import caption, executive_order, redaction_marks, sent_date
from cables.telegram.cable_numbers import CitingCable
from cables.telegram.caption import parse_captions
from cables.telegram.classification import ClassificationLine, level_of
from cables.telegram.classified_by import parse_classified_by
from cables.telegram.clean import CleanText, clean
from cables.telegram.executive_order import parse_executive_order
from cables.telegram.layout import KeywordField, Layout, find_layout
from cables.telegram.mentions import find_mentions
from cables.telegram.message_heading import Heading, parse_heading
from cables.telegram.mrn import Mrn, linked_numbers, normalise
from cables.telegram.paragraphs import split_body
from cables.telegram.parts import ExecutiveOrder, OffsetProblem, Problem, Telegram
from cables.telegram.posts import despaced, recognise
from cables.telegram.references import parse_references
from cables.telegram.signature import find_signature
from cables.telegram.subject import parse_subject
from cables.telegram.summary import find_summary
from cables.telegram.tags import parse_tags
from cables.telegram.vocabulary import DEFAULT, Vocabulary

LONG_TEXT = 100_000  # characters from which the garbage collector matters; one cable in a thousand is that long
_NO_PAUSE = nullcontext()
_PARTIAL = "partial extract of the original cable"
_SECOND_HEADING = re.compile(r"\n(?:VZCZC[A-Z]{3}|FM (?:AM|SEC|US))")


class Identity(NamedTuple):
    """The number of the cable by its source, text or hint, and the number by its text alone."""

    mrn: Mrn | None
    text_mrn: Mrn | None


def parse(
    text: str,
    mrn: str | None = None,
    *,
    published_id: str | None = None,
    stated: Mapping[str, str] | None = None,
    vocabulary: Vocabulary = DEFAULT,
) -> Telegram:
    """Parse one cable, or a fragment of one; never raises on any text, and leaves nothing behind.

    `mrn` is a hint: it gives the year of unmarked references, and the id where the text carries none. `published_id`
    is what the source calls the cable: it stays the cable's id, and where the text's own lines say another, that is a
    problem. `stated` is what the source says beside the text: classification, origin, created, released.
    `vocabulary` is what posts, TAGS and captions are recognised by; the same text gives the same telegram by it.
    What is not understood becomes a problem with the source's line and stays in the text.
    """
    with collector_paused(len(text)):
        return _telegram(text, mrn, published_id, stated or {}, vocabulary)


def collector_paused(length: int) -> AbstractContextManager[None]:
    """Pause Python's cyclic garbage collector while a text of `length` characters is parsed, if it is long.

    What the parser makes has no cycles. On megabytes of hostile text, which make a million small objects, the collector
    goes through all of them time and again: a third of the time, in steps, so that some text of twice the length takes
    2.5 times as long. Where the collector is off already, it stays so.
    """
    return _paused() if length >= LONG_TEXT and gc.isenabled() else _NO_PAUSE


@contextmanager
def _paused() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _telegram(
    text: str, hint: str | None, published_id: str | None, stated: Mapping[str, str], vocabulary: Vocabulary
) -> Telegram:
    """Return the telegram of a raw text; see `parse`."""
    cleaned = clean(text, vocabulary)
    layout = find_layout(cleaned.text, vocabulary)
    heading = parse_heading(layout.upper, layout.heading_end)
    line = layout.classification
    identity = _identity(line, heading, hint, published_id, vocabulary)
    citing = _citing(identity.mrn)
    captions = parse_captions(_slice(cleaned, layout.captions), vocabulary, line.caveats if line else ())
    order = parse_executive_order(_content(cleaned, layout.executive_order)) if layout.executive_order else None
    title, portion = parse_subject(_content(cleaned, layout.subject)) if layout.subject else (None, None)
    tags_raw = _content(cleaned, layout.tags).strip() if layout.tags else None
    cited = parse_references(_content(cleaned, layout.references), citing, vocabulary) if layout.references else ()
    signed = find_signature(cleaned.text, layout.body, vocabulary)
    body, sequence_problems = split_body(cleaned.text, layout.body, signed.end)
    prelude = layout.upper[: layout.captions[0]]
    date, date_source = sent_date.find_date(
        heading.dtg, heading.julian_day, prelude, stated, identity.mrn.year if identity.mrn else None
    )
    stated_level = level_of(stated.get("classification", ""))
    problems = chain(
        sequence_problems,
        _heading_problems(heading, identity),
        _identity_problems(identity, published_id, line),
        _field_problems(layout, order, line, stated_level),
        _second_heading(cleaned, layout),
    )
    return Telegram(
        mrn=str(identity.mrn) if identity.mrn else None,
        year=citing.year,
        post=citing.post,
        serial=citing.serial,
        published_id=published_id,
        text_mrn=str(identity.text_mrn) if identity.text_mrn else None,
        transmission_id=heading.transmission_id,
        dtg=heading.dtg.replace(tzinfo=None).isoformat() + "Z" if heading.dtg else None,
        date=date,
        date_source=date_source,
        precedence=heading.precedence,
        info_precedence=heading.info_precedence,
        sender=heading.sender,
        stated=dict(stated),
        to=tuple(heading.to),
        info=tuple(heading.info),
        classification=line.level if line else stated_level,
        captions=captions.captions,
        attention=captions.attention,
        executive_order=order,
        tags=parse_tags(tags_raw, vocabulary) if tags_raw else (),
        tags_raw=tags_raw or None,
        subject=title,
        subject_portion=portion,
        references=cited,
        classified_by=(
            parse_classified_by(cleaned.text, layout.classified_by.keyword, layout.classified_by.end, vocabulary)
            if layout.classified_by
            else None
        ),
        paragraphs=tuple(body),
        mentions=find_mentions(body, cited, citing, vocabulary),
        summary=find_summary(body),
        signer=signed.signer,
        section_count=_section_count(line, cleaned),
        section=line.section if line and line.section and line.section > 1 else None,
        corrected_copy=captions.corrected_copy or (caption.corrected_in_subject(title) if title else None),
        redactions=redaction_marks.count_marks(cleaned.text),
        is_partial=_PARTIAL in text,
        problems=tuple(
            sorted(
                (Problem(code, cleaned.line(offset), message) for code, offset, message in problems),
                key=lambda problem: problem.line,
            )
        ),
        source_map=cleaned.source_map,
    )


def _slice(cleaned: CleanText, span: tuple[int, int]) -> str:
    return cleaned.text[span[0] : span[1]]


def _content(cleaned: CleanText, field: KeywordField) -> str:
    return cleaned.text[field.start : field.end]


def _identity(
    line: ClassificationLine | None,
    heading: Heading,
    hint: str | None,
    published_id: str | None,
    vocabulary: Vocabulary,
) -> Identity:
    """Return the number that the source gives, else the text's own, else the hint; and the text's own.

    The text gives post and serial on its classification line and the year in its date-time group; without one the
    year is that of the source or the hint. A post that nobody knows counts only where nothing says otherwise. Where
    both name one series (BRUSSELS, USEUBRUSSELS), the text is taken to say what the source says.
    """
    published = _mrn(published_id, vocabulary)
    other = published or _mrn(hint, vocabulary)
    year = heading.dtg.year if heading.dtg else other.year if other else None
    text_mrn = None
    if line and line.post and line.serial and year:
        post = recognise(despaced(line.post), vocabulary, year)
        if post.known or other is None or post.post == other.post:
            text_mrn = Mrn(year, post.post, line.serial)
    if published and text_mrn and str(published) in linked_numbers(str(text_mrn), vocabulary):
        text_mrn = published
    return Identity(published or text_mrn or other, text_mrn)


def _mrn(raw: str | None, vocabulary: Vocabulary) -> Mrn | None:
    canonical = normalise(raw, vocabulary).mrn if raw else None
    return Mrn.parse(canonical) if canonical else None


def _citing(mrn: Mrn | None) -> CitingCable:
    return CitingCable(mrn.year, mrn.post, mrn.serial) if mrn else CitingCable()


def _section_count(line: ClassificationLine | None, cleaned: CleanText) -> int:
    counts = [line.sections] if line and line.sections else []
    counts += [section_break.sections for section_break in cleaned.breaks]
    counts += [banner.sections for banner in cleaned.banners if banner.sections]
    return max(counts, default=1)


def _heading_problems(heading: Heading, identity: Identity) -> Iterator[OffsetProblem]:
    """Yield what disagrees with the DE line: its serial is the MRN's modulo 10,000, its day the date-time group's."""
    if heading.dtg_offset is not None and heading.dtg is None:
        yield OffsetProblem("dtg-impossible", heading.dtg_offset, "the date-time group names no time of the calendar")
    if heading.station_serial is not None and identity.text_mrn:
        serial = identity.text_mrn.serial
        if serial % 10_000 != heading.station_serial:
            message = f"the DE line has the serial {heading.station_serial:04d}, the classification line {serial}"
            yield OffsetProblem("station-serial-disagrees", heading.station_offset, message)
    if heading.julian_day is not None and heading.dtg and heading.julian_day != sent_date.day_of_year(heading.dtg):
        message = f"the DE line has day {heading.julian_day} of the year, the date-time group {heading.dtg:%d %b}"
        yield OffsetProblem("julian-day-disagrees", heading.station_offset, message)


def _identity_problems(
    identity: Identity, published_id: str | None, line: ClassificationLine | None
) -> Iterator[OffsetProblem]:
    if published_id and line and identity.text_mrn and identity.mrn != identity.text_mrn:
        yield OffsetProblem(
            "mrn-disagrees", line.start, f"the source says {published_id}, the text {identity.text_mrn}"
        )


def _field_problems(
    layout: Layout, order: ExecutiveOrder | None, line: ClassificationLine | None, stated_level: str | None
) -> Iterator[OffsetProblem]:
    if order and layout.executive_order and order.number not in (None, *executive_order.NUMBERS):
        message = f"no order on classified information has the number {order.number}"
        yield OffsetProblem("executive-order-number", layout.executive_order.keyword, message)
    if line and stated_level and stated_level != line.level:
        message = f"the source says {stated_level}, the text {line.level}"
        yield OffsetProblem("classification-disagrees", line.start, message)
    if line and line.serial is not None and layout.subject is None:
        yield OffsetProblem("subject-missing", line.start, "there is no SUBJECT line")


def _second_heading(cleaned: CleanText, layout: Layout) -> Iterator[OffsetProblem]:
    """Yield the heading of a second cable in the body of the first: some files have two cables."""
    if found := _SECOND_HEADING.search(cleaned.text, layout.body):
        yield OffsetProblem("second-heading", found.start() + 1, "another cable's heading stands in the body")
