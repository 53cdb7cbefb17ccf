"""A list as data: JSON a part at a time, CSV as a whole, Atom of the newest. One class a format serves all lists.

A list's page lies at `/tag/SNAR/`, the same as data at `/tag/SNAR.json`, with the same parameters.
"""

from __future__ import annotations

import csv
import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.feedgenerator import Atom1Feed

from cables.lists.listing import Listing, RefusedError
from cables.lists.records import Absolute, Entry, Record
from cables.models import Cable
from cables.rendering.title_case import display_subject

NEWEST = 50  # entries of a feed
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXT = "text/plain; charset=utf-8"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # which XML cannot carry
SUFFIX = re.compile(r"\.(json|csv|atom)\Z")


class Output(ABC):
    """A format in which a list is written."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]
    name: ClassVar[str]

    def answer(self, request: HttpRequest, listing: Any) -> HttpResponseBase:
        """The list, or the part of it that the request asks for; 400 and a sentence where it makes no sense."""
        try:
            return self.write(request, listing)
        except RefusedError as refused:
            return refusal(request, str(refused))

    @abstractmethod
    def write(self, request: HttpRequest, listing: Any) -> HttpResponseBase:
        """The list in this format; raises RefusedError."""

    def path(self, page: str) -> str:
        """Where the list of a page lies in this format."""
        return f"{page.rstrip('/')}.{self.suffix}"


class JsonOutput(Output):
    """A part of the list with how many there are in all, and the address of the next part."""

    suffix = "json"
    media_type = "application/json"
    name = "JSON"

    def write(self, request: HttpRequest, listing: Listing) -> HttpResponseBase:
        part = listing.part(request.build_absolute_uri)
        count, more = listing.count()
        found = {
            "title": listing.title,
            "archive": settings.SITE_NAME,
            "page": request.build_absolute_uri(page_of(request)),
            "count": count,
            "more_than_count": more,
            listing.noun: part.records,
            "next": request.build_absolute_uri(part.next_url) if part.next_url else None,
        }
        return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


class CsvOutput(Output):
    """All records of the list, written as they are read: no more than a batch of them is ever held."""

    suffix = "csv"
    media_type = "text/csv"
    name = "CSV"

    def write(self, request: HttpRequest, listing: Listing) -> HttpResponseBase:
        batches = listing.batches(request.build_absolute_uri)
        first = next(batches, [])  # here, so that what goes wrong at once is answered like on any page
        rest: Iterable[list[Record]] = () if request.method == "HEAD" else chain([first], batches)
        response = StreamingHttpResponse(
            lines(listing.columns, rest), content_type="text/csv; charset=utf-8; header=present"
        )
        name = request.path.strip("/").replace("/", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one thing: published when it came to be, updated when what is said of it last changed."""

    title: str
    link: str
    unique_id: str
    description: str
    published: datetime.datetime
    updated: datetime.datetime
    categories: list[str]


class AtomOutput(Output):
    """A feed of the newest of the list."""

    suffix = "atom"
    media_type = "application/atom+xml"
    name = "feed"

    def write(self, request: HttpRequest, listing: Any) -> HttpResponseBase:
        absolute = request.build_absolute_uri
        items = self.items(listing, absolute, NEWEST)
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

    def items(self, listing: Any, absolute: Absolute, limit: int) -> list[Item]:
        """The newest of the list; this one's are cables."""
        return [item_of(entry, absolute) for entry in listing.newest_entries(limit)]


JSON, CSV, ATOM = JsonOutput(), CsvOutput(), AtomOutput()
OUTPUTS: tuple[Output, ...] = (JSON, CSV, ATOM)


@dataclass(frozen=True, slots=True)
class OutputLink:
    """The address of a list in a format."""

    output: Output
    url: str


def links(page: str, *outputs: Output) -> list[OutputLink]:
    """The addresses of a page's list in the formats given, else in all; `page` may have parameters, which stay."""
    path, mark, query = page.partition("?")
    return [OutputLink(output, output.path(path) + mark + query) for output in outputs or OUTPUTS]


def page_of(request: HttpRequest) -> str:
    """The address of the page whose list the request asks for as data, with the same parameters."""
    path, mark, query = request.get_full_path().partition("?")
    return f"{SUFFIX.sub('', path)}/{mark}{query}"


def refusal(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    """The answer to a request that cannot be met: the sentence, in JSON where that was asked for, else as text."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{sentence}\n", content_type=TEXT, status=status)


def wants_data(request: HttpRequest) -> bool:
    """Whether the request asks for a list as data, by the end of its path."""
    return SUFFIX.search(request.path) is not None


# CSV


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(columns: Iterable[str], batches: Iterable[list[Record]]) -> Iterator[str]:
    """The lines of a CSV file, a batch of them at a time, behind the one of the column names."""
    writer: Any = csv.writer(_Echo())
    names = list(columns)
    yield writer.writerow(names)
    for batch in batches:
        yield "".join(writer.writerow([cell(record[name]) for name in names]) for record in batch)


def cell(value: Any) -> str | int:
    """A value in a cell: lists divided by semicolons, nothing for None, yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return harmless("" if value is None else value)


def harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula: one that would begin like one has an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


# Atom

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class _Feed(Atom1Feed):
    """A feed that says when it last changed, also where it is empty: never the moment at which it is asked for."""

    def latest_post_date(self) -> datetime.datetime:
        return cast(datetime.datetime, self.feed["latest"])


def item_of(entry: Entry, absolute: Absolute) -> Item:
    """A cable in a feed: published when it was sent, updated when its page last changed."""
    cable = entry.cable
    address = absolute(cable.get_absolute_url())
    said = [cable.mrn, cable.post.name, str(cable.date.year) if year_only(cable) else f"{cable.date:%-d %B %Y}"]
    said += [cable.classification] if cable.classification else []
    said += ["specimen: invented for this archive"] if cable.is_specimen else []
    return Item(
        title=display_subject(cable.subject),
        link=address,
        unique_id=address,
        description=", ".join(said),
        published=cable.sent_at or datetime.datetime.combine(cable.date, datetime.time.min, datetime.UTC),
        updated=cable.modified_at,
        categories=entry.tags,
    )


def year_only(cable: Cable) -> bool:
    """Whether no more of the cable's date is known than the year."""
    return cable.date_source == Cable.DateSource.MRN


def printable(text: str) -> str:
    """A text with what XML cannot carry replaced."""
    return UNPRINTABLE.sub("\ufffd", text)
