"""What an archive serves, to the byte, asked in a process of its own."""

from __future__ import annotations

from tests.installation import Installation

PAGES = """
import sys, django
django.setup()
from django.test import Client
for address in sys.argv[1:]:
    answer = Client().get(address, headers={"host": "127.0.0.1"})
    body = b"".join(answer) if answer.streaming else answer.content
    print(address, answer.status_code, answer.headers.get("ETag"), body.hex())
"""
ADDRESSES = [
    *("/", "/about/", "/batch/1/", "/cable/07LIMA2/", "/cable/07LIMA2.txt", "/cable/07LIMA2.json", "/cable/07QUITO5/"),
    *(
        "/cable/07LIMA2/like/",
        "/cable/07LIMA2/history/",
        "/log/",
        "/log.json",
        "/search/?q=barges",
        "/search.csv?q=barges",
    ),
    *(
        "/search.atom?q=barges",
        "/concordance/?q=barges",
        "/tag/",
        "/tag/PREL/",
        "/post/LIMA.csv",
        "/date/2007/06/",
        "/missing/",
    ),
]


def pages(of: Installation) -> list[str]:
    """What the archive's site answers: each address with status, ETag and content."""
    process = of.python("-c", PAGES, *ADDRESSES)
    answered, complaints = process.communicate()
    assert complaints == ""
    return answered.splitlines()
