"""The activity log: imports and edits, newest first, each with its reason.

It is merged from two tables, of import runs and of events, each in order of its ids, and so of its time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db.models import Q, QuerySet

from cables.keyset import LogCursor
from cables.lists.listing import Absolute, Batch, FeedItem, Listing, Page, Record
from cables.lists.parameters import LOG_KINDS, REPAIRED, STORED, ListQuery
from cables.models import Correction, Event, ImportRun
from cables.reverse import url

REPAIR = "repair"  # label of import runs that are repairs by a verification
UPLOADED = "upload: "  # prefix of the labels of uploads
CHANGED_ANYTHING = Q(stored__gt=0) | Q(revised__gt=0) | Q(further__gt=0) | Q(recorded__gt=0) | Q(label=REPAIR)
TITLE = "Corrections log"
COLUMNS = ["at", "kind", "mrn", "what", "reason", "stored", "revised", "address"]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry: kind, cable if it concerns one, reason; `href` is the page that shows the result.

    `at` is when it happened or began, `changed` when the entry last changed: an import goes on for a while.
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
        """Return its kind in words."""
        return LOG_KINDS[self.kind]

    @property
    def key(self) -> str:
        """Return a unique and permanent name of the entry."""
        return f"{'event' if self.is_event else 'batch'}-{self.pk}"


class LogListing(Listing[LogEntry]):
    """The activity log, newest first: all of it, the entries of one kind, or those about one cable."""

    noun = "entries"
    columns = COLUMNS
    cursors: Mapping[str, type] = {"after": LogCursor}

    def __init__(self, query: ListQuery) -> None:
        super().__init__(query, TITLE)
        self.kind: str = query.values.get("kind", "")
        self.mrn: str = query.values.get("cable", "")

    def events(self) -> QuerySet[Event]:
        """Return the events that meet the query."""
        rows: QuerySet[Any] = Event.objects.of(self.mrn) if self.mrn else Event.objects.all()
        return rows.filter(kind=self.kind) if self.kind else rows

    def imports(self) -> QuerySet[ImportRun]:
        """Return the import runs that meet the query: none for a single cable, whose history names its own."""
        if self.mrn or self.kind not in ("", STORED, REPAIRED):
            return ImportRun.objects.none()
        rows = ImportRun.objects.filter(CHANGED_ANYTHING)
        if self.kind:
            rows = rows.filter(label=REPAIR) if self.kind == REPAIRED else rows.exclude(label=REPAIR)
        return rows

    def count(self) -> tuple[int | None, bool]:
        """Return how many entries there are. Two queries."""
        return self.events().count() + self.imports().count(), False

    def page(self, size: int) -> Page[LogEntry]:
        """Return the entries after the query's cursor, else the newest. Two queries."""
        batch, has_more = self._read(size, self.position.get("after"))
        return Page([entry for _, entry in batch], next={"after": str(batch[-1][0])} if has_more else {})

    def batches(self, size: int) -> Iterator[Batch[LogEntry]]:
        """Yield all entries after the query's cursor, so many at a time. Two queries each."""
        batch, has_more = self._read(size, self.position.get("after"))
        yield batch
        while has_more:
            batch, has_more = self._read(size, batch[-1][0])
            yield batch

    def records(self, rows: Sequence[LogEntry], absolute: Absolute) -> list[Record]:
        """Return entries under the names of COLUMNS."""
        return [record(entry, absolute) for entry in rows]

    def feed_items(self, limit: int, absolute: Absolute) -> list[FeedItem]:
        """Return the newest entries for a feed."""
        return [feed_item(entry, absolute) for _, entry in self._read(limit, None)[0]]

    def _read(self, size: int, cursor: LogCursor | None) -> tuple[list[tuple[LogCursor, LogEntry]], bool]:
        """Return the entries after a cursor, else the newest, each with its own, and whether there are more."""
        cursor = cursor or LogCursor()
        events = self.events().filter(pk__lt=cursor.event).order_by("-pk")[: size + 1]
        imports = self.imports().filter(pk__lt=cursor.batch).order_by("-pk")[: size + 1]
        merged = merge(map(of_event, events), map(of_import, imports), key=lambda entry: entry.at, reverse=True)
        batch: list[tuple[LogCursor, LogEntry]] = []
        for entry in islice(merged, size):
            cursor = cursor._replace(event=entry.pk) if entry.is_event else cursor._replace(batch=entry.pk)
            batch.append((cursor, entry))
        return batch, next(merged, None) is not None


def record(entry: LogEntry, absolute: Absolute) -> Record:
    """Return an entry under the names of COLUMNS."""
    return {
        "at": entry.at.isoformat(timespec="seconds"),
        "kind": entry.kind,
        "mrn": entry.mrn or None,
        "what": entry.what or None,
        "reason": entry.reason or None,
        "stored": entry.stored,
        "revised": entry.revised,
        "address": absolute(entry.href) if entry.href else None,
    }


def feed_item(entry: LogEntry, absolute: Absolute) -> FeedItem:
    """Return an entry for a feed."""
    log = url("log")
    return FeedItem(
        title=" ".join(filter(None, [entry.mrn, f"{entry.label}:" if entry.what else entry.label, entry.what])),
        link=absolute(entry.href or log),
        unique_id=f"{absolute(log)}#{entry.key}",
        description=entry.reason,
        published=entry.at,
        updated=entry.changed,
        categories=[entry.kind],
    )


def of_event(event: Event) -> LogEntry:
    """Return the entry of an event, without its editor."""
    href = url("cable", event.mrn) if event.mrn else ""
    return LogEntry(True, event.pk, event.kind, event.at, event.at, event.mrn, summary_of(event), event.reason, href)


def of_import(run: ImportRun) -> LogEntry:
    """Return the entry of an import run, which may be a repair by a verification."""
    ended = run.finished_at or run.started_at
    href = url("batch", run.pk)
    if run.label == REPAIR:
        what = "what is derived from the texts was put right"
        reason = "A verification found differences."
        return LogEntry(False, run.pk, REPAIRED, run.started_at, ended, "", what, reason, href)
    counts = [
        f"{run.stored:,} new cable{'s' if run.stored != 1 else ''}" if run.stored else "",
        f"{run.revised:,} new text{'s' if run.revised != 1 else ''} of held cables" if run.revised else "",
        f"{run.further:,} further source{'s' if run.further != 1 else ''} of held texts" if run.further else "",
        f"{run.recorded:,} record{'s' if run.recorded != 1 else ''} without text" if run.recorded else "",
    ]
    return LogEntry(
        *(False, run.pk, STORED, run.started_at, ended, ""),
        *(", ".join(filter(None, counts)), f"From {', '.join(source_names(run.label))}.", href),
        *(run.stored, run.revised),
    )


def source_names(label: str) -> list[str]:
    """Return the names of the files and folders of an import run from its label, without their paths on the server; for
    an upload its one name, which may have spaces."""
    if label.startswith(UPLOADED):
        return [label.removeprefix(UPLOADED)]
    return [PurePath(path).name or path for path in label.split()]


def summary_of(event: Event) -> str:
    """Return an event in a few words, to follow its kind and its cable; empty where these say it all.

    They quote no text, which would stay here after a withdrawal or a redaction.
    """
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
        case Event.Kind.SEPARATED:
            return f"stored as {detail.get('former')} before"
        case Event.Kind.VOCABULARY:
            changed = (
                "taken away" if detail.get("value") is None else "added" if detail.get("before") is None else "changed"
            )
            return f"{detail.get('entry')} {detail.get('code')} {changed}"
    return ""
