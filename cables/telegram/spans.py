"""Which stretches of a text the parser read as what: for those who check what it made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from cables.telegram import clean as lines
from cables.telegram import layout, signature
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import DEFAULT, Vocabulary


class Kind(StrEnum):
    """What a stretch was read as."""

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


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as it came, from `start` up to `end`, and what it was read as."""

    start: int
    end: int
    kind: Kind


def spans(text: str, telegram: Telegram, vocabulary: Vocabulary = DEFAULT) -> list[Span]:
    """The stretches of `text` that `parse` read `telegram` from, in order and apart from each other.

    The running text is none but for the citations in it. A stretch that begins within another ends that one.
    """
    sheet = lines.clean(text, vocabulary)
    found: list[Span] = []
    for start, end, kind in sorted(_stretches(sheet.text, telegram, vocabulary)):
        said = sheet.text[start:end]
        start, end = start + len(said) - len(said.lstrip()), end - (len(said) - len(said.rstrip()))
        if start < end:
            found.append(Span(sheet.source_map.to_source(start), sheet.source_map.to_source(end - 1) + 1, kind))
    return list(_apart(found))


def _stretches(clean: str, telegram: Telegram, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Kind]]:
    """The stretches of the cleaned text, in any order."""
    zones = layout.find(clean, vocabulary)
    yield 0, zones.heading_end, Kind.HEADING
    if zones.classification:
        yield zones.classification.start, zones.classification.end, Kind.CLASSIFICATION
    if telegram.captions or telegram.attention:
        yield *zones.captions, Kind.CAPTIONS
    for field, kind in (
        (zones.executive_order, Kind.EXECUTIVE_ORDER),
        (zones.tags, Kind.TAGS),
        (zones.subject, Kind.SUBJECT),
        (zones.references, Kind.REFERENCES),
        (zones.classified_by, Kind.CLASSIFIED_BY),
    ):
        if field:
            yield field.keyword, field.end, kind
    for mention in telegram.mentions:
        start = telegram.paragraphs[mention.paragraph - 1].start
        yield start + mention.start, start + mention.end, Kind.MENTION
    signed = signature.find(clean, zones.body, vocabulary)
    if signed.signer and (at := clean.find(signed.signer, signed.end)) >= 0:
        yield at, at + len(signed.signer), Kind.SIGNATURE


def _apart(found: list[Span]) -> Iterator[Span]:
    """Spans in order without overlap: one that begins within another ends it."""
    found.sort(key=lambda span: (span.start, -span.end))
    for span, following in zip_longest(found, found[1:]):
        end = min(span.end, following.start) if following else span.end
        if span.start < end:
            yield Span(span.start, end, span.kind)
