"""Verification of the further sources of texts: what is on record of each, and how many came with each import run.

Nothing of it can be derived from anything else.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from cables.models import ImportRun, Revision, WithdrawnText
from cables.models.revision import FurtherSource, Text
from cables.verification.difference import Difference, DifferenceKind

MEMBERS = {field.name: field for field in fields(FurtherSource)}
NEEDED = [name for name, field in MEMBERS.items() if field.default is MISSING]
CHECKSUM = re.compile(r"[0-9a-f]{64}")


def faults(text: Text) -> Iterator[str]:
    """Yield what is wrong with the further sources of a text, in words."""
    if text.further_sources is None:
        return
    if not isinstance(text.further_sources, list) or not text.further_sources:
        yield "has further sources that are no list of them"
        return
    if len(text.further_sources) > text.MOST_SOURCES:
        yield f"has {len(text.further_sources)} further sources, more than {text.MOST_SOURCES}"
    for position, source in enumerate(text.further_sources, 1):
        if wrong := fault(source):
            yield f"has a further source, {position}, {wrong}"


def fault(source: Any) -> str | None:
    """Return what is wrong with one further source; None where nothing is."""
    if not isinstance(source, Mapping) or any(name not in source for name in NEEDED) or set(source) - set(MEMBERS):
        return "whose members are not those of one"
    for name in ("checksum", "file_checksum"):
        value = source.get(name)
        if not (value is None and name == "file_checksum") and not CHECKSUM.fullmatch(str(value)):
            return f"whose {name} is none"
    if any(not isinstance(source[name], str) for name in ("where", "format")) or not isinstance(source["stated"], dict):
        return "that does not say where it came from"
    if not isinstance(source["import_run"], int) or not is_time(source["received_at"]):
        return "that does not say when it came"
    return None


def is_time(value: Any) -> bool:
    """Return whether a JSON value is a time with its zone."""
    try:
        return datetime.datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def with_sources(model: Any) -> Iterator[Text]:
    """Yield the texts of a table that have further sources, without their content; those that are damaged not."""
    for text in model._default_manager.exclude(further_sources=None).defer("content").order_by("pk").iterator():
        if not any(faults(text)):
            yield text


def import_runs() -> Iterator[Difference]:
    """Yield the import runs of which another number of further sources is on record than counted.

    Of a text that has the most that are named the rest were counted alone; where there is one, fewer are no fault.
    """
    counts: Counter[int] = Counter()
    is_full = False
    for model in (Revision, WithdrawnText):
        for text in with_sources(model):
            counts.update(source.import_run for source in text.sources)
            is_full = is_full or len(text.sources) >= text.MOST_SOURCES
    for run in ImportRun.objects.order_by("pk"):
        there = counts.pop(run.pk, 0)
        if there > run.further or (there < run.further and not is_full):
            sentence = f"Batch {run.pk} ({run.label}) took {run.further} further sources, of which {there} are named."
            yield Difference(DifferenceKind.BATCH, sentence, derivable=False)
    for unknown in sorted(counts):
        sentence = f"Batch {unknown}, which {counts[unknown]} further sources came with, is lacking."
        yield Difference(DifferenceKind.BATCH, sentence, derivable=False)
