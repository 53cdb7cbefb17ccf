"""Lists of what a search finds: what a request asks of the index, and the hits by relevance or by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count, takewhile

from django.http import QueryDict

from cables.lists.cables import ArrivedListing, CableListing, DatedListing
from cables.lists.listing import Page
from cables.lists.parameters import ARRIVED, NEWEST, RELEVANCE, ListQuery
from cables.search import backends
from cables.search.highlight import Highlighter
from cables.search.query.nodes import Field
from cables.search.query.parse import ParsedQuery, mrn_alone, parse_query
from cables.search.results import Hits

LONGEST_KEPT = 1_000  # characters of a query that URLs carry as it was typed
NO_WORDS = "“q” is missing: it gives the words to look for."


class SearchQuery(ListQuery):
    """What a request asks of the index: words as typed and as parsed, and filters.

    An MRN alone, in any spelling, asks for the cable of that number.
    """

    def __init__(self, data: QueryDict, of_list: str, path: str, without: Iterable[str] = ()) -> None:
        super().__init__(data, of_list, path, without)
        self.typed = data.get("q", "")
        self.mrn = mrn_alone(self.typed)

    @cached_property
    def reading(self) -> ParsedQuery:
        """The words as they were understood."""
        return ParsedQuery(Field("mrn", self.mrn), (), self.mrn) if self.mrn else parse_query(self.typed)

    @property
    def words(self) -> str:
        """The words for a URL: as typed, or as understood where not all of it was, or where it is long."""
        plain = len(self.typed) <= LONGEST_KEPT and not self.reading.errors
        return self.typed if plain else self.reading.canonical

    def _parameters(self) -> dict[str, list[str]]:
        return super()._parameters() | {"q": [self.words]}

    @property
    def refusal(self) -> str:
        """What a program is told that cannot have what it asks for; empty where nothing is wrong."""
        errors = [f"“q”: {error.message}" for error in self.reading.errors]
        sentences = " ".join([*errors, *filter(None, [super().refusal])])
        nothing_asked = not self.reading.node and not self.criteria
        return sentences or (NO_WORDS if nothing_asked else "")


class SearchResults:
    """What a query finds: its hits, the words to be marked, and the list of hits in the order that is asked for."""

    def __init__(self, query: SearchQuery) -> None:
        self.query = query
        self.node = backends.reader().expand(query.reading.node) if query.reading.node else None
        self.highlighter = Highlighter(self.node)
        self.hits = Hits(self.node, query.criteria.condition())

    @property
    def order(self) -> str:
        """The order that is asked for; without words to weigh by, the newest come first."""
        return self.query.order or (RELEVANCE if self.highlighter else NEWEST)

    def listing(self) -> CableListing:
        """Return the hits in their order."""
        understood = self.query.reading.canonical
        title = f"Search for {understood}" if understood else "Search"
        if self.order == RELEVANCE:
            return RankedListing(self.query, title, self.hits)
        cables = self.hits.cables()
        dated = DatedListing(self.query, title, cables, lambda: (self.hits.count, self.hits.capped), self.hits.top)
        return ArrivedListing(dated, cables) if self.order == ARRIVED else dated


class RankedListing(CableListing):
    """Hits by relevance, a page at a time by its number, as far as they are ranked.

    Where there are more hits than that, a page holds ranked ones alone, and the whole is by date, newest first.
    """

    cursors: Mapping[str, type] = {"page": int}

    def __init__(self, query: ListQuery, title: str, hits: Hits) -> None:
        super().__init__(query, title)
        self.hits = hits
        self.number: int = self.position.get("page", 1)

    def count(self) -> tuple[int | None, bool]:
        """Return how many hits there are, and whether there are more."""
        return self.hits.count, self.hits.capped

    def last(self, size: int) -> int:
        """Return the number of the last page."""
        return max(1, -(-len(self.hits.counted) // size))

    def page(self, size: int) -> Page[int]:
        """Return the hits of the page of the query's number, none where it is beyond the last."""
        last = self.last(size)
        if self.number > last:
            return Page([])
        return Page(
            self.hits.by_relevance((self.number - 1) * size, self.number * size),
            next={"page": str(self.number + 1)} if self.number < last else {},
            previous={"page": str(self.number - 1) if self.number > 2 else ""} if self.number > 1 else {},
        )

    def batches(self, size: int) -> Iterator[Sequence[int]]:
        """Yield all hits, the most relevant first where all are ranked."""
        if self.hits.capped:
            yield from self._by_date().batches(size)
            return
        ranked = self.hits.by_relevance(0, len(self.hits.counted))
        yield from takewhile(bool, (ranked[start : start + size] for start in count(0, size)))

    def newest(self, limit: int) -> Sequence[int]:
        """Return the newest hits."""
        return self._by_date().newest(limit)

    def _by_date(self) -> DatedListing:
        return DatedListing(self.query, self.title, self.hits.cables(), self.count)
