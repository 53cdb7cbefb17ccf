"""What the pages that list cables have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.generic import TemplateView

from cables import keyset
from cables.archive_version import Version, archive_version
from cables.lists import counts as census
from cables.lists import formats, histogram
from cables.lists.cables import listed
from cables.lists.filters import CableFilter, Criteria
from cables.lists.formats import Output
from cables.lists.histogram import Bar
from cables.lists.listing import PLACES, DatedListing
from cables.models import Tag, Tally
from cables.periods import Period
from cables.views.base import ConditionalView

PAGE_SIZE = 50
OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the front page to this one."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, and the address without it."""

    name: str
    value: str
    url: str


def written(name: str, values: Iterable[str]) -> str:
    """A parameter as it stands in an address, once for each value that is not empty. A page has dozens of addresses."""
    return "&".join([f"{quote(name, ',')}={quote(value, ',')}" for value in values if value])


class ArchivePageView(TemplateView, ConditionalView):
    """A page that rests on what is held as a whole, in a section of the site's navigation."""

    section: ClassVar[str] = ""

    def version(self) -> Version:
        return archive_version()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"section": self.section}


class CableListView(ArchivePageView):
    """A page about some cables: how many, a histogram, the filters, and a page of the list by key.

    A page says what it is about in `page_criteria` and `list_title`, and adds its own context. The number of queries
    does not depend on how many cables there are. With an `output` the view gives the same list as data.
    """

    request: HttpRequest
    without: ClassVar[tuple[str, ...]] = ()
    output: Output | None = None

    @abstractmethod
    def page_criteria(self) -> Criteria:
        """What the page is about; raises Http404 where there is no such thing."""

    @abstractmethod
    def list_title(self) -> str:
        """What the list is called where there is no page around it."""

    # Any, since a streamed response is none of those that a page with a template is declared to give.
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Drops fields that were left empty from the address; answers 400 where a filter was not understood."""
        self.page = self.page_criteria()
        if any(value == "" for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(self.address())
        self.filters = CableFilter(request.GET, self.page, self.without)
        if self.output:
            return self.as_data(self.output)
        response = self.render_to_response(self.get_context_data(**kwargs))
        if not self.filters.is_valid():
            response.status_code = 400
        return response

    def as_data(self, output: Output) -> HttpResponseBase:
        """The list in a format, or a sentence that says which filter was not understood."""
        if not self.filters.is_valid():
            errors = self.filters.form.errors.values()
            return formats.refusal(self.request, " ".join(str(error) for found in errors for error in found))
        return output.answer(self.request, self.listing())

    def listing(self) -> DatedListing:
        """The list for whoever writes it as data."""
        rows: Any = self.filters.qs
        criteria = self.filters.criteria

        def count() -> tuple[int, bool]:
            counted = census.take(criteria, criteria)
            return counted.total, counted.capped

        return DatedListing(
            title=self.list_title(),
            rows=rows,
            oldest_first=self.request.GET.get("order") == OLDEST,
            query=self.request.GET,
            address=self.address,
            counted=count,
            id_field=rows.cable,
        )

    def moved(self, page: str) -> HttpResponseBase:
        """The way to a page of another address for good; as data where this is asked for as data."""
        return redirect(self.address(self.output.path(page) if self.output else page), permanent=True)

    @cached_property
    def written(self) -> dict[str, str]:
        """The parameters of this page as they stand in its address, by name; without empty ones and the place."""
        return {name: written(name, values) for name, values in self.request.GET.lists() if name not in PLACES}

    def address(self, path: str = "", **changes: str | list[str] | None) -> str:
        """This page's address with some parameters changed, or dropped where None; empty ones go, and the place."""
        changed = {
            name: written(name, [value] if isinstance(value, str) else value or ()) for name, value in changes.items()
        }
        text = "&".join(filter(None, (self.written | changed).values()))
        return f"{path or self.request.path}{'?' if text else ''}{text}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {"form": self.filters.form, "understood": self.filters.is_valid(), "unfiltered": self.request.path}
        if not self.filters.is_valid():
            return context
        criteria = self.filters.criteria
        counted = census.take(criteria, self.around(criteria))
        bars = self.bars(criteria, counted)
        context |= {
            "census": counted,
            "counted_at_most": census.COUNTED_AT_MOST,
            "chips": self.chips(),
            "bars": bars,
            "peak": histogram.peak(bars),
            "periods_to_choose": self.periods_to_choose(criteria) if counted.capped and not counted.months else [],
            "year_only": self.year_only(criteria, counted),
            "outputs": formats.links(self.address()),
            **self.listed(),
        }
        return context

    # The list

    def listed(self) -> dict[str, Any]:
        """The cables of the page asked for, in order, and the addresses of its neighbours."""
        query = self.request.GET
        oldest_first = query.get("order") == OLDEST
        place, notice = self.place()
        rows: Any = self.filters.qs  # whose class django-filter does not tell
        found = keyset.page(rows, PAGE_SIZE, oldest_first=oldest_first, id_field=rows.cable, **place)
        held = listed([key.id for key in found.cursors])
        return {
            "cables": [held[key.id] for key in found.cursors],
            "notice": notice,
            "oldest_first": oldest_first,
            "reordered": self.address(order=None if oldest_first else OLDEST),
            "previous_url": self.address(before=str(found.cursors[0])) if found.has_previous and found.cursors else "",
            "next_url": self.address(after=str(found.cursors[-1])) if found.has_next else "",
            "first_url": self.address() if place else "",
        }

    def place(self) -> tuple[dict[str, keyset.DateCursor], str]:
        """Where the list is to begin or end, and what to tell a reader whose key was damaged."""
        for name in PLACES:
            if name in self.request.GET:
                try:
                    return {name: keyset.DateCursor.parse(self.request.GET[name])}, ""
                except keyset.BadCursorError:
                    return {}, "The address of this part of the list was damaged, so this is its beginning."
        return {}, ""

    # The histogram

    def around(self, criteria: Criteria) -> Criteria:
        """The criteria whose months the histogram shows: a whole year where a part of one is filtered by."""
        return criteria.dated(Period(criteria.year)) if criteria.year else criteria

    def bars(self, criteria: Criteria, counted: census.Census) -> list[Bar]:
        """Bars by year, or by month where all cables are of one year; each leads to the list of its cables."""
        if not counted.months:
            return []
        if not criteria.year:
            counts = {Period(year): cables for year, cables in counted.years.items()}
            return histogram.bars(histogram.years(counted.years), counts, self.within)
        counts = {Period(*month): cables for month, cables in counted.months.items() if month[1]}
        whole_year = criteria == self.around(criteria)

        def chosen(month: Period) -> bool:
            first, last = criteria.span
            return not whole_year and (not first or first <= month.last) and (not last or month.first <= last)

        return histogram.bars(histogram.months(criteria.year), counts, self.within, chosen)

    def within(self, period: Period) -> str:
        """The address of this list narrowed to the period."""
        return self.address(since=period.iso, until=period.iso)

    def year_only(self, criteria: Criteria, counted: census.Census) -> int:
        """How many cables have no bar among the months, since only their year is known."""
        return counted.months.get((criteria.year, 0), 0) if criteria.year else 0

    def periods_to_choose(self, criteria: Criteria) -> list[tuple[Period, str]]:
        """The years, or months of the one year, that have cables of the narrowest criterion, each with its address.

        For lists that are too long to count.
        """
        scope, key = criteria.narrowest
        tallies = Tally.objects.filter(scope=scope, key=key, year__gt=0).order_by("year", "month")
        if criteria.year:
            months = tallies.filter(year=criteria.year, month__gt=0).values_list("year", "month")
            periods = [Period(*month) for month in months]
        else:
            periods = [Period(year) for year in dict.fromkeys(tallies.values_list("year", flat=True))]
        return [(period, self.within(period)) for period in periods]

    # The filters

    def chips(self) -> list[Chip]:
        """The reader's filters that are set, each with the address without it. A single period is one filter."""
        values: Mapping[str, Any] = self.filters.form.cleaned_data
        tags: list[Tag] = values.get("tag") or []
        found = [
            Chip("TAGS", tag.code, self.address(tag=[other.slug for other in tags if other != tag])) for tag in tags
        ]
        if post := values.get("post"):
            found.append(Chip("Post", str(post), self.address(post=None)))
        since, until = values.get("since"), values.get("until")
        if since and since == until:
            found.append(Chip("Date", str(since), self.address(since=None, until=None)))
        else:
            found += [Chip("From", str(since), self.address(since=None))] if since else []
            found += [Chip("To", str(until), self.address(until=None))] if until else []
        if classification := values.get("classification"):
            found.append(Chip("Classification", classification.capitalize(), self.address(classification=None)))
        if caption := values.get("caption"):
            found.append(Chip("Caption", caption, self.address(caption=None)))
        return found
