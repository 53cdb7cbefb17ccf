"""`/search.json?q=coca`, `/search.csv`, `/search.atom`: the hits of a search as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, takewhile

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from cables.archive_version import Version, archive_version
from cables.lists import formats
from cables.lists.formats import JSON, Output
from cables.lists.listing import BATCH, PART, CablesListing, DatedListing, RefusedError
from cables.search import backends
from cables.search.backends.timeout import TooSlowError, bounded
from cables.search.highlight import Marker
from cables.search.results import Hits
from cables.views.asked import TOO_SLOW, Asked
from cables.views.base import ConditionalView
from cables.views.lists import OLDEST

NEWEST = "newest"
LAST_PAGE = 10**6


class ResultsView(ConditionalView):
    """The hits of a search in a format."""

    output: Output = JSON

    def version(self) -> Version:
        return archive_version()

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """400 and a sentence where not all of the query was understood, 503 where the search takes too long."""
        asked = Asked.of(request)
        if problem := asked.problem():
            return formats.refusal(request, problem)
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                found = listing(request, asked)
                found.bound = settings.SEARCH_TIMEOUT
                return self.output.answer(request, found)
        except TooSlowError:
            return formats.refusal(request, TOO_SLOW, status=503)


def listing(request: HttpRequest, asked: Asked) -> CablesListing:
    """The hits in the order asked for: by relevance, unless another is given or there are no words to weigh by."""
    node = backends.reader().expand(asked.reading.node) if asked.reading.node else None
    hits = Hits(node, asked.condition)
    title = f"Search for {asked.reading.canonical}" if asked.reading.canonical else "Search"
    order = request.GET.get("order", "")
    if order in (NEWEST, OLDEST) or not Marker(node):
        kept = {"order": order} if order in (NEWEST, OLDEST) else {}
        return DatedListing(
            title=title,
            rows=hits.cables(),
            oldest_first=order == OLDEST,
            query=request.GET,
            address=lambda **place: asked.url("search-json", **kept, **place),
            counted=lambda: (hits.count, hits.capped),
        )
    return RankedListing(title, asked, hits, request.GET.get("page", "1"))


class RankedListing(CablesListing):
    """Hits by relevance, a page at a time by its number. As far as they are ranked: where there are more hits than
    that, a part holds the ranked ones alone, and the whole is in order of date, newest first."""

    def __init__(self, title: str, asked: Asked, hits: Hits, page: str) -> None:
        self.title = title
        self.asked = asked
        self.hits = hits
        self.page = page

    def count(self) -> tuple[int | None, bool]:
        """How many hits there are, and whether there are more."""
        return self.hits.count, self.hits.capped

    def part_ids(self) -> tuple[Sequence[int], str]:
        """The hits of the page asked for."""
        if not (self.page.isascii() and self.page.isdigit() and 0 < int(self.page[:9]) < LAST_PAGE):
            raise RefusedError("“page” is no page of this list: they are numbered from 1.")
        number = int(self.page[:9])
        found = self.hits.by_relevance((number - 1) * PART, number * PART + 1)
        next_url = self.asked.url("search-json", page=str(number + 1)) if len(found) > PART else ""
        return found[:PART], next_url

    def walk(self) -> Iterator[Sequence[int]]:
        """All hits, the most relevant first where all are ranked."""
        if self.hits.capped:
            yield from self.by_date().walk()
            return
        ranked = self.hits.by_relevance(0, len(self.hits.weighed))
        yield from takewhile(bool, (ranked[start : start + BATCH] for start in count(0, BATCH)))

    def newest(self, limit: int) -> Sequence[int]:
        """The newest hits."""
        return self.by_date().newest(limit)

    def by_date(self) -> DatedListing:
        """The hits by date, newest first."""
        return DatedListing(self.title, self.hits.cables(), False, {}, self.asked.url, self.count)
