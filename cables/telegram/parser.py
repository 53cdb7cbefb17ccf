"""Putting a telegram together from what its parts say."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from typing import NamedTuple

from cables.telegram import (
    caption,
    classified_by,
    clean,
    dates,
    executive_order,
    layout,
    mentions,
    message_heading,
    paragraphs,
    redaction,
    references,
    signature,
    subject,
    summary,
    tags,
)
from cables.telegram.cable_numbers import Citing
from cables.telegram.classification import ClassificationLine, level
from cables.telegram.clean import Sheet
from cables.telegram.layout import Layout
from cables.telegram.message_heading import Heading
from cables.telegram.mrn import Mrn, also_written, normalise
from cables.telegram.parts import ExecutiveOrder, Problem, Telegram
from cables.telegram.posts import despaced, recognise
from cables.telegram.vocabulary import DEFAULT, Vocabulary

LONG_TEXT = 100_000  # characters from which the garbage collector matters; one cable in a thousand is that long
_NO_PAUSE = nullcontext()
_PARTIAL = "partial extract of the original cable"
_SECOND_HEADING = re.compile(r"\n(?:VZCZC[A-Z]{3}|FM (?:AM|SEC|US))")


class Finding(NamedTuple):
    """A problem before its line is known: at an offset of the cleaned text."""

    code: str
    offset: int
    message: str


class Identity(NamedTuple):
    """Which cable it is: as the source or the text or the hint say, and what the text alone says."""

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
    problem. `stated` holds what the source says beside the text: classification, origin, created, released.
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
    sheet = clean.clean(text, vocabulary)
    zones = layout.find(sheet.text, vocabulary)
    head = message_heading.read(zones.upper, zones.heading_end)
    line = zones.classification
    identity = _identity(line, head, hint, published_id, vocabulary)
    citing = _citing(identity.mrn)
    captions = caption.read(_slice(sheet, zones.captions), vocabulary, line.caveats if line else ())
    order = executive_order.read(_content(sheet, zones.executive_order)) if zones.executive_order else None
    title, portion = subject.read(_content(sheet, zones.subject)) if zones.subject else (None, None)
    tags_raw = _content(sheet, zones.tags).strip() if zones.tags else None
    cited = references.read_block(_content(sheet, zones.references), citing, vocabulary) if zones.references else ()
    signed = signature.find(sheet.text, zones.body, vocabulary)
    body, doubts = paragraphs.split(sheet.text, zones.body, signed.end)
    prelude = zones.upper[: zones.captions[0]]
    date, date_source = dates.find(
        head.dtg, head.julian_day, prelude, stated, identity.mrn.year if identity.mrn else None
    )
    stated_level = level(stated.get("classification", ""))
    findings = chain(
        doubts,
        _heading_findings(head, identity),
        _identity_findings(identity, published_id, line),
        _field_findings(zones, order, line, stated_level),
        _second_heading(sheet, zones),
    )
    return Telegram(
        mrn=str(identity.mrn) if identity.mrn else None,
        year=citing.year,
        post=citing.post,
        serial=citing.serial,
        published_id=published_id,
        text_mrn=str(identity.text_mrn) if identity.text_mrn else None,
        transmission_id=head.transmission_id,
        dtg=head.dtg.replace(tzinfo=None).isoformat() + "Z" if head.dtg else None,
        date=date,
        date_source=date_source,
        precedence=head.precedence,
        info_precedence=head.info_precedence,
        sender=head.sender,
        stated=dict(stated),
        to=tuple(head.to),
        info=tuple(head.info),
        classification=line.level if line else stated_level,
        captions=captions.captions,
        attention=captions.attention,
        executive_order=order,
        tags=tags.read(tags_raw, vocabulary) if tags_raw else (),
        tags_raw=tags_raw or None,
        subject=title,
        subject_portion=portion,
        references=cited,
        classified_by=(
            classified_by.read(sheet.text, zones.classified_by.keyword, zones.classified_by.end, vocabulary)
            if zones.classified_by
            else None
        ),
        paragraphs=tuple(body),
        mentions=mentions.find(body, cited, citing, vocabulary),
        summary=summary.find(body),
        signer=signed.signer,
        section_count=_section_count(line, sheet),
        section=line.section if line and line.section and line.section > 1 else None,
        corrected_copy=captions.corrected_copy or (caption.corrected_in_subject(title) if title else None),
        redactions=redaction.count_marks(sheet.text),
        is_partial=_PARTIAL in text,
        problems=tuple(
            sorted(
                (Problem(code, sheet.line(offset), message) for code, offset, message in findings),
                key=lambda problem: problem.line,
            )
        ),
        source_map=sheet.source_map,
    )


def _slice(sheet: Sheet, span: tuple[int, int]) -> str:
    return sheet.text[span[0] : span[1]]


def _content(sheet: Sheet, field: layout.Field) -> str:
    return sheet.text[field.start : field.end]


def _identity(
    line: ClassificationLine | None,
    head: Heading,
    hint: str | None,
    published_id: str | None,
    vocabulary: Vocabulary,
) -> Identity:
    """The id that the source gives stays the cable's; else the text's own, else the hint.

    The text gives post and serial on its classification line and the year in its date-time group; without one the
    year is that of the source or the hint. A post that nobody knows counts only where nothing says otherwise. Where
    both name one series (BRUSSELS, USEUBRUSSELS), the text is taken to say what the source says.
    """
    published = _mrn(published_id, vocabulary)
    other = published or _mrn(hint, vocabulary)
    year = head.dtg.year if head.dtg else other.year if other else None
    text_mrn = None
    if line and line.post and line.serial and year:
        post = recognise(despaced(line.post), vocabulary, year)
        if post.known or other is None or post.post == other.post:
            text_mrn = Mrn(year, post.post, line.serial)
    if published and text_mrn and str(published) in also_written(str(text_mrn), vocabulary):
        text_mrn = published
    return Identity(published or text_mrn or other, text_mrn)


def _mrn(raw: str | None, vocabulary: Vocabulary) -> Mrn | None:
    canonical = normalise(raw, vocabulary).mrn if raw else None
    return Mrn.parse(canonical) if canonical else None


def _citing(mrn: Mrn | None) -> Citing:
    return Citing(mrn.year, mrn.post, mrn.serial) if mrn else Citing()


def _section_count(line: ClassificationLine | None, sheet: Sheet) -> int:
    counts = [line.sections] if line and line.sections else []
    counts += [section_break.sections for section_break in sheet.breaks]
    counts += [banner.sections for banner in sheet.banners if banner.sections]
    return max(counts, default=1)


def _heading_findings(head: Heading, identity: Identity) -> Iterator[Finding]:
    """The cross-checks of the DE line: its serial is the MRN's modulo 10,000, its day that of the date-time group."""
    if head.dtg_offset is not None and head.dtg is None:
        yield Finding("dtg-impossible", head.dtg_offset, "the date-time group names no time of the calendar")
    if head.station_serial is not None and identity.text_mrn:
        serial = identity.text_mrn.serial
        if serial % 10_000 != head.station_serial:
            message = f"the DE line has the serial {head.station_serial:04d}, the classification line {serial}"
            yield Finding("station-serial-disagrees", head.station_offset, message)
    if head.julian_day is not None and head.dtg and head.julian_day != dates.day_of_year(head.dtg):
        message = f"the DE line has day {head.julian_day} of the year, the date-time group {head.dtg:%d %b}"
        yield Finding("julian-day-disagrees", head.station_offset, message)


