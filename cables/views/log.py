"""`/log/`: the activity log, newest first, as a page, as data and as a feed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from cables.lists import formats
from cables.lists.activity_log import LogListing
from cables.lists.parameters import LOG, LOG_KINDS
from cables.views.lists import ListView

PAGE_SIZE = 50  # rows


class LogView(ListView):
    """The log, a page at a time."""

    of_list = LOG

    def listing(self) -> LogListing:
        """Return the entries of the query."""
        return LogListing(self.query)

    def page(self, **kwargs: Any) -> HttpResponseBase:
        """Return the page."""
        listing, query = self.listing(), self.query
        page = listing.page(PAGE_SIZE)
        return render(
            self.request,
            "cables/log.html",
            {
                "section": "log",
                "kind": listing.kind,
                "mrn": listing.mrn,
                "kinds": LOG_KINDS,
                "notices": listing.notices,
                "entries": page.rows,
                "first_url": query.url() if listing.position else "",
                "next_url": query.url(**page.next) if page.next else "",
                "format_links": formats.links(query.url()),
            },
        )
