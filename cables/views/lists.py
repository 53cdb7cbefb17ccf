"""Base views of lists: a query made from the table of parameters, and the list as a page or as data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.generic import TemplateView

from cables import streams
from cables.archive_version import Version, archive_version
from cables.lists import counts, formats, histogram, parameters
from cables.lists.cables import ArrivedListing, DatedListing, listed
from cables.lists.counts import Counts
from cables.lists.criteria import Criteria
from cables.lists.facet_links import chips
from cables.lists.formats import Format
from cables.lists.histogram import Bar
from cables.lists.listing import ListError, Listing
from cables.lists.parameters import ARRIVED, CABLES, OLDEST, ListQuery
from cables.models import Cable, Tally
from cables.periods import Period
from cables.places import BusyError
from cables.search.backends.timeout import TooSlowError, bounded
from cables.views.base import ConditionalView

PAGE_SIZE = 50
TOO_SLOW = "That took longer than a search may. Ask for rarer words, or narrow it down to a post, a year or a TAG."


@dataclass(frozen=True, slots=True)
class Breadcrumb:
    """A page above this one, with its URL."""

    name: str
    url: str = ""


class ArchivePageView(TemplateView, ConditionalView):
    """A page that rests on the archive as a whole, in a section of the site's navigation."""

    section: ClassVar[str] = ""

    def version(self) -> Version | None:
        return archive_version()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"section": self.section}


class ListView(ConditionalView):
    """A list as a page, or with an `output_format` as data, from the same query.

    Former names of parameters redirect permanently. Data with a parameter that the list does not know or take are
    refused with 400; a page names it in a notice.
    """

    of_list: ClassVar[str]
    query: ListQuery
    query_class: ClassVar[Callable[..., ListQuery]] = ListQuery
    output_format: Format | None = None
    without: ClassVar[tuple[str, ...]] = ()

    def version(self) -> Version | None:
        return archive_version()

    @property
    def is_shared(self) -> bool:
        """Return whether caches may store it: no exports, which may be as large as the archive, and broken off."""
        return not (self.output_format and self.output_format.is_streamed)

    # Any, since a streamed response is none of those that a page with a template is declared to give.
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the page or the data, or a redirect."""
        if canonical := parameters.canonical_query(request.GET, self.of_list, self.without):
            return redirect(f"{request.path}?{canonical.urlencode()}", permanent=True)
        self.query = self.query_class(request.GET, self.of_list, request.path, self.without)
        if not self.output_format:
            return self.page(**kwargs)
        if refusal := self.query.refusal:
            return formats.refusal(request, refusal)
        return self.data(self.output_format)

    @abstractmethod
    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page."""

    def is_canonical(self) -> bool:
        """Return whether the list takes every parameter of its URL, with its value, or there are none."""
        return super().is_canonical() and not self.query.problems

    @abstractmethod
    def listing(self) -> Listing[Any]:
        """Return the list of the query."""

    def data(self, output_format: Format) -> HttpResponseBase:
        """Return the list in a format; 400 and a sentence where it cannot be given, 503 where it has to wait."""
        try:
            with streams.reserved() if output_format.is_streamed else nullcontext():
                listing = self.listing()
                if problems := listing.problems:
                    return formats.refusal(self.request, " ".join(problem.sentence for problem in problems))
                return output_format.response(self.request, listing)
        except ListError as error:
            return formats.refusal(self.request, str(error))
        except BusyError:
            return streams.refusal()


class BoundedListView(ListView):
    """A list of search results: data that take longer than SEARCH_TIMEOUT are refused with 503."""

    def data(self, output_format: Format) -> HttpResponseBase:
        """Return the list in a format; 503 and a sentence where it takes too long."""
        try:
            with bounded(settings.SEARCH_TIMEOUT):
                return super().data(output_format)
        except TooSlowError:
            return formats.refusal(self.request, TOO_SLOW, status=503)


