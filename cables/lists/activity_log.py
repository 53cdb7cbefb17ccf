"""What happened to the archive, newest first: what imports brought, and what editors did, each with its reason.

Two tables tell it, batches and events. Each is in order of its ids, and so of its time; they are read side by side.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db.models import Q, QuerySet

from cables.keyset import LogCursor
from cables.models import Correction, Event, ImportRun
from cables.reverse import url

STORED = "stored"  # what an import brought
MENDED = "mended"  # what a verification put right
REPAIR = "repair"  # the label of the batches that did
UPLOADED = "upload: "  # what the labels of uploads begin with
KINDS: dict[str, str] = {STORED: "Taken in", MENDED: "Mended", **dict(Event.Kind.choices)}
BATCHES = Q(stored__gt=0) | Q(revised__gt=0) | Q(label=REPAIR)  # those that changed anything


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: what, to which cable if to one, why; `href` is the page that shows what came of it.

    `at` is when it happened or began, `changed` when it was last told otherwise: a batch goes on for a while.
    """

    is_event: bool
    pk: int
    kind: str
    at: datetime.datetime
    changed: datetime.datetime
    mrn: str
    what: str
    reason: str
    href: str
    stored: int | None = None
    revised: int | None = None

    @property
    def label(self) -> str:
        """Its kind in words."""
        return KINDS[self.kind]

    @property
    def key(self) -> str:
        """What names it among all entries, for good."""
        return f"{'event' if self.is_event else 'batch'}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is told: all of it, what is of one kind, or what happened to the cable of one number."""

    kind: str = ""
    mrn: str = ""

    def events(self) -> QuerySet[Event]:
        """The events that are left."""
        rows: QuerySet[Any] = Event.objects.of(self.mrn) if self.mrn else Event.objects.all()
        return rows.filter(kind=self.kind) if self.kind else rows

    def batches(self) -> QuerySet[ImportRun]:
        """The batches that are left: none where one cable is asked for, whose history names its own."""
        if self.mrn or self.kind not in ("", STORED, MENDED):
            return ImportRun.objects.none()
        rows = ImportRun.objects.filter(BATCHES)
        if self.kind:
            rows = rows.filter(label=REPAIR) if self.kind == MENDED else rows.exclude(label=REPAIR)
        return rows

    def count(self) -> int:
        """How many entries are left."""
        return self.events().count() + self.batches().count()


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries, and the place of those behind them, None where there are none."""

    entries: list[Entry]
    further: LogCursor | None


def read(narrowing: Narrowing, size: int, place: LogCursor | None = None) -> Part:
    """The first entries, or those at a place. Two queries."""
    place = place or LogCursor()
    events = narrowing.events().filter(pk__lt=place.event).order_by("-pk")[: size + 1]
    batches = narrowing.batches().filter(pk__lt=place.batch).order_by("-pk")[: size + 1]
    told = merge(map(of_event, events), map(of_batch, batches), key=lambda entry: entry.at, reverse=True)
    found = list(islice(told, size + 1))
    for entry in found[:size]:
        place = place._replace(event=entry.pk) if entry.is_event else place._replace(batch=entry.pk)
    return Part(found[:size], place if len(found) > size else None)


def walk(narrowing: Narrowing, size: int) -> Iterator[list[Entry]]:
    """All entries, some at a time."""
    part = read(narrowing, size)
    yield part.entries
    while part.further:
        part = read(narrowing, size, part.further)
        yield part.entries


def of_event(event: Event) -> Entry:
    """What an editor did. Who it was is not told."""
    href = url("cable", event.mrn) if event.mrn else ""
    return Entry(True, event.pk, event.kind, event.at, event.at, event.mrn, what_of(event), event.reason, href)


def of_batch(batch: ImportRun) -> Entry:
    """What an import brought, or a verification put right."""
    ended = batch.finished_at or batch.started_at
    href = url("batch", batch.pk)
    if batch.label == REPAIR:
        what = "what is derived from the texts was put right"
        return Entry(
            False, batch.pk, MENDED, batch.started_at, ended, "", what, "A verification found differences.", href
        )
    counts = [
        f"{batch.stored:,} new cable{'s' if batch.stored != 1 else ''}" if batch.stored else "",
        f"{batch.revised:,} new text{'s' if batch.revised != 1 else ''} of held cables" if batch.revised else "",
    ]
    return Entry(
        *(False, batch.pk, STORED, batch.started_at, ended, ""),
        *(", ".join(filter(None, counts)), f"From {', '.join(source_names(batch.label))}.", href),
        *(batch.stored, batch.revised),
    )


def source_names(label: str) -> list[str]:
    """The files and folders that a batch was read from, without the way to them on the server; of an upload what it
    is called, which may have spaces in it."""
    if label.startswith(UPLOADED):
        return [label.removeprefix(UPLOADED)]
    return [PurePath(path).name or path for path in label.split()]


def what_of(event: Event) -> str:
    """An event in a few words, behind its kind and its cable; empty where these say it all. No words of a text are
    among them: what is withdrawn or redacted later would stand here still."""
    detail = event.detail
    match event.kind:
        case Event.Kind.REVERTED:
            return f"from revision {detail.get('before')} to revision {detail.get('number')}"
        case Event.Kind.CORRECTED | Event.Kind.UNDONE:
            return dict(Correction.Field.choices).get(detail.get("field", ""), "")
        case Event.Kind.REDACTED:
            places = detail.get("places", 0)
            return f"in {places:,} place{'s' if places != 1 else ''}"
        case Event.Kind.MERGED:
            return f"into {detail.get('into')}"
        case Event.Kind.VOCABULARY:
            changed = (
                "taken away" if detail.get("value") is None else "added" if detail.get("before") is None else "changed"
            )
            return f"{detail.get('entry')} {detail.get('code')} {changed}"
    return ""
