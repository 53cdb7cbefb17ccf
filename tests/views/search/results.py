"""The page of a search, and what it lists."""

from __future__ import annotations

from urllib.parse import urlencode

from django.test import Client

from tests.views.page import Page


def search(client: Client, status: int = 200, **parameters: str | list[str]) -> Page:
    """Return the page of a search."""
    return Page(client, f"/search/?{urlencode(parameters, doseq=True)}", status)


def mrns(page: Page) -> list[str]:
    """Return the numbers of the cables that a page lists."""
    return page.texts(".results .id")


def facet_values(page: Page, facet: str) -> list[str]:
    """Return the values of a facet with their counts."""
    return page.texts(f"section[aria-labelledby=facet-{facet}] li")
