"""Lists as data, read as clients read them."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

from django.test import Client

from tests.builders import store, telegram

FORMATS = ["json", "csv", "atom"]
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def rows(client: Client, path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    response = client.get(path)
    assert response.status_code == 200, path
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def feed(client: Client, path: str) -> ElementTree.Element:
    """Return a feed as a reader of feeds parses it."""
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own feed


def said(element: ElementTree.Element, path: str) -> list[str]:
    """Return the texts of the elements at a path."""
    return [found.text or "" for found in element.findall(path, ATOM)]


def many(count: int) -> None:
    """Store so many cables of a post."""
    store(*(telegram(f"07QUILLENZ{n + 1}", date=f"2007-03-{n % 28 + 1:02}") for n in range(count)))
