"""Spans of a raw text by what the parser took them for, for people who check its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from cables.telegram.layout import find_layout
from cables.telegram.parts import Telegram
from cables.telegram.sections import clean_sections
from cables.telegram.signature import Signature, find_signature
from cables.telegram.smart import HEADING, SmartForm
from cables.telegram.vocabulary import DEFAULT, Vocabulary


class SpanKind(StrEnum):
    """The part of a telegram that a span was taken for."""

    HEADING = "heading"
    CLASSIFICATION = "classification line"
    CAPTIONS = "captions"
    EXECUTIVE_ORDER = "executive order"
    TAGS = "TAGS"
    SUBJECT = "subject"
    REFERENCES = "references"
    CLASSIFIED_BY = "classified by"
    MENTION = "citation in the text"
    SIGNATURE = "signature"
    DRAFTING = "drafting and handling"


@dataclass(frozen=True, slots=True)
class ParsedSpan:
    """The characters of a raw text from `start` up to `end`, and what they were taken for."""

    start: int
    end: int
    kind: SpanKind


def find_spans(text: str, telegram: Telegram, vocabulary: Vocabulary = DEFAULT) -> list[ParsedSpan]:
    """Return the spans of the raw `text` that `telegram` was parsed from by `vocabulary`, in order, without overlap.

    The running text has none but for the citations in it. A span that begins within another ends that one.
    """
    cleaned = clean_sections(text, vocabulary)
    found: list[ParsedSpan] = []
    for start, end, kind in sorted(_spans_of_clean_text(cleaned.text, telegram, vocabulary)):
        content = cleaned.text[start:end]
        start, end = start + len(content) - len(content.lstrip()), end - (len(content) - len(content.rstrip()))
        if start < end:
            last = cleaned.source_map.to_source(end - 1)
            found.append(ParsedSpan(cleaned.source_map.to_source(start), last + 1, kind))
    for mention in telegram.mentions:
        start = telegram.paragraphs[mention.paragraph - 1].start
        last = telegram.source_map.to_source(start + mention.end - 1)
        found.append(ParsedSpan(telegram.source_map.to_source(start + mention.start), last + 1, SpanKind.MENTION))
    return list(_without_overlap(found))


def _spans_of_clean_text(text: str, telegram: Telegram, vocabulary: Vocabulary) -> Iterator[tuple[int, int, SpanKind]]:
    """Yield start, end and kind of the spans of a cleaned text, in any order."""
    layout = find_layout(text, vocabulary)
    if layout.form:
        yield from _spans_of_form(layout.form)
        if not layout.form.of("signature"):
            yield from _span_of_signature(text, find_signature(text[: layout.form.body_end], layout.body, vocabulary))
        return
    yield 0, layout.heading_end, SpanKind.HEADING
    if layout.classification:
        yield layout.classification.start, layout.classification.end, SpanKind.CLASSIFICATION
    if telegram.captions or telegram.attention:
        yield *layout.captions, SpanKind.CAPTIONS
        yield *layout.attention, SpanKind.CAPTIONS
    for field, kind in (
        (layout.executive_order, SpanKind.EXECUTIVE_ORDER),
        (layout.tags, SpanKind.TAGS),
        (layout.subject, SpanKind.SUBJECT),
        (layout.references, SpanKind.REFERENCES),
        (layout.classified_by, SpanKind.CLASSIFIED_BY),
    ):
        if field:
            yield field.keyword, field.end, kind
    yield from _span_of_signature(text, find_signature(text[: layout.end], layout.body, vocabulary))


def _span_of_signature(text: str, signature: Signature) -> Iterator[tuple[int, int, SpanKind]]:
    if signature.signer and (at := text.find(signature.signer, signature.end)) >= 0:
        yield at, at + len(signature.signer), SpanKind.SIGNATURE


_OF_FORM = {
    **dict.fromkeys(HEADING, SpanKind.HEADING),
    **dict.fromkeys(("executive_order", "declassify"), SpanKind.EXECUTIVE_ORDER),
    **dict.fromkeys(("classified_by", "derived_from", "reason"), SpanKind.CLASSIFIED_BY),
    **dict.fromkeys(("captions", "pass_line"), SpanKind.CAPTIONS),
    "classification": SpanKind.CLASSIFICATION,
    "tags": SpanKind.TAGS,
    "references": SpanKind.REFERENCES,
    "subject": SpanKind.SUBJECT,
    "signature": SpanKind.SIGNATURE,
}


def _spans_of_form(form: SmartForm) -> Iterator[tuple[int, int, SpanKind]]:
    """Yield the spans of the fields of a SMART telegram, of label and value by themselves where they stand apart."""
    if form.marking:
        yield form.marking.start, form.marking.end, SpanKind.CLASSIFICATION
    for field in form.fields:
        kind = _OF_FORM.get(field.name, SpanKind.DRAFTING)
        if field.start == field.label_end:
            yield field.label, field.end, kind
        else:
            yield field.label, field.label_end, kind
            yield field.start, field.end, kind


def _without_overlap(found: list[ParsedSpan]) -> Iterator[ParsedSpan]:
    """Yield the spans in order, each ended where the next begins."""
    found.sort(key=lambda span: (span.start, -span.end))
    for span, following in zip_longest(found, found[1:]):
        end = min(span.end, following.start) if following else span.end
        if span.start < end:
            yield ParsedSpan(span.start, end, span.kind)
