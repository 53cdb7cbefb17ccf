"""`/missing/`: the missing cables, most cited first, as a page and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from cables.lists import formats
from cables.lists.formats import CSV, JSON
from cables.lists.missing import MissingListing, facts_of, posts_of, withdrawn_of
from cables.lists.parameters import MISSING
from cables.views.lists import ListView

PAGE_SIZE = 100  # rows
POSTS = 30  # to filter the list by


@dataclass(frozen=True, slots=True)
class CountLink:
    """A post or a year to filter the list by, and how many missing cables it has."""

    name: str
    url: str
    count: int


class MissingView(ListView):
    """The list, a page at a time, with the posts and years to filter it by."""

    of_list = MISSING

    def listing(self) -> MissingListing:
        """Return the missing cables of the query."""
        return MissingListing(self.query)

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page."""
        listing, query = self.listing(), self.query
        page = listing.page(PAGE_SIZE)
        posts = posts_of(page.rows)
        return render(
            self.request,
            "cables/missing.html",
            {
                "section": "missing",
                "post": query.values.get("post", ""),
                "period": period_of(query.values),
                "notices": listing.notices,
                **listing.totals(),
                "rows": [(row, posts.get(row.post)) for row in page.rows],
                "withdrawn": withdrawn_of(page.rows),
                "facts": facts_of(page.rows),
                "posts": self.links(listing.by_post(POSTS), "post"),
                "years": self.links(listing.by_year(), "since", "until"),
                "first_url": query.url() if listing.position else "",
                "next_url": query.url(**page.next) if page.next else "",
                "format_links": formats.links(query.url(), JSON, CSV),
            },
        )

    def links(self, counted: Iterable[tuple[str | int, int]], *names: str) -> list[CountLink]:
        """Return the values with their counts, each with the URL that sets these parameters to it."""
        return [
            CountLink(str(value), self.query.url(**dict.fromkeys(names, str(value))), count) for value, count in counted
        ]


def period_of(values: Mapping[str, Any]) -> str:
    """Return the period of the filters as a reader types it; empty where there is none."""
    since, until = (values[name].iso if name in values else "" for name in ("since", "until"))
    return since if since == until else f"{since} to {until}".strip()
