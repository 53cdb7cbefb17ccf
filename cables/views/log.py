"""`/log/`: what was taken in, corrected, withdrawn or changed otherwise, newest first; also as data and as a feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cables import archive_vocabulary
from cables.archive_version import Version, archive_version
from cables.keyset import BadCursorError, LogCursor
from cables.lists import activity_log, formats
from cables.lists.activity_log import KINDS, Entry, Narrowing
from cables.lists.formats import CSV, JSON, AtomOutput, Item, Output
from cables.lists.listing import BATCH, PART, Part, RefusedError
from cables.lists.records import Absolute, Record
from cables.telegram.mrn import normalise
from cables.views.base import ConditionalView

ROWS = 50  # on one page
COLUMNS = ["at", "kind", "mrn", "what", "reason", "stored", "revised", "address"]
TITLE = "Corrections log"
DAMAGED = "“after” is no place in this list: take the address that its pages give."


def narrowing_of(request: HttpRequest) -> Narrowing:
    """What an address asks for: `kind`, one of KINDS, and `cable`, in any spelling of its number."""
    written = request.GET.get("cable", "").replace("\0", "").strip()
    return Narrowing(
        request.GET.get("kind", "").replace("\0", ""),
        normalise(written, archive_vocabulary.current()).mrn or written[:60],
    )


def query(narrowing: Narrowing, **more: str) -> str:
    """The narrowing as the query of an address."""
    given = {"kind": narrowing.kind, "cable": narrowing.mrn} | more
    return urlencode({name: value for name, value in given.items() if value})


class LogView(ConditionalView):
    """The log, a page at a time; `after` is the place that a page goes on at."""

    output: Output | None = None

    def version(self) -> Version | None:
        return archive_version()

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """One page of the log, or the log as data. A place that is damaged is the beginning."""
        if self.output:
            return self.output.answer(request, LogListing(request))
        narrowing = narrowing_of(request)
        try:
            place = LogCursor.parse(request.GET["after"]) if "after" in request.GET else None
        except BadCursorError:
            place = None
        part = activity_log.read(narrowing, ROWS, place)
        page = reverse("log")
        here = query(narrowing)
        return render(
            request,
            "cables/log.html",
            {
                "section": "log",
                "narrowing": narrowing,
                "kinds": KINDS,
                "entries": part.entries,
                "first": f"{page}?{here}" if place and here else page if place else "",
                "next": f"{page}?{query(narrowing, after=str(part.further))}" if part.further else "",
                "outputs": formats.links(f"{page}?{here}" if here else page, JSON, CSV, LOG_FEED),
            },
        )


class LogListing:
    """The log as data. It is read as it is written, whatever its length."""

    title = TITLE
    noun = "entries"
    columns = COLUMNS

    def __init__(self, request: HttpRequest) -> None:
        self.narrowing = narrowing_of(request)
        self.after = request.GET.get("after", "")

    def count(self) -> tuple[int | None, bool]:
        """How many entries there are."""
        return self.narrowing.count(), False

    def part(self, absolute: Absolute) -> Part:
        """Those at the place that is asked for; raises RefusedError where it is damaged."""
        try:
            place = LogCursor.parse(self.after) if self.after else None
        except BadCursorError as error:
            raise RefusedError(DAMAGED) from error
        part = activity_log.read(self.narrowing, PART, place)
        further = f"{reverse('log-json')}?{query(self.narrowing, after=str(part.further))}" if part.further else ""
        return Part([record(entry, absolute) for entry in part.entries], further)

    def batches(self, absolute: Absolute) -> Iterator[list[Record]]:
        """All of them, some at a time: two queries each."""
        for entries in activity_log.walk(self.narrowing, BATCH):
            yield [record(entry, absolute) for entry in entries]

    def newest(self, limit: int) -> list[Entry]:
        """The newest entries."""
        return activity_log.read(self.narrowing, limit).entries


def record(entry: Entry, absolute: Absolute) -> Record:
    """An entry under the names of COLUMNS."""
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


class LogFeed(AtomOutput):
    """A feed of the newest entries of the log."""

    def items(self, listing: Any, absolute: Absolute, limit: int) -> list[Item]:
        return [
            Item(
                title=" ".join(filter(None, [entry.mrn, f"{entry.label}:" if entry.what else entry.label, entry.what])),
                link=absolute(entry.href or reverse("log")),
                unique_id=f"{absolute(reverse('log'))}#{entry.key}",
                description=entry.reason,
                published=entry.at,
                updated=entry.changed,
                categories=[entry.kind],
            )
            for entry in listing.newest(limit)
        ]


LOG_FEED = LogFeed()
