"""`/search/`: what a reader's words find, with the places where they stand and what the hits have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.generic import View

from cables import keyset
from cables.lists import formats, histogram
from cables.lists import search_filters as narrowings
from cables.lists.histogram import Bar
from cables.lists.listing import PLACES
from cables.lists.search_filters import Narrowing
from cables.periods import Period
from cables.search import backends, facets
from cables.search.backends.timeout import TooSlowError, bounded
from cables.search.highlight import Marker
from cables.search.query.parse import LONGEST, mrn_alone, parse_query
from cables.search.results import MOST_COUNTED, NEWEST, Hits
from cables.views import facet_links, search_suggestions
from cables.views.lists import OLDEST
from cables.views.quibbles import Quibble, quibble
from cables.views.search_results import Finding, findings
from cables.views.wordings import Wording, looser, narrower

PAGE_SIZE = 20
NEWEST_FIRST = "newest"
RELEVANCE = "relevance"
LONGEST_KEPT = 1_000  # characters of a query that addresses carry as it was typed
PAGE = "page"
PAGES_AROUND = 2  # numbers of pages on either side of the one at hand
DAMAGED = "The address of this part of the list was damaged, so this is its beginning."


def written(name: str, value: str | list[str]) -> str:
    """A parameter as it stands in an address, once for each of several values. A page has hundreds of addresses."""
    return "&".join([f"{name}={quote_plus(one)}" for one in ([value] if isinstance(value, str) else value)])


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the hits, and the address of the list in it."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """A page of the list by relevance; without a number it stands for those left out between its neighbours."""

    number: int
    url: str


class SearchView(View):
    """The page of a search. The number of queries does not depend on how much is found."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A number alone leads to its cable. 400 where nothing was understood; 503 where the search takes too long."""
        self.typed = request.GET.get("q", "")
        if mrn := mrn_alone(self.typed):
            return redirect("cable", mrn)
        self.reading = parse_query(self.typed)
        self.narrowing = Narrowing.read(request.GET)
        nothing_understood = self.reading.node is None and bool(self.reading.errors)
        if nothing_understood or (self.reading.node is None and not self.narrowing):
            return self.answer("cables/search.html", {}, status=400 if nothing_understood else 200)
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                found = self.found()
        except TooSlowError:
            tried = {"seconds": settings.SEARCH_TIMEOUT / 1000, "wordings": self.narrower()}
            return self.answer("cables/search_slow.html", tried, status=503)
        return self.answer("cables/search.html", found)

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page, which caches may keep if they ask each time."""
        nothing: dict[str, Any] = dict.fromkeys(narrowings.NAMES)
        own = {
            "section": "search",
            "query": self.typed[:LONGEST],
            "reading": self.reading,
            "quibbles": self.quibbles(),
            "understood_url": self.address(),
            "concordance_url": self.address(reverse("concordance"), order=None),
            "kept": [(name, value) for name, values in self.parameters().items() if name != "q" for value in values],
            "unfiltered": self.address(**nothing),
            "notices": list(filter(None, [narrowings.misread(self.request.GET)])),
        }
        own["notices"] += context.pop("notices", [])
        response = render(self.request, template, own | context, status=status)
        patch_cache_control(response, public=True, no_cache=True)
        return response

    # What was asked

    def quibbles(self) -> list[Quibble]:
        """What is wrong with the query, and where."""
        return [quibble(self.typed, error) for error in self.reading.errors]

    def parameters(self) -> dict[str, list[str]]:
        """What an address of this search holds: the words, as understood where that differs, filters and order."""
        plain = len(self.typed) <= LONGEST_KEPT and not self.reading.errors
        found = {"q": [self.typed if plain else self.reading.canonical]}
        for name, value in self.narrowing.parameters():
            found.setdefault(name, []).append(value)
        order = self.request.GET.get("order", "")
        return found | ({"order": [order]} if order in (NEWEST_FIRST, OLDEST) else {})

    @cached_property
    def written(self) -> dict[str, str]:
        """The parameters of this search as they stand in its address, by name."""
        return {name: written(name, values) for name, values in self.parameters().items() if any(values)}

    @cached_property
    def path(self) -> str:
        """The address of searches, without parameters."""
        return reverse("search")

    def address(self, path: str = "", **changes: str | list[str] | None) -> str:
        """The address of this search with some parameters changed, or dropped where None or empty."""
        changed = {name: written(name, value) if value else "" for name, value in changes.items()}
        text = "&".join(filter(None, (self.written | changed).values()))
        return f"{path or self.path}{'?' if text else ''}{text}"

    def narrower(self) -> list[Wording]:
        """Narrower searches to try instead."""
        return narrower(self.reading.node, self.narrowing, self.address)

    # What was found

    def found(self) -> dict[str, Any]:
        """All that the page shows of the hits."""
        node = backends.reader().expand(self.reading.node) if self.reading.node else None
        marker = Marker(node)
        hits = Hits(node, self.narrowing.condition())
        counted = self.counted(node, hits)
        order = self.order(bool(marker))
        listed, ids = self.by_relevance(hits) if order == RELEVANCE else self.by_date(hits, order == OLDEST)
        bars, undated = self.histogram(node, counted)
        return {
            "census": {"total": hits.count, "capped": hits.capped},
            "counted_at_most": MOST_COUNTED,
            "newest": NEWEST,
            "findings": self.findings(ids, marker),
            "has_words": bool(marker),
            "orders": self.orders(bool(marker)),
            "order": order,
            "oldest_first": order == OLDEST,
            "chips": list(facet_links.chips(self.narrowing, counted, self.address)),
            "groups": facet_links.groups(counted, self.narrowing, self.address),
            "bars": bars,
            "peak": histogram.peak(bars),
            "undated": undated,
            "offers": search_suggestions.exact(self.typed),
            "similar": [] if hits.count else search_suggestions.similar(self.typed),
            "lacking_year": search_suggestions.lacking_year(self.typed),
            "outputs": formats.links(self.address()),
            "looser": [] if hits.count else looser(self.reading.node, self.address),
            **listed,
        }

    def counted(self, node: Any, hits: Hits) -> facets.Facets:
        """The facets of the hits. Where any of some tags will do, tags are counted among what would be hits without."""
        among = None
        if self.narrowing.any_tag and self.narrowing.tags:
            among = Hits(node, self.narrowing.without_tags().condition()).weighed
        return facets.count(hits.weighed, among, self.narrowing.tags)

    def findings(self, ids: Sequence[int], marker: Marker) -> list[Finding]:
        """The hits of the page, each with the way to it that keeps the search."""
        return findings(ids, marker, self.address().partition("?")[2])

    def order(self, has_words: bool) -> str:
        """The order that is asked for; without words to weigh by, the newest come first."""
        asked = self.request.GET.get("order", "")
        if asked in (NEWEST_FIRST, OLDEST):
            return asked
        return RELEVANCE if has_words else NEWEST_FIRST

    def orders(self, has_words: bool) -> list[Order]:
        """The orders that there are."""
        first = [Order(RELEVANCE, "Relevance", self.address(order=None))] if has_words else []
        return [
            *first,
            Order(NEWEST_FIRST, "Newest", self.address(order=NEWEST_FIRST if has_words else None)),
            Order(OLDEST, "Oldest", self.address(order=OLDEST)),
        ]

    def by_relevance(self, hits: Hits) -> tuple[dict[str, Any], Sequence[int]]:
        """A page of the list by relevance, by its number, and the ids on it."""
        last = max(1, -(-len(hits.weighed) // PAGE_SIZE))
        written = self.request.GET.get(PAGE, "1")
        whole = written.isascii() and written.isdigit() and len(written) < 6 and int(written) > 0
        number = int(written) if whole else 1
        ids = hits.by_relevance((number - 1) * PAGE_SIZE, number * PAGE_SIZE) if number <= last else []
        listed = {
            "notices": [] if whole else [DAMAGED],
            "pages": self.pages(number, last),
            "page": number,
            "previous_url": self.page(number - 1) if 1 < number <= last else "",
            "next_url": self.page(number + 1) if number < last else "",
            "first_url": self.address() if number > 1 else "",
        }
        return listed, ids

    def page(self, number: int) -> str:
        """The address of a page of the list by relevance."""
        return self.address(page=str(number)) if number > 1 else self.address()

    def pages(self, number: int, last: int) -> list[NumberedPage]:
        """The first page, those around this one, and the last."""
        around = range(number - PAGES_AROUND, number + PAGES_AROUND + 1)
        found: list[NumberedPage] = []
        for shown in sorted({1, last, *around}):
            if not 1 <= shown <= last:
                continue
            if found and shown > found[-1].number + 1:
                found.append(NumberedPage(0, ""))
            found.append(NumberedPage(shown, self.page(shown)))
        return found

    def by_date(self, hits: Hits, oldest_first: bool) -> tuple[dict[str, Any], Sequence[int]]:
        """A page of the list by date, by its place, and the ids on it."""
        place, notices = self.place()
        rows = hits.cables() if place or oldest_first else hits.top()
        found = keyset.page(rows, PAGE_SIZE, oldest_first=oldest_first, id_field="pk", **place)
        listed = {
            "notices": notices,
            "previous_url": self.address(before=str(found.cursors[0])) if found.has_previous and found.cursors else "",
            "next_url": self.address(after=str(found.cursors[-1])) if found.has_next else "",
            "first_url": self.address() if place else "",
        }
        return listed, [key.id for key in found.cursors]

    def place(self) -> tuple[dict[str, keyset.DateCursor], list[str]]:
        """Where the list by date is to begin or end, and what to tell a reader whose key was damaged."""
        for name in PLACES:
            if name in self.request.GET:
                try:
                    return {name: keyset.DateCursor.parse(self.request.GET[name])}, []
                except keyset.BadCursorError:
                    return {}, [DAMAGED]
        return {}, []

    def histogram(self, node: Any, counted: facets.Facets) -> tuple[list[Bar], int]:
        """Bars by year, or by month where all hits are of one year, and how many of that are of no month."""
        months: Mapping[facets.Month, int] = counted.months
        years: Counter[int] = Counter()
        for (year, _), cables in months.items():
            years[year] += cables
        date = self.narrowing.date
        if not date and len(years) != 1:
            counts = {Period(year): cables for year, cables in years.items()}
            return histogram.bars(histogram.years(years), counts, self.within), 0
        if date and date.month:
            months = facets.by_month(Hits(node, self.narrowing.of_whole_year().condition()).weighed)
        year = date.year if date else next(iter(years))
        counts = {Period(*month): cables for month, cables in months.items() if month[0] == year and month[1]}
        chosen = date.month if date else 0
        bars = histogram.bars(histogram.months(year), counts, self.within, lambda month: month.month == chosen)
        return bars, 0 if chosen else months.get((year, 0), 0)

    def within(self, period: Period) -> str:
        """The address of this search within the period."""
        return self.address(date=period.iso)
