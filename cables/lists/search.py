"""Lists of search results: the query of a request, and the hits by relevance, by date or by arrival."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from django.http import QueryDict

from cables.keyset import DateCursor, RankCursor
from cables.lists.cables import ArrivedListing, CableListing, DatedListing
from cables.lists.listing import Batch, Page
from cables.lists.parameters import ARRIVED, NEWEST, RELEVANCE, ListQuery
from cables.search import backends
from cables.search.highlight import Highlighter
from cables.search.query.nodes import FieldNode
from cables.search.query.parser import ParsedQuery, mrn_alone, parse_query
from cables.search.results import Hits

LONGEST_AS_TYPED = 1_000  # characters of a query that URLs carry as it was typed
NO_WORDS = "“q” is missing: it gives the words to look for."


class SearchQuery(ListQuery):
    """The query of a request for a search: words as typed and as parsed, and filters.

    `mrn` is set where the query is an MRN alone, in any spelling.
    """

    def __init__(self, data: QueryDict, of_list: str, path: str, without: Iterable[str] = ()) -> None:
        super().__init__(data, of_list, path, without)
        self.typed = data.get("q", "")
        self.mrn = mrn_alone(self.typed)

    @cached_property
    def parsed(self) -> ParsedQuery:
        """Return the parsed words."""
        return ParsedQuery(FieldNode("mrn", self.mrn), (), self.mrn) if self.mrn else parse_query(self.typed)

    @property
    def words(self) -> str:
        """Return the words for a URL: as typed, or in canonical form where they have errors or are long."""
        plain = len(self.typed) <= LONGEST_AS_TYPED and not self.parsed.errors
        return self.typed if plain else self.parsed.canonical

    def _parameters(self) -> dict[str, list[str]]:
        return super()._parameters() | {"q": [self.words]}

    @property
    def refusal(self) -> str:
        """Return the sentences of a response 400 to a request for data; empty without errors."""
        errors = [f"“q”: {error.message}" for error in self.parsed.errors]
        sentences = " ".join([*errors, *filter(None, [super().refusal])])
        is_empty = not self.parsed.node and not self.criteria
        return sentences or (NO_WORDS if is_empty else "")


class SearchResults:
    """The results of a query: its hits, the highlighter of its words, and the list of hits in its order."""

    def __init__(self, query: SearchQuery) -> None:
        self.query = query
        self.node = backends.reader().expand(query.parsed.node) if query.parsed.node else None
        self.highlighter = Highlighter(self.node)
        self.hits = Hits(self.node, query.criteria.condition())

    @property
    def order(self) -> str:
        """Return the order of the query; by default by relevance, without words the newest first."""
        return self.query.order or (RELEVANCE if self.highlighter else NEWEST)

    def listing(self) -> CableListing:
        """Return the hits in their order."""
        canonical = self.query.parsed.canonical
        title = f"Search for {canonical}" if canonical else "Search"
        if self.order == RELEVANCE:
            return RankedListing(self.query, title, self.hits)
        cables = self.hits.cables()
        dated = DatedListing(self.query, title, cables, lambda: (self.hits.count, self.hits.capped), self.hits.top)
        return ArrivedListing(dated, cables) if self.order == ARRIVED else dated


class RankedListing(CableListing):
    """Hits by relevance, a page at a time by its number, as far as they are ranked.

    Where there are more hits than that, pages have ranked ones alone, and batches are by date, newest first. So are
    the hits after a cursor, which batches give.
    """

    def __init__(self, query: ListQuery, title: str, hits: Hits) -> None:
        super().__init__(query, title)
        self.hits = hits
        self.cursors = {"page": int, "after": DateCursor if hits.capped else RankCursor}
        self.number: int = self.position.get("page", 1)

    def count(self) -> tuple[int | None, bool]:
        """Return how many hits there are, and whether there are more."""
        return self.hits.count, self.hits.capped

    def last(self, size: int) -> int:
        """Return the number of the last page."""
        return max(1, -(-len(self.hits.counted) // size))

    def page(self, size: int) -> Page[int]:
        """Return the hits after the query's cursor, else the page of its number, with none beyond the last."""
        after = self.position.get("after")
        if isinstance(after, DateCursor):
            return self._by_date().page(size)
        if after:
            end = after.rank + size
            more = end < len(self.hits.counted)
            return Page(self.hits.by_relevance(after.rank, end), next={"after": str(RankCursor(end))} if more else {})
        last = self.last(size)
        if self.number > last:
            return Page([])
        return Page(
            self.hits.by_relevance((self.number - 1) * size, self.number * size),
            next={"page": str(self.number + 1)} if self.number < last else {},
            previous={"page": str(self.number - 1) if self.number > 2 else ""} if self.number > 1 else {},
        )

    def batches(self, size: int) -> Iterator[Batch[int]]:
        """Yield all hits after the query's cursor, the most relevant first where all are ranked."""
        if self.hits.capped:
            yield from self._by_date().batches(size)
            return
        after = self.position.get("after", RankCursor(0))
        ranked = self.hits.by_relevance(after.rank, len(self.hits.counted))
        numbered = [(RankCursor(rank), pk) for rank, pk in enumerate(ranked, after.rank + 1)]
        for start in range(0, len(numbered), size):
            yield numbered[start : start + size]

    def newest(self, limit: int) -> Sequence[int]:
        """Return the newest hits."""
        return self._by_date().newest(limit)

    def _by_date(self) -> DatedListing:
        return DatedListing(self.query, self.title, self.hits.cables(), self.count)
