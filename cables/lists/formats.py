"""Formats of a list as data: JSON a page at a time, CSV as a whole, Atom of the newest; each serves all lists.

A list's page has the URL `/tag/SNAR/`, the same as data `/tag/SNAR.json`, with the same parameters. The columns of a
list, and what feeds say of an entry, stand in the module of its listing: `cables.lists.cables`, `missing`,
`activity_log`, `occurrences`.
"""

from __future__ import annotations

import csv
import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.feedgenerator import Atom1Feed

from cables.lists import listing as lists
from cables.lists.listing import Absolute, Batch, Listing, Record
from cables.search.backends.timeout import each_bounded
from cables.streams import streamed

NEWEST = 50  # items of a feed
PLACE = "after"  # the column of a record's place, which the parameter of that name takes to go on behind it
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXT = "text/plain; charset=utf-8"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # which XML cannot carry
SUFFIX = re.compile(r"\.(json|csv|atom)\Z")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Format(ABC):
    """A format in which a list is given."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]
    name: ClassVar[str]
    is_streamed: ClassVar[bool] = False

    @abstractmethod
    def response(self, request: HttpRequest, listing: Listing[Any]) -> HttpResponseBase:
        """Return the list in this format, or the page of it at the position of the request."""

    def path(self, page: str) -> str:
        """Return the path of the list of a page in this format."""
        return f"{page.rstrip('/')}.{self.suffix}"


class JsonFormat(Format):
    """A page of the list with the number of all records, and the URL of the next page."""

    suffix = "json"
    media_type = "application/json"
    name = "JSON"

    def response(self, request: HttpRequest, listing: Listing[Any]) -> HttpResponseBase:
        """Return the page of the list at the position of the request."""
        page = listing.page(lists.JSON_PAGE_SIZE)
        records = listing.records(page.rows, request.build_absolute_uri)
        count, more = listing.count()
        next_url = listing.query.url(request.path, **page.next) if page.next else ""
        members = {
            "title": listing.title,
            "archive": settings.SITE_NAME,
            "page": request.build_absolute_uri(page_of(request)),
            "count": count,
            "more_than_count": more,
            listing.noun: [record for record in records if record],
            "next": request.build_absolute_uri(next_url) if next_url else None,
        }
        return JsonResponse(members, json_dumps_params={"ensure_ascii": False})


class CsvFormat(Format):
    """All records after the query's cursor, with the cursor of each: a reader who was cut off goes on from the last.

    They are written as they are read: no more than a batch of them is ever in memory.
    """

    suffix = "csv"
    media_type = "text/csv"
    name = "CSV"
    is_streamed = True

    def response(self, request: HttpRequest, listing: Listing[Any]) -> HttpResponseBase:
        """Return the list as a stream; 503 where too many are being sent."""
        batches = listing.batches(lists.BATCH)
        if listing.milliseconds:
            batches = each_bounded(batches, listing.milliseconds)
        records = (placed(listing, batch, request.build_absolute_uri) for batch in batches)
        headers = {
            "Content-Type": "text/csv; charset=utf-8; header=present",
            "Content-Disposition": f'attachment; filename="{request.path.strip("/").replace("/", "-")}"',
        }
        return streamed(request, lines([*listing.columns, PLACE], records), headers)


class AtomFormat(Format):
    """A feed of the newest of the list."""

    suffix = "atom"
    media_type = "application/atom+xml"
    name = "feed"

    def response(self, request: HttpRequest, listing: Listing[Any]) -> HttpResponseBase:
        """Return the feed."""
        absolute = request.build_absolute_uri
        items = listing.feed_items(NEWEST, absolute)
        feed = _Feed(
            title=printable(f"{listing.title} · {settings.SITE_NAME}"),
            link=absolute(page_of(request)),
            feed_url=absolute(),
            description="",
            author_name=settings.SITE_NAME,
            language="en",
            feed_guid=absolute(),
            latest=max((item.updated for item in items), default=EPOCH),
        )
        for item in items:
            feed.add_item(
                title=printable(item.title),
                link=item.link,
                unique_id=item.unique_id,
                description=printable(item.description),
                pubdate=item.published,
                updateddate=item.updated,
                categories=list(map(printable, item.categories)),
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


class _Feed(Atom1Feed):
    """A feed that says when it last changed, also where it is empty: never the time of the request."""

    def latest_post_date(self) -> datetime.datetime:
        return cast(datetime.datetime, self.feed["latest"])


JSON, CSV, ATOM = JsonFormat(), CsvFormat(), AtomFormat()
FORMATS: tuple[Format, ...] = (JSON, CSV, ATOM)


@dataclass(frozen=True, slots=True)
class FormatLink:
    """The URL of a list in a format."""

    format: Format
    url: str


def links(page: str, *formats: Format) -> list[FormatLink]:
    """Return the URLs of a page's list in the formats given, else in all; `page` may have parameters, which stay."""
    path, separator, query = page.partition("?")
    return [FormatLink(given, given.path(path) + separator + query) for given in formats or FORMATS]


def page_of(request: HttpRequest) -> str:
    """Return the URL of the page with the list that is requested as data, with the same parameters."""
    path, separator, query = request.get_full_path().partition("?")
    return f"{SUFFIX.sub('', path)}/{separator}{query}"


def refusal(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    """Return an error response: a sentence, in JSON if that was requested, else as text."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{sentence}\n", content_type=TEXT, status=status)


def wants_data(request: HttpRequest) -> bool:
    """Return whether a list is requested as data, by the end of the path."""
    return SUFFIX.search(request.path) is not None


# CSV


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def placed(listing: Listing[Any], batch: Batch[Any], absolute: Absolute) -> list[Record]:
    """Return the records of a batch with their places, without those deleted since."""
    records = listing.records([row for _, row in batch], absolute)
    return [record | {PLACE: str(cursor)} for (cursor, _), record in zip(batch, records, strict=True) if record]


def lines(columns: Iterable[str], batches: Iterable[list[Record]]) -> Iterator[str]:
    """Yield the lines of a CSV file, a batch of them at a time; with the first, the line of the column names."""
    writer: Any = csv.writer(_Echo())
    names = list(columns)
    head = writer.writerow(names)
    for batch in batches:
        yield head + "".join(writer.writerow([cell(record[name]) for name in names]) for record in batch)
        head = ""
    if head:
        yield head


def cell(value: Any) -> str | int:
    """Return a value for a cell: lists divided by semicolons, nothing for None, yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return harmless("" if value is None else value)


def harmless(value: str | int) -> str | int:
    """Return a cell that no spreadsheet takes for a formula: one that begins like one has an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


# Atom


def printable(text: str) -> str:
    """Return the text with what XML cannot carry replaced."""
    return UNPRINTABLE.sub("\ufffd", text)
