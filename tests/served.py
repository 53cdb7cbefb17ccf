"""Responses of an archive's site, to the byte, requested in a process of its own."""

from __future__ import annotations

from tests.installation import Installation

PAGES = """
import sys, django
django.setup()
from django.test import Client
for url in sys.argv[1:]:
    response = Client().get(url, headers={"host": "127.0.0.1"})
    body = b"".join(response) if response.streaming else response.content
    print(url, response.status_code, response.headers.get("ETag"), body.hex())
"""
URLS = [
    "/",
    "/about/",
    "/batch/1/",
    "/cable/07LIMA2/",
    "/cable/07LIMA2.txt",
    "/cable/07LIMA2.json",
    "/cable/07QUITO5/",
    "/cable/07LIMA2/like/",
    "/cable/07LIMA2/history/",
    "/log/",
    "/log.json",
    "/search/?q=barges",
    "/search.csv?q=barges",
    "/search.atom?q=barges",
    "/concordance/?q=barges",
    "/tag/",
    "/tag/PREL/",
    "/post/LIMA.csv",
    "/date/2007/06/",
    "/missing/",
]


def pages(of: Installation) -> list[str]:
    """Return a line for each URL of the archive's site: the URL, status, ETag and content of the response."""
    process = of.python("-c", PAGES, *URLS)
    out, err = process.communicate()
    assert err == ""
    return out.splitlines()
