"""`/search/`: the results of a query, with excerpts, facets and a histogram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from cables.archive_version import Version
from cables.lists import facet_links, formats, histogram
from cables.lists.cables import CableListing
from cables.lists.histogram import Bar
from cables.lists.parameters import NEWEST, OLDEST, RELEVANCE, SEARCH
from cables.lists.search import RankedListing, SearchQuery, SearchResults
from cables.periods import Month, Period
from cables.search import facets
from cables.search.backends.timeout import TooSlowError, bounded
from cables.search.query.parser import LONGEST
from cables.search.results import MOST_COUNTED, Hits
from cables.search.results import NEWEST as NEWEST_RANKED
from cables.views import search_suggestions
from cables.views.lists import BoundedListView
from cables.views.search_results import search_results, shown_errors

PAGE_SIZE = 20
PAGES_AROUND = 2  # numbers of pages on either side of the current one


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the hits, and the URL of the list in it."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """A page of the list by relevance; with the number 0 it stands for the pages left out between its neighbours."""

    number: int
    url: str


class SearchView(BoundedListView):
    """A search as a page or as data. The number of queries does not depend on the number of hits."""

    of_list = SEARCH
    query: SearchQuery
    query_class = SearchQuery

    def version(self) -> Version | None:
        return super().version() if self.output_format else None

    def listing(self) -> CableListing:
        """Return the hits; each batch of them is bounded in time."""
        listing = SearchResults(self.query).listing()
        listing.milliseconds = settings.SEARCH_TIMEOUT
        return listing

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page; a redirect to the cable for an MRN alone.

        400 where nothing was understood; 503 where the search takes too long.
        """
        query = self.query
        if query.mrn:
            return redirect("cable", query.mrn)
        nothing_understood = query.parsed.node is None and bool(query.parsed.errors)
        if nothing_understood or (query.parsed.node is None and not query.criteria):
            return self.respond("cables/search.html", {}, status=400 if nothing_understood else 200)
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                context = self.results()
        except TooSlowError:
            suggestions = search_suggestions.narrower(query)
            context = {"seconds": settings.SEARCH_TIMEOUT / 1000, "suggestions": suggestions}
            return self.respond("cables/search_timeout.html", context, status=503)
        return self.respond("cables/search.html", context)

    def respond(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return the page, which caches may store if they revalidate it each time."""
        query = self.query
        hidden_fields = [(name, value) for name, values in query.parameters.items() if name != "q" for value in values]
        filters = dict.fromkeys(name for name in query.parameters if name not in ("q", "order"))
        own = {
            "section": "search",
            "query": query.typed[:LONGEST],
            "parsed": query.parsed,
            "query_errors": shown_errors(query),
            "parsed_url": query.url(),
            "concordance_url": query.url(reverse("concordance"), order=None),
            "hidden_fields": hidden_fields,
            "unfiltered_url": query.url(**filters),
            "notices": query.notices,
            "cited": search_suggestions.cited_in(query.typed),
        }
        response = render(self.request, template, own | context, status=status)
        patch_cache_control(response, public=True, no_cache=True)
        return response

    def results(self) -> dict[str, Any]:
        """Return the context of the page of results."""
        query, url = self.query, self.query.url
        results = SearchResults(query)
        hits, highlighter = results.hits, results.highlighter
        counted = self.counted(results)
        listing = results.listing()
        page = listing.page(PAGE_SIZE)
        bars, undated = self.histogram(results, counted)
        return {
            "counts": {"total": hits.count, "capped": hits.capped},
            "counted_at_most": MOST_COUNTED,
            "newest": NEWEST_RANKED,
            "results": search_results(page.rows, highlighter, url().partition("?")[2]),
            "has_words": bool(highlighter),
            "orders": self.orders(bool(highlighter)),
            "order": results.order,
            "oldest_first": results.order == OLDEST,
            "chips": facet_links.chips(query),
            "groups": facet_links.groups(counted, query),
            "bars": bars,
            "peak": histogram.peak(bars),
            "undated": undated,
            "named_pages": search_suggestions.pages_named(query.typed),
            "similar_names": [] if hits.count else search_suggestions.pages_with_similar_names(query.typed),
            "missing_year": search_suggestions.missing_year(query.typed),
            "format_links": formats.links(url()),
            "looser": [] if hits.count else search_suggestions.looser(query),
            "notices": listing.notices,
            "previous_url": url(**page.previous) if page.previous else "",
            "next_url": url(**page.next) if page.next else "",
            **(self.numbered(listing) if isinstance(listing, RankedListing) else {}),
            "first_url": url() if listing.position not in ({}, {"page": 1}) else "",
        }

    def counted(self, results: SearchResults) -> facets.Facets:
        """Return the facets of the hits. With `any_tag`, TAGS are counted in the hits without tags."""
        criteria = self.query.criteria
        ids = None
        if criteria.any_tag and criteria.tags:
            ids = Hits(results.node, replace(criteria, tags=()).condition()).counted
        return facets.count(results.hits.counted, ids, [tag.slug for tag in criteria.tags])

    def orders(self, has_words: bool) -> list[Order]:
        """Return the orders of the results, each with its URL."""
        url = self.query.url
        first = [Order(RELEVANCE, "Relevance", url(order=None))] if has_words else []
        return [
            *first,
            Order(NEWEST, "Newest", url(order=NEWEST if has_words else None)),
            Order(OLDEST, "Oldest", url(order=OLDEST)),
        ]

    def numbered(self, listing: RankedListing) -> dict[str, Any]:
        """Return the pages of the list by relevance: the first, those around this one, and the last."""
        number, last = listing.number, listing.last(PAGE_SIZE)
        around = range(number - PAGES_AROUND, number + PAGES_AROUND + 1)
        pages: list[NumberedPage] = []
        for shown in sorted({1, last, *around}):
            if not 1 <= shown <= last:
                continue
            if pages and shown > pages[-1].number + 1:
                pages.append(NumberedPage(0, ""))
            pages.append(NumberedPage(shown, self.query.url(page=str(shown) if shown > 1 else "")))
        return {"pages": pages, "page": number}

    def histogram(self, results: SearchResults, counted: facets.Facets) -> tuple[list[Bar], int]:
        """Return bars by year, or by month where all hits are of one year, and how many of its hits have no month."""
        criteria = self.query.criteria
        whole = criteria.of_whole_year()
        months: Mapping[Month, int] = counted.months
        in_part = criteria != whole
        if in_part:
            months = facets.by_month(Hits(results.node, whole.condition()).counted)
        years = {year for year, _ in months}
        year = criteria.year or (next(iter(years)) if len(years) == 1 else None)
        bars = histogram.of_months(months, year, self.url_within, lambda month: in_part and criteria.includes(month))
        return bars, months.get((year, 0), 0) if year and not in_part else 0

    def url_within(self, period: Period) -> str:
        """Return the URL of this search within the period."""
        return self.query.url(since=period.iso, until=period.iso)