def _identity_findings(
    identity: Identity, published_id: str | None, line: ClassificationLine | None
) -> Iterator[Finding]:
    if published_id and line and identity.text_mrn and identity.mrn != identity.text_mrn:
        yield Finding("mrn-disagrees", line.start, f"the source says {published_id}, the text {identity.text_mrn}")


def _field_findings(
    zones: Layout, order: ExecutiveOrder | None, line: ClassificationLine | None, stated_level: str | None
) -> Iterator[Finding]:
    if order and zones.executive_order and order.number not in (None, *executive_order.NUMBERS):
        message = f"no order on classified information has the number {order.number}"
        yield Finding("executive-order-number", zones.executive_order.keyword, message)
    if line and stated_level and stated_level != line.level:
        message = f"the source says {stated_level}, the text {line.level}"
        yield Finding("classification-disagrees", line.start, message)
    if line and line.serial is not None and zones.subject is None:
        yield Finding("subject-missing", line.start, "there is no SUBJECT line")


def _second_heading(sheet: Sheet, zones: Layout) -> Iterator[Finding]:
    """Some files hold two cables; the second's heading shows in the body of the first."""
    if found := _SECOND_HEADING.search(sheet.text, zones.body):
        yield Finding("second-heading", found.start() + 1, "another cable's heading stands in the body")
