"""Parser of a telegram: every part of the text parsed by its own module, and the parts checked against each other."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain, islice

from cables.telegram import caption, executive_order, sent_date, smart
from cables.telegram.cable_numbers import CitingCable
from cables.telegram.caption import Captions, parse_captions
from cables.telegram.classification import ClassificationLine, level_of
from cables.telegram.classified_by import parse_classified_by
from cables.telegram.clean import CleanText
from cables.telegram.drafting import parse_drafting
from cables.telegram.executive_order import parse_executive_order
from cables.telegram.exemptions import count_exemptions, count_redactions, find_withheld, release_of
from cables.telegram.identity import Identity, identify
from cables.telegram.layout import KeywordField, Layout, find_layout
from cables.telegram.mentions import find_mentions
from cables.telegram.message_heading import Heading, parse_heading
from cables.telegram.mrn import Mrn
from cables.telegram.paragraphs import find_pilcrows, split_afterword, split_body, without_pilcrows
from cables.telegram.parts import ExecutiveOrder, OffsetProblem, Paragraph, Problem, Telegram
from cables.telegram.references import parse_references
from cables.telegram.sections import SEPARATOR, clean_sections
from cables.telegram.signature import Signature, find_afterword, find_signature
from cables.telegram.smart_labels import find_numbers
from cables.telegram.subject import parse_subject
from cables.telegram.summary import find_summary
from cables.telegram.tags import parse_tags
from cables.telegram.vocabulary import DEFAULT, Vocabulary

LAST_SECTION = 99  # a higher number is none of a section
FULL_SECTION = 3_500  # characters; of 43 whole telegrams in sections each had 3,990 for every section but the last
LONG_TEXT = 100_000  # characters from which the garbage collector matters; one cable in a thousand is that long
_NO_PAUSE = nullcontext()
# A line that is full, and at its end none of a sentence, no address and no `END COMMENT`.
_TORN = re.compile(r"(?!.*\bEND(?: [A-Z]+){1,3}\Z).{40,}\s[^\W_]+[,;]?", re.IGNORECASE)
_PARTIAL = "partial extract of the original cable"
_SECOND_HEADING = re.compile(r"\n(?:VZCZC[A-Z]{3}|FM (?:AM|SEC|US))")


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
    problem. `stated` is what the source says beside the text: classification, origin, created, released;
    what message attributes and the drafting block of the text state is added to it.
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
    cleaned = clean_sections(text, vocabulary)
    layout = find_layout(cleaned.text, vocabulary)
    form = layout.form
    drafting = smart.stated(cleaned.text, form) if form else parse_drafting(cleaned.text[: layout.heading_end])
    stated = {**cleaned.attributes, **drafting, **stated}
    heading = smart.parse_heading(layout.upper, form) if form else parse_heading(layout.upper, layout.heading_end)
    line = layout.classification
    identity = identify(cleaned, line, heading, hint, published_id, vocabulary)
    prelude = smart.written_date(layout.upper, form) if form else layout.upper[: layout.captions[0]]
    date, date_source = sent_date.find_date(
        heading.dtg, heading.julian_day, prelude, stated, identity.mrn.year if identity.mrn else None
    )
    citing = _citing(identity.mrn, date)
    captions = _captions(cleaned, layout, vocabulary)
    order = parse_executive_order(_order(cleaned, layout)) if layout.executive_order else None
    title, portion = parse_subject(_content(cleaned, layout.subject)) if layout.subject else (None, None)
    tags_raw = _content(cleaned, layout.tags).strip() if layout.tags else None
    cited = parse_references(_cited(cleaned, layout), citing, vocabulary) if layout.references else ()
    signed = _signature(cleaned.text, layout, vocabulary)
    body, sequence_problems = split_body(cleaned.text, layout.body, signed.end)
    signed_after = len(body)
    for start, end in form.remains if form else (find_afterword(cleaned.text[: layout.end], signed),):
        body += split_afterword(cleaned.text, start, end)
    own = len(body)  # paragraphs; those of a further telegram cite nothing for this one
    body += split_afterword(cleaned.text, layout.end, len(cleaned.text))
    source_map = cleaned.source_map
    if pilcrows := list(find_pilcrows(body)):
        body = list(without_pilcrows(body, pilcrows))
        source_map = cleaned.without(pilcrows).source_map
    withheld = find_withheld(cleaned.text, release_of(stated))
    stated_level = level_of(stated.get("classification", ""))
    level = smart.classification(cleaned.text, form, cleaned.markings) if form else line.level if line else None
    sections, section_count = _sections(line, cleaned), _section_count(line, cleaned)
    is_partial = _PARTIAL in text
    is_unabridged = not (withheld or cleaned.margin or is_partial)
    problems = chain(
        sequence_problems,
        _heading_problems(heading, identity),
        _identity_problems(identity, published_id, line),
        _field_problems(layout, order, line, stated_level),
        _second_heading(cleaned, layout),
        _missing_sections(
            *(line, cleaned, sections, section_count),
            is_first_alone=is_unabridged and _is_first_alone(cleaned, sections, section_count, body, signed),
        ),
    )
    return Telegram(
        mrn=str(identity.mrn) if identity.mrn else None,
        year=citing.year,
        post=citing.post,
        serial=citing.serial,
        published_id=published_id,
        text_mrn=str(identity.text_mrn) if identity.text_mrn else None,
        witnesses=identity.witnesses,
        disagreement=identity.disagreement,
        transmission_id=heading.transmission_id,
        dtg=heading.dtg.replace(tzinfo=None).isoformat() + "Z" if heading.dtg else None,
        date=date,
        date_source=date_source,
        precedence=heading.precedence,
        info_precedence=heading.info_precedence,
        sender=heading.sender,
        stated=stated,
        to=tuple(heading.to),
        info=tuple(heading.info),
        classification=level or stated_level,
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
        mentions=find_mentions(body[:own], cited, citing, vocabulary),
        summary=find_summary(body[:own]),
        signer=signed.signer,
        afterword=signed_after + 1 if signed.signer and not form and len(body) > signed_after else None,
        section_count=section_count,
        sections=sections,
        corrected_copy=captions.corrected_copy or (caption.corrected_in_subject(title) if title else None),
        redactions=count_redactions(cleaned.text, withheld) + len(cleaned.margin),
        exemptions=count_exemptions([*cleaned.margin, *(place.codes for place in withheld)]),
        is_partial=is_partial,
        problems=tuple(
            sorted(
                (Problem(code, cleaned.line(offset), message) for code, offset, message in problems),
                key=lambda problem: problem.line,
            )
        ),
        source_map=source_map,
    )


def _slice(cleaned: CleanText, span: tuple[int, int]) -> str:
    return cleaned.text[span[0] : span[1]]


def _content(cleaned: CleanText, field: KeywordField) -> str:
    return cleaned.text[field.start : field.end]


def _captions(cleaned: CleanText, layout: Layout, vocabulary: Vocabulary) -> Captions:
    if layout.form:
        return smart.parse_form_captions(cleaned.text, layout.form, cleaned.markings, vocabulary)
    block = _slice(cleaned, layout.captions)
    if layout.attention[0] < layout.attention[1]:
        block += "\n" + _slice(cleaned, layout.attention)
    return parse_captions(block, vocabulary, layout.classification.caveats if layout.classification else ())


def _order(cleaned: CleanText, layout: Layout) -> str:
    """Return what the E.O. line says; a form has the date of declassification in a field of its own."""
    if layout.form:
        return smart.executive_order(cleaned.text, layout.form)
    return _content(cleaned, layout.executive_order) if layout.executive_order else ""


def _cited(cleaned: CleanText, layout: Layout) -> str:
    """Return the REF block; a form can have it in several fields."""
    if layout.form:
        return "\n".join(cleaned.text[field.start : field.end] for field in layout.form.of("references"))
    return _content(cleaned, layout.references) if layout.references else ""


def _signature(text: str, layout: Layout, vocabulary: Vocabulary) -> Signature:
    """Return the signature that a form states, else that at the end of the body."""
    if layout.form is None:
        return find_signature(text[: layout.end], layout.body, vocabulary)
    name = smart.signer(text, layout.form)
    found = find_signature(text[: layout.form.body_end], layout.body, vocabulary)
    if name and (found.signer or "").casefold() != name.casefold():
        return Signature(name, layout.form.body_end)
    return found  # also where the name stands below the text and in its field


def _citing(mrn: Mrn | None, date: str | None) -> CitingCable:
    return CitingCable(mrn.year, mrn.post, mrn.serial, sent_date.day(date)) if mrn else CitingCable()


def _section_count(line: ClassificationLine | None, cleaned: CleanText) -> int:
    counts = [line.sections] if line and line.sections else []
    counts += [section_break.sections for section_break in cleaned.breaks]
    counts += [banner.sections for banner in cleaned.banners if banner.sections]
    return max([*counts, *_sections(line, cleaned)], default=1)


def _sections(line: ClassificationLine | None, cleaned: CleanText) -> tuple[int, ...]:
    """Return the numbers of the sections that the text names as its own, ascending."""
    named = {line.section} if line and line.section else set()
    named |= {section_break.section for section_break in cleaned.breaks}
    named |= {banner.section for banner in cleaned.banners if banner.section}
    return tuple(sorted(named))


def _heading_problems(heading: Heading, identity: Identity) -> Iterator[OffsetProblem]:
    """Yield what disagrees with the DE line: its serial is the MRN's modulo 10,000, its day the date-time group's."""
    if heading.dtg_offset is not None and heading.dtg is None:
        yield OffsetProblem("dtg-impossible", heading.dtg_offset, "the date-time group names no time of the calendar")
    if heading.dtg_offset is not None and heading.dtg and sent_date.is_doubtful(heading.dtg.date()):
        message = f"the date-time group names {heading.dtg:%d %b %Y}, on which no telegram can have been sent"
        yield OffsetProblem("dtg-doubtful", heading.dtg_offset, message)
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
    """Yield where the source and the text, or witnesses of the text, say different numbers, with both named."""
    start = line.start if line else 0
    if identity.text_mrn and identity.source_mrn not in (None, identity.text_mrn):
        message = f"the source says {published_id}, the text {identity.text_mrn}"
        if identity.mrn == identity.text_mrn:
            message += ", whose witnesses outweigh it"
        yield OffsetProblem("mrn-disagrees", start, message)
    if identity.disagreement:
        yield OffsetProblem("witnesses-disagree", start, identity.disagreement)


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


def _is_first_alone(
    cleaned: CleanText, sections: tuple[int, ...], count: int, paragraphs: Sequence[Paragraph], signature: Signature
) -> bool:
    """Return whether a text whose classification line alone names a section, the first, surely ends with it: it has
    less than all but the last would fill, or breaks off in a sentence and is not signed."""
    if sections != (1,) or count == 1 or cleaned.breaks:
        return False
    if sum(len(paragraph.text) for paragraph in paragraphs) < FULL_SECTION * (count - 1):
        return True
    last = paragraphs[-1].text.rstrip().rpartition("\n")[2]
    return signature.signer is None and bool(_TORN.fullmatch(last))


def _missing_sections(
    line: ClassificationLine | None,
    cleaned: CleanText,
    sections: tuple[int, ...],
    count: int,
    *,
    is_first_alone: bool,
) -> Iterator[OffsetProblem]:
    """Yield which sections are not in the text, where it is certain that they are not: it is joined of sections, or one
    alone, or page banners with sections name but these. 186 of 814 whole cables have lost their breaks."""
    if not (cleaned.breaks or cleaned.banners or (line and line.section)):
        return
    is_alone = is_first_alone or (line is not None and (line.section or 0) > 1 and len(sections) == 1)
    has_banners = any(banner.section for banner in cleaned.banners)
    if not sections or count > LAST_SECTION or not (SEPARATOR in cleaned.source or is_alone or has_banners):
        return
    if missing := sorted(set(range(1, count + 1)).difference(sections)):
        numbers = ", ".join(map(str, missing))
        noun = "section" if len(missing) == 1 else "sections"
        yield OffsetProblem("sections-missing", line.start if line else 0, f"{noun} {numbers} of {count} not held")


def _second_heading(cleaned: CleanText, layout: Layout) -> Iterator[OffsetProblem]:
    """Yield the heading of a second cable in the body of the first: some files have two cables."""
    if layout.end < len(cleaned.text):
        message = "another telegram's heading stands in the text: what follows is kept, and nothing else is read of it"
        yield OffsetProblem("second-heading", layout.end, message)
        return
    found = _SECOND_HEADING.search(cleaned.text, layout.body)
    starts = [found.start() + 1] if found else []
    if layout.form:
        starts += [number.start for number in islice(find_numbers(cleaned.text, layout.body), 1)]
    if starts:
        yield OffsetProblem("second-heading", min(starts), "another cable's heading stands in the body")
