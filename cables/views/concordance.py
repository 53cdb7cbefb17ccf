"""`/concordance/?q=coca`: every occurrence of the words, aligned on them, a page at a time; the same as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cables.lists import formats, occurrences
from cables.lists.facet_links import chips
from cables.lists.formats import CSV, JSON
from cables.lists.listing import ListError
from cables.lists.occurrences import OccurrenceListing
from cables.lists.parameters import OCCURRENCES
from cables.lists.search import SearchQuery
from cables.search.backends.timeout import TooSlowError, bounded
from cables.search.concordance import Occurrence
from cables.search.query.parser import LONGEST
from cables.views.lists import TOO_SLOW, BoundedListView
from cables.views.search_results import shown_errors

LINES = 50  # on one page
NO_WORDS = "A concordance needs a word to align on: what is asked for names fields alone, or only what is to be absent."


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """An occurrence as its page shows it: `href` leads to the paragraph, with the words to be marked there."""

    occurrence: Occurrence
    date: str
    href: str


class ConcordanceView(BoundedListView):
    """A page of occurrences, or all of them as data. The number of queries does not depend on how many there are."""

    of_list = OCCURRENCES
    query: SearchQuery
    query_class = SearchQuery

    def listing(self) -> OccurrenceListing:
        """Return the occurrences; raise ListError where there is no word to align on."""
        listing = OccurrenceListing(self.query)
        if not listing.concordance.highlighter:
            raise ListError(NO_WORDS)
        return listing

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page; 400 where nothing was understood, or there is no word to align on; 503 when too slow."""
        parsed = self.query.parsed
        if not parsed.node:
            return self.respond({}, status=400 if parsed.errors else 200)
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                return self.respond(self.results(self.listing()))
        except TooSlowError:
            return self.respond({"problem": TOO_SLOW}, status=503)
        except ListError as error:
            return self.respond({"problem": str(error)}, status=400)

    def results(self, listing: OccurrenceListing) -> dict[str, Any]:
        """Return the context of the page of occurrences."""
        page, hits, url = listing.page(LINES), listing.concordance.hits, self.query.url
        words = self.query.words
        return {
            "lines": [ConcordanceLine(row, occurrences.day(row), occurrences.url_of(row, words)) for row in page.rows],
            "searched": True,
            "count": hits.count,
            "capped": hits.capped,
            "first_url": url() if listing.position else "",
            "next_url": url(**page.next) if page.next else "",
            "format_links": formats.links(url(), JSON, CSV),
        }

    def respond(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return the page with the occurrences."""
        query = self.query
        hidden_fields = [(name, value) for name, values in query.parameters.items() if name != "q" for value in values]
        values = [chip.value if chip.name != "Classification" else chip.value.upper() for chip in chips(query)]
        own = {
            "section": "search",
            "query": query.typed[:LONGEST],
            "parsed": query.parsed,
            "query_errors": shown_errors(query),
            "notices": query.notices,
            "parsed_url": query.url(),
            "search_url": query.url(reverse("search")),
            "hidden_fields": hidden_fields,
            "filter_values": values,
            "unfiltered_url": query.url(**dict.fromkeys(name for name, _ in hidden_fields)),
        }
        return render(self.request, "cables/concordance.html", own | context, status=status)