class CableListView(ListView, ArchivePageView):
    """A page about some cables: how many, a histogram, the filters, and a page of the list by date.

    A subclass gives its criteria and its title in `page_criteria` and `list_title`, and adds its own context. The
    number of queries does not depend on how many cables there are.
    """

    of_list = CABLES

    @abstractmethod
    def page_criteria(self) -> Criteria:
        """Return the criteria of the page itself; raise Http404 where there is no such page."""

    @abstractmethod
    def list_title(self) -> str:
        """Return the title of the list as data."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Redirect to the URL without empty fields, else return the list."""
        self.own_criteria = self.page_criteria()
        if any(value == "" for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(request.path + parameters.without_empty(request.GET))
        return super().get(request, *args, **kwargs)

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page."""
        return self.render_to_response(self.get_context_data(**kwargs))

    @cached_property
    def criteria(self) -> Criteria:
        """Return the criteria of the page and those of the filters."""
        return self.own_criteria.and_also(self.query.criteria)

    def listing(self) -> DatedListing | ArrivedListing:
        """Return the list of the cables that meet the criteria."""
        criteria = self.criteria

        def count() -> tuple[int, bool]:
            counted = counts.count(criteria, criteria)
            return counted.total, counted.capped

        dated = DatedListing(self.query, self.list_title(), criteria.rows(), count)
        if self.query.order != ARRIVED:
            return dated
        return ArrivedListing(dated, Cable.objects.filter(criteria.condition()))

    def redirect_to(self, page: str) -> HttpResponseBase:
        """Return a permanent redirect to the canonical path, with the same format and parameters."""
        path = self.output_format.path(page) if self.output_format else page
        return redirect(path + parameters.without_empty(self.request.GET), permanent=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = self.criteria
        counted = counts.count(criteria, self.histogram_criteria(criteria))
        bars = self.bars(criteria, counted)
        listing = self.listing()
        page = listing.page(PAGE_SIZE)
        oldest_first = self.query.order == OLDEST
        cables = listed(page.rows)
        url = self.query.url
        return super().get_context_data(**kwargs) | {
            "form": self.query.filters.form,
            "unfiltered_url": self.request.path,
            "notices": listing.notices,
            "counts": counted,
            "counted_at_most": counts.COUNTED_AT_MOST,
            "chips": chips(self.query),
            "bars": bars,
            "peak": histogram.peak(bars),
            "periods_to_choose": self.periods_to_choose(criteria) if counted.capped and not counted.months else [],
            "year_only": self.year_only(criteria, counted),
            "format_links": formats.links(url()),
            "cables": [cables[pk] for pk in page.rows],
            "oldest_first": oldest_first,
            "order": self.query.order,
            "reordered": url(order=None if oldest_first else OLDEST),
            "previous_url": url(**page.previous) if page.previous else "",
            "next_url": url(**page.next) if page.next else "",
            "first_url": url() if listing.position else "",
        }

    # The histogram

    def histogram_criteria(self, criteria: Criteria) -> Criteria:
        """Return the criteria of the histogram: the whole year where the filters are within one."""
        return criteria.of_whole_year()

    def bars(self, criteria: Criteria, counted: Counts) -> list[Bar]:
        """Return bars by year, or by month where all cables are of one year; each leads to the list of its cables."""
        if not counted.months:
            return []
        whole_year = criteria == self.histogram_criteria(criteria)
        return histogram.of_months(
            counted.months, criteria.year, self.url_within, lambda month: not whole_year and criteria.includes(month)
        )

    def url_within(self, period: Period) -> str:
        """Return the URL of this list within the period."""
        return self.query.url(since=period.iso, until=period.iso)

    def year_only(self, criteria: Criteria, counted: Counts) -> int:
        """Return how many cables have no bar for a month, since only their year is known."""
        return counted.months.get((criteria.year, 0), 0) if criteria.year else 0

    def periods_to_choose(self, criteria: Criteria) -> list[tuple[Period, str]]:
        """Return the years, or months of the one year, that have cables of the narrowest criterion, each with its URL.

        For lists that are too long to count.
        """
        scope, key = criteria.narrowest
        tallies = Tally.objects.filter(scope=scope, key=key, year__gt=0).order_by("year", "month")
        if criteria.year:
            months = tallies.filter(year=criteria.year, month__gt=0).values_list("year", "month")
            periods = [Period(*month) for month in months]
        else:
            periods = [Period(year) for year in dict.fromkeys(tallies.values_list("year", flat=True))]
        return [(period, self.url_within(period)) for period in periods]
