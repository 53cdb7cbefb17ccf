"""`/concordance/?q=coca`: every occurrence of the words, aligned on them, a page at a time; the same as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cables import keyset
from cables.archive_version import Version, archive_version
from cables.lists import formats
from cables.lists.formats import CSV, JSON, Output
from cables.lists.listing import PART, Part, RefusedError
from cables.lists.records import Absolute, Record
from cables.models import Cable
from cables.rendering.html import anchor
from cables.search.backends.timeout import TooSlowError, bounded
from cables.search.concordance import Concordance, Occurrence, Spot
from cables.search.query.parse import LONGEST
from cables.views.asked import TOO_SLOW, Asked
from cables.views.base import ConditionalView
from cables.views.quibbles import quibble

LINES = 50  # on one page
COLUMNS = ("mrn", "date", "date_source", "paragraph", "portion", "left", "word", "right", "address")

NO_WORDS = "A concordance needs a word to align on: what is asked for names fields alone, or only what is to be absent."
DAMAGED = "The address of this part of the concordance was damaged, so this is its beginning."


@dataclass(frozen=True, slots=True)
class Line:
    """An occurrence as its page shows it: `href` leads to the paragraph, with the words to be marked there."""

    occurrence: Occurrence
    date: str
    href: str


class ConcordanceView(ConditionalView):
    """A page of occurrences, or all of them as data. The number of queries does not depend on how many there are."""

    output: Output | None = None

    def version(self) -> Version:
        return archive_version()

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """400 where nothing was understood, or there is no word to align on; 503 where it takes too long."""
        asked = Asked.of(request)
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                return self.as_data(self.output, asked) if self.output else self.as_page(asked)
        except TooSlowError:
            if self.output:
                return formats.refusal(request, TOO_SLOW, status=503)
            return self.answer(asked, {"problem": TOO_SLOW}, status=503)

    def as_data(self, output: Output, asked: Asked) -> HttpResponseBase:
        """The occurrences in a format, or a sentence that says why there are none to be had."""
        if problem := asked.problem():
            return formats.refusal(self.request, problem)
        listing = OccurrenceListing(asked, self.request.GET.get("after", ""))
        if not listing.concordance.marker:
            return formats.refusal(self.request, NO_WORDS)
        return output.answer(self.request, listing)

    def as_page(self, asked: Asked) -> HttpResponse:
        """The page."""
        if not asked.reading.node:
            return self.answer(asked, {}, status=400 if asked.reading.errors else 200)
        concordance = Concordance(asked.reading.node, asked.condition)
        if not concordance.marker:
            return self.answer(asked, {"problem": NO_WORDS}, status=400)
        after, notice = None, asked.misread
        if written := self.request.GET.get("after", ""):
            try:
                after = Spot.parse(written)
            except keyset.BadCursorError:
                notice = DAMAGED
        page = concordance.page(LINES, after)
        found = {
            "lines": [Line(found, day(found), address(found, asked.words)) for found in page.occurrences],
            "notice": notice,
            "searched": True,
            "count": concordance.hits.count,
            "capped": concordance.hits.capped,
            "first_url": asked.url("concordance") if after else "",
            "next_url": asked.url("concordance", after=str(page.next)) if page.next else "",
            "outputs": formats.links(asked.url("concordance"), JSON, CSV),
        }
        return self.answer(asked, found)

    def answer(self, asked: Asked, found: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page with what was found."""
        own = {
            "section": "search",
            "query": asked.typed[:LONGEST],
            "reading": asked.reading,
            "quibbles": [quibble(asked.typed, error) for error in asked.reading.errors],
            "understood_url": asked.url("concordance"),
            "search_url": asked.url("search"),
            "narrowed": asked.narrowing.parameters(),
            "unnarrowed": f"{reverse('concordance')}?{urlencode({'q': asked.words})}",
        }
        return render(self.request, "cables/concordance.html", own | found, status=status)


class OccurrenceListing:
    """All occurrences as data, read as they are written."""

    noun = "occurrences"
    columns = COLUMNS

    def __init__(self, asked: Asked, after: str) -> None:
        self.title = f"Concordance of {asked.reading.canonical}"
        self.asked = asked
        self.after = after
        self.concordance = Concordance(asked.reading.node, asked.condition)

    def count(self) -> tuple[int | None, bool]:
        """Not known: occurrences are found as they are read."""
        return None, False

    def part(self, absolute: Absolute) -> Part:
        """The occurrences of one page."""
        try:
            after = Spot.parse(self.after) if self.after else None
        except keyset.BadCursorError as error:
            raise RefusedError(DAMAGED) from error
        page = self.concordance.page(PART, after)
        next_url = self.asked.url("concordance-json", after=str(page.next)) if page.next else ""
        return Part([record(found, absolute) for found in page.occurrences], next_url)

    def batches(self, absolute: Absolute) -> Iterator[list[Record]]:
        """All occurrences, some at a time."""
        found = self.concordance.walk(settings.SEARCH_TIMEOUT)
        while batch := [record(occurrence, absolute) for occurrence in islice(found, LINES)]:
            yield batch


def record(found: Occurrence, absolute: Absolute) -> Record:
    """An occurrence under the names of COLUMNS; `paragraph` is its number, or what it is instead."""
    unnumbered = "subject" if found.in_subject else f"[{found.spot.position}]"
    return {
        "mrn": found.mrn,
        "date": day(found),
        "date_source": found.date_source,
        "paragraph": unnumbered if found.number is None else str(found.number),
        "portion": found.portion,
        "left": found.left,
        "word": found.word,
        "right": found.right,
        "address": absolute(address(found)),
    }


def day(found: Occurrence) -> str:
    """The cable's date as 2007-09-24, or its year where no more is known."""
    date = found.spot.date
    return f"{date.year:04}" if found.date_source == Cable.DateSource.MRN else date.isoformat()


def address(found: Occurrence, typed: str = "") -> str:
    """Where the occurrence stands in its cable's page, with the query whose words are to be marked there."""
    place = "subject" if found.in_subject else anchor(found.number, found.spot.position, found.repeat)
    words = f"?{urlencode({'q': typed})}" if typed else ""
    return f"{reverse('cable', args=[found.mrn])}{words}#{place}"
