"""`/missing/`: the cables that are cited in the archive and not in it, most cited first; the same as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from cables.lists import formats
from cables.lists.formats import CSV, JSON
from cables.lists.missing import MissingListing, posts_of, withdrawn_of
from cables.lists.parameters import MISSING
from cables.views.lists import ListView

ROWS = 100  # on one page
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
        """Return the missing cables that the query asks for."""
        return MissingListing(self.query)

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page."""
        listing, query = self.listing(), self.query
        page = listing.page(ROWS)
        posts = posts_of(page.rows)
        return render(
            self.request,
            "cables/missing.html",
            {
                "section": "missing",
                "post": query.values.get("post", ""),
                "period": period_of(query.values),
                "notices": listing.notices,
                "total": listing.rows().count(),
                "rows": [(row, posts.get(row.post)) for row in page.rows],
                "withdrawn": withdrawn_of(page.rows),
                "posts": self.links(listing.by_post(POSTS), "post"),
                "years": self.links(listing.by_year(), "since", "until"),
                "first_url": query.url() if listing.position else "",
                "next_url": query.url(**page.next) if page.next else "",
                "outputs": formats.links(query.url(), JSON, CSV),
            },
        )

    def links(self, counted: Iterable[tuple[str | int, int]], *names: str) -> list[CountLink]:
        """Return the values with their counts and the URLs that give them to these parameters."""
        return [
            CountLink(str(value), self.query.url(**dict.fromkeys(names, str(value))), count) for value, count in counted
        ]


def period_of(values: Mapping[str, Any]) -> str:
    """Return the period that the list is filtered by, as it may be typed; empty where there is none."""
    since, until = (values[name].iso if name in values else "" for name in ("since", "until"))
    return since if since == until else f"{since} to {until}".strip()
