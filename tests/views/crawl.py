"""Everything that a reader can reach: each page of the site and whatever it links to, once.

Lists are not narrowed down: their filters lead to more addresses than there are cables.
"""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urldefrag, urljoin

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

NARROWED = re.compile(r"/(tag|post|date|search|missing|log|concordance)[^?]*\?")
STARTS = ("/", "/tag/", "/post/", "/date/", "/missing/", "/log/", "/about/", "/search/?q=the")


def crawl(client: Client, *starts: str) -> dict[str, bytes]:
    """Return the content of every response by its URL, whatever its status."""
    found: dict[str, bytes] = {}
    waiting = deque([*STARTS, *starts])
    while waiting:
        url = waiting.popleft()
        if url in found:
            continue
        response = client.get(url)
        found[url] = b"".join(response)  # also of one that is streamed
        if "Location" in response:
            waiting.append(response["Location"])
        elif response["Content-Type"].startswith("text/html"):
            dom = LexborHTMLParser(found[url].decode())
            for node in dom.css("a[href], link[rel=alternate]"):
                target = urldefrag(urljoin(url, node.attributes["href"] or "")).url
                if target.startswith("/") and not NARROWED.match(target):
                    waiting.append(target)
    return found
