"""Texts of a cable: everything that readers are shown of it and that a redaction blacks words out of, with its place.

What is derived from these texts, such as its rows and its subject, is made of them again when they are blacked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from cables import archive_vocabulary
from cables.editing.near_forms import PlacedText
from cables.ingest import parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.reparsing import raw_cable
from cables.models import (
    Correction,
    Event,
    ImportRun,
    JobOutcome,
    Redaction,
    Revision,
    SealedText,
    Withdrawal,
    WithdrawnText,
)
from cables.models.revision import Text
from cables.sources import RawCable
from cables.telegram import spans
from cables.telegram.clean import clean
from cables.telegram.overrides import Overrides
from cables.verification.editorial import texts

BETWEEN = "between its parts"  # where headings of paragraphs stand, and lines that nothing is read from


def of_cable(mrn: str) -> Iterator[PlacedText]:
    """Yield the texts of a cable, stored or withdrawn; of a revision that was redacted, the sealed text as received."""
    sealed = SealedText.objects.filter(mrn=mrn).in_bulk()
    given = Decisions.on([mrn]).overrides(mrn)
    for revision in texts(mrn):
        yield from of_revision(revision, original(revision, sealed.get(revision.checksum)), given)
    for correction in Correction.objects.filter(mrn=mrn):
        place = f"correction of the {correction.get_field_display()}"
        yield from _strings(place, [correction.value, correction.before])
        yield from _strings(f"reason of the {place}", correction.reason)
    for event in Event.objects.of(mrn):
        place = f"history, {event.get_kind_display()}"
        yield from _strings(f"{place}, reason", event.reason)
        yield from _strings(place, event.detail)
    for redaction in Redaction.objects.filter(mrn=mrn):
        yield from _strings("reason of an earlier redaction", redaction.reason)
    for withdrawal in Withdrawal.objects.filter(mrn=mrn):
        yield from _strings("reason of the withdrawal", withdrawal.reason)
    for run in ImportRun.objects.filter(pk__in=came_with(mrn)):
        yield PlacedText(f"name of batch {run.pk}", run.label, is_name=True)
    for outcome in JobOutcome.objects.filter(mrn=mrn):
        yield PlacedText("name of a file in the report of an upload", outcome.where, is_name=True)
        yield from _strings("report of an upload", outcome.reason)


def came_with(mrn: str) -> set[int]:
    """Return the ids of the import runs that brought the texts of a cable."""
    rows = [
        *Revision.objects.filter(cable__mrn=mrn).values_list("import_run", "further_sources"),
        *WithdrawnText.objects.filter(withdrawal__mrn=mrn).values_list("import_run", "further_sources"),
    ]
    return {run for run, _ in rows} | {source["import_run"] for _, sources in rows for source in sources or ()}


def of_revision(revision: Text, raw: RawCable, given: Overrides) -> Iterator[PlacedText]:
    """Yield the text of a revision and what is stated beside it, from the text that its source yielded."""
    name = f"revision {revision.number}"
    yield PlacedText(
        name,
        raw.text,
        parts=cache(lambda: parts(raw, given)),
        clean=partial(clean, vocabulary=archive_vocabulary.current()),
    )
    yield PlacedText(f"{name}, name of its file", raw.where, is_name=True)
    for key, value in raw.stated.items():
        yield from _strings(f"{name}, {key} stated beside it", value)
    for source in revision.sources:
        yield PlacedText(f"{name}, name of a further source", source.where, is_name=True)
        for key, value in source.stated.items():
            yield from _strings(f"{name}, {key} stated by a further source", value)


def parts(raw: RawCable, given: Overrides) -> list[tuple[int, str]]:
    """Return the parts of a text by the offset where each begins, in order: its fields and its paragraphs."""
    vocabulary = archive_vocabulary.current()
    telegram = parsing.telegram_of(raw, vocabulary, given)
    found = [
        (span.start, span.end, span.kind.value)
        for span in spans.find_spans(raw.text, telegram, vocabulary)
        if span.kind != spans.SpanKind.MENTION  # which is within a paragraph
    ]
    for position, paragraph in enumerate(telegram.paragraphs, 1):
        if paragraph.text:
            last = telegram.source_map.to_source(paragraph.start + len(paragraph.text) - 1)
            name = f"paragraph {paragraph.number}" if paragraph.number else f"paragraph without a number ({position})"
            found.append((telegram.source_map.to_source(paragraph.start), last + 1, name))
    begins = {start: name for start, _, name in found}
    return sorted({**dict.fromkeys((end for _, end, _ in found), BETWEEN), **begins}.items())


def original(revision: Text, sealed: SealedText | None) -> RawCable:
    """Return a text as its source yielded it, or, where that is purged, as it is shown."""
    if sealed:
        revision = Revision(
            content=sealed.content,
            encoding=sealed.encoding,
            where=sealed.where,
            stated=sealed.stated,
            format=revision.format,
            published_id=revision.published_id,
            hint=revision.hint,
        )
    return raw_cable(revision)


def _strings(place: str, value: Any) -> Iterator[PlacedText]:
    """Yield the strings in a JSON value as texts."""
    match value:
        case str():
            yield PlacedText(place, value)
        case dict():
            for each in value.values():
                yield from _strings(place, each)
        case list():
            for each in value:
                yield from _strings(place, each)
